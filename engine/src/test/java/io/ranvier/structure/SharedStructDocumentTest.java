package io.ranvier.structure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ranvier.memory.SharedStruct;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Declaration, class comment and specification of a shared structure say the same. */
class SharedStructDocumentTest {
  private static final Pattern TABLE = Pattern.compile("<pre>\\n(.*?)</pre>", Pattern.DOTALL);

  @Test
  void structuresAreDeclaredInLayoutClasses() {
    List<String> elsewhere = new ArrayList<>();
    for (var file : SourceTree.engineClasses()) {
      ClassReferences user = ClassReferences.of(file);
      boolean builds =
          user.members().contains("io.ranvier.memory.SharedStruct.named")
              && !user.topLevelClass().equals("io.ranvier.memory.SharedStruct");
      if (builds && !user.className().endsWith("Layout")) {
        elsewhere.add(user.className());
      }
    }
    assertEquals(List.of(), elsewhere);
  }

  @Test
  void namesAreUnique() throws ReflectiveOperationException {
    var structs = structs().values();
    assertEquals(structs.size(), structs.stream().map(SharedStruct::name).distinct().count());
  }

  @Test
  void classCommentsHoldTheTables() throws ReflectiveOperationException {
    for (var entry : structs().entrySet()) {
      List<String> tables = tablesIn(classComment(entry.getKey()));
      String table = normalised(entry.getValue().render());
      assertTrue(
          tables.contains(table),
          () -> "%s says\n%s\nbut is\n%s".formatted(entry.getKey(), tables, table));
    }
  }

  @Test
  void specificationHoldsTheTables() throws ReflectiveOperationException {
    for (SharedStruct struct : structs().values()) {
      String name = "struct-" + struct.name().replace(' ', '-');
      String size = "size: %d bytes\n".formatted(struct.byteSize());
      new GeneratedSection("PROTOCOL.md", name)
          .mustBe(GeneratedSection.codeBlock(struct.render() + size));
    }
  }

  /** Finds the structure of every layout class. */
  private static Map<Class<?>, SharedStruct> structs() throws ReflectiveOperationException {
    Map<Class<?>, SharedStruct> structs = new TreeMap<>(Comparator.comparing(Class::getName));
    for (var file : SourceTree.engineClasses()) {
      String name = ClassReferences.of(file).className();
      if (name.endsWith("Layout")) {
        Field field = Class.forName(name).getDeclaredField("STRUCT");
        field.setAccessible(true);
        structs.put(Class.forName(name), (SharedStruct) field.get(null));
      }
    }
    return structs;
  }

  /** Returns the comment that precedes the class, without the stars. */
  private static String classComment(Class<?> type) {
    String file = "engine/src/main/java/" + type.getName().replace('.', '/') + ".java";
    String source = SourceTree.read(SourceTree.root().resolve(file));
    int end = source.indexOf("*/");
    String comment = source.substring(source.indexOf("/**"), end);
    return comment.replaceAll("(?m)^ \\* ?", "");
  }

  private static List<String> tablesIn(String comment) {
    return TABLE.matcher(comment).results().map(found -> normalised(found.group(1))).toList();
  }

  /** Columns may be aligned as people like it. */
  private static String normalised(String table) {
    return table.lines().map(line -> line.strip().replaceAll("\\s+", " ")).toList().toString();
  }
}
