package io.ranvier.structure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class LayerTest {
  /** Who may make the Linux calls: the rest of the engine does not know which tier it runs on. */
  private static final Set<String> USERS_OF_LINUX_CALLS = Set.of("io.ranvier.signal");

  /** Classes outside the layouts that make VarHandles for memory segments, and why they may. */
  private static final Map<String, String> OTHER_VAR_HANDLES =
      Map.of(
          "io.ranvier.buffer.AtomicAccess",
          "a view of any memory: offsets are the user's",
          "io.ranvier.buffer.PlainAccess",
          "a view of any memory: offsets are the user's",
          "io.ranvier.buffer.AsciiNumberParsing",
          "a view of any memory: offsets are the user's",
          "io.ranvier.counter.CounterBlock",
          "an array of longs whose layout is the enum of ids",
          "io.ranvier.memory.SharedWords",
          "makes them for the layouts",
          "io.ranvier.routing.StreamNumbers",
          "numbers on a byte stream: they have no fixed places",
          "io.ranvier.slot.SlotBitmap",
          "an array of longs that SlotArrayGeometry places",
          "io.ranvier.slot.BorrowedSlots",
          "its table is memory of this process alone");

  /** Classes outside layouts and buffers that read or write segments without a VarHandle. */
  private static final Map<String, String> OTHER_ACCESSORS = Map.of();

  private static final Set<String> RESTRICTED =
      Set.of(
          "java.lang.foreign.MemorySegment.reinterpret",
          "java.lang.foreign.AddressLayout.withTargetLayout",
          "java.lang.ModuleLayer$Controller.enableNativeAccess",
          "java.lang.System.load",
          "java.lang.System.loadLibrary",
          "java.lang.Runtime.load",
          "java.lang.Runtime.loadLibrary");

  private static final Pattern RESTRICTED_IN_SOURCE =
      Pattern.compile(
          "java\\.lang\\.foreign\\.(Linker|SymbolLookup)|\\.reinterpret\\(|\\.withTargetLayout\\("
              + "|\\.enableNativeAccess\\(|\\bSystem\\.load(Library)?\\(");

  private static final Pattern OWN_DEPENDENCY =
      Pattern.compile(
          "<dependency>\\s*<groupId>io\\.ranvier</groupId>\\s*<artifactId>ranvier-(.*?)<");

  private static final Pattern BENCH_PACKAGE =
      Pattern.compile("\\bio\\.ranvier\\.bench\\.([a-z]+)\\.[A-Z]");

  private static final List<ClassReferences> CLASSES =
      SourceTree.engineClasses().stream()
          .filter(file -> !file.endsWith("module-info.class"))
          .map(ClassReferences::of)
          .toList();

  @Test
  void packagesImportDownwards() {
    Set<String> violations = new TreeSet<>();
    for (ClassReferences from : CLASSES) {
      int layer = Layers.BOTTOM_UP.indexOf(from.packageName());
      for (String to : from.classes()) {
        String used = to.substring(0, to.lastIndexOf('.'));
        if (used.startsWith("io.ranvier") && Layers.BOTTOM_UP.indexOf(used) > layer) {
          violations.add(from.className() + " imports " + to);
        }
      }
    }
    assertEquals(Set.of(), violations, "order: " + Layers.BOTTOM_UP);
  }

  @Test
  void benchmarkPackagesImportDownwards() {
    Set<String> violations = new TreeSet<>();
    Set<String> packages = new TreeSet<>();
    for (Path source : SourceTree.mainSources("bench")) {
      String own = source.getParent().getFileName().toString();
      if (own.equals("bench")) {
        continue;
      }
      packages.add(own);
      int layer = Layers.BENCH_BOTTOM_UP.indexOf(own);
      BENCH_PACKAGE
          .matcher(SourceTree.read(source))
          .results()
          .map(used -> used.group(1))
          .filter(used -> Layers.BENCH_BOTTOM_UP.indexOf(used) > layer)
          .forEach(used -> violations.add(SourceTree.display(source) + " uses " + used));
    }
    assertEquals(Set.of(), violations, "order: " + Layers.BENCH_BOTTOM_UP);
    assertEquals(new TreeSet<>(Layers.BENCH_BOTTOM_UP), packages);
  }

  @Test
  void eachPackageHasItsLayer() {
    Set<String> packages =
        CLASSES.stream()
            .map(ClassReferences::packageName)
            .collect(Collectors.toCollection(TreeSet::new));
    packages.add("io.ranvier.ffm");
    assertEquals(new TreeSet<>(Layers.BOTTOM_UP), packages);
  }

  @Test
  void modulesDependOneWay() {
    for (String module : SourceTree.MODULES) {
      List<String> allowed = SourceTree.MODULES.subList(0, SourceTree.MODULES.indexOf(module));
      String pom = SourceTree.read(SourceTree.root().resolve(module).resolve("pom.xml"));
      List<String> found =
          OWN_DEPENDENCY.matcher(pom).results().map(dependency -> dependency.group(1)).toList();
      assertTrue(allowed.containsAll(found), () -> module + " depends on " + found);
    }
  }

  @Test
  void linuxCallsAreMadeInOnePackage() {
    assertEquals(
        Set.of(),
        violations(user ->
            !USERS_OF_LINUX_CALLS.contains(user.packageName())
                && user.classes().stream().anyMatch(c -> c.startsWith("io.ranvier.ffm."))));
  }

  @Test
  void restrictedMethodsAreUsedInFfmBindingsOnly() {
    assertEquals(
        Set.of(),
        violations(user ->
            user.classes().contains("java.lang.foreign.Linker")
                || user.classes().contains("java.lang.foreign.SymbolLookup")
                || user.members().stream().anyMatch(RESTRICTED::contains)));
    for (String module : List.of("engine", "bench", "cli")) {
      for (var source : SourceTree.mainSources(module)) {
        assertFalse(
            RESTRICTED_IN_SOURCE.matcher(SourceTree.read(source)).find(),
            () -> SourceTree.display(source) + " uses a restricted method");
      }
    }
  }

  @Test
  void varHandlesOnSegmentsAreMadeInLayoutsOnly() {
    Set<String> users =
        violations(user ->
            user.members().stream()
                .anyMatch(m -> m.startsWith("java.lang.foreign.") && m.endsWith(".varHandle")));
    assertEquals(new TreeSet<>(OTHER_VAR_HANDLES.keySet()), users);
  }

  @Test
  void segmentsAreAccessedByVarHandlesOnly() {
    Pattern accessor = Pattern.compile("java\\.lang\\.foreign\\.MemorySegment\\.[gs]et\\w*");
    Set<String> users =
        violations(user ->
            !user.packageName().equals("io.ranvier.buffer")
                && user.members().stream().anyMatch(m -> accessor.matcher(m).matches()));
    assertEquals(new TreeSet<>(OTHER_ACCESSORS.keySet()), users);
  }

  @Test
  void readingOfClassFilesFindsWhatIsThere() {
    Map<String, ClassReferences> byName = new TreeMap<>();
    CLASSES.forEach(found -> byName.put(found.className(), found));
    ClassReferences lane = byName.get("io.ranvier.lane.LaneMemory");
    assertTrue(lane.classes().contains("io.ranvier.ring.RingReader"), lane::toString);
    ClassReferences calls = byName.get("io.ranvier.signal.SleepCalls");
    assertTrue(calls.members().contains("io.ranvier.ffm.NativeAccess.linux"), calls::toString);
  }

  /** Returns the classes, other than layouts, that a rule catches. */
  private static Set<String> violations(Predicate<ClassReferences> rule) {
    return CLASSES.stream()
        .filter(user -> !user.topLevelClass().endsWith("Layout"))
        .filter(rule)
        .map(ClassReferences::topLevelClass)
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
