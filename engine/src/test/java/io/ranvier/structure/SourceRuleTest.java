package io.ranvier.structure;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class SourceRuleTest {
  private static final int MOST_LINES = 320;
  private static final List<String> LIBRARIES = List.of("ffm-bindings", "engine");

  // A library prints nothing, and nobody in it sleeps without a reason to wake up.
  private static final Pattern NOT_IN_LIBRARIES =
      Pattern.compile(
          "\\.printStackTrace\\(|Thread\\.sleep\\(|System\\.(out|err)\\b|sun\\.misc\\.Unsafe");

  private static final Pattern CATCHES_FAULT =
      Pattern.compile(
          "(\n *)\\} catch \\((?:[^)]*InternalError|Throwable t\\) \\{\n[^\n]*InternalError)");
  private static final Pattern CHECKS_FOR_FAULT = Pattern.compile("(Faults\\.|^ *)check(ed)?\\(");
  private static final Pattern LEFT_UNDONE = Pattern.compile("\\b(TODO|FIXME|XXX)\\b");
  private static final Pattern WILDCARD_IMPORT = Pattern.compile("(?m)^import .*\\*;");

  @Test
  void eachPackageIsDescribed() {
    Set<String> missing = new TreeSet<>();
    for (String module : SourceTree.MODULES) {
      for (Path source : SourceTree.mainSources(module)) {
        Path folder = source.getParent();
        boolean isPackage = !source.endsWith("module-info.java");
        if (isPackage && !Files.exists(folder.resolve("package-info.java"))) {
          missing.add(SourceTree.display(folder));
        }
      }
    }
    assertEquals(Set.of(), missing);
  }

  @Test
  void filesStayShort() {
    assertEquals(Set.of(), sources(SourceTree.MODULES, text -> text.lines().count() > MOST_LINES));
  }

  @Test
  void nothingIsLeftUndone() {
    assertEquals(Set.of(), sources(SourceTree.MODULES, text -> LEFT_UNDONE.matcher(text).find()));
  }

  @Test
  void importsAreSpelledOut() {
    assertEquals(
        Set.of(), sources(SourceTree.MODULES, text -> WILDCARD_IMPORT.matcher(text).find()));
  }

  @Test
  void librariesNeitherPrintNorSleep() {
    assertEquals(Set.of(), sources(LIBRARIES, text -> NOT_IN_LIBRARIES.matcher(text).find()));
  }

  @Test
  @DisplayName("L10: where the fault of a file cut short is caught, compiled code shows it there")
  void whoCatchesFaultsChecksForThem() {
    assertEquals(Set.of(), sources(LIBRARIES, SourceRuleTest::hasUncheckedCatch));
  }

  private static boolean hasUncheckedCatch(String text) {
    Matcher catches = CATCHES_FAULT.matcher(text);
    while (catches.find()) {
      String indent = catches.group(1);
      int begin = text.lastIndexOf(indent + "try ", catches.start());
      int end = text.indexOf(indent + "} catch ", begin);
      String[] statements = text.substring(begin, end).strip().split("(?<=[;{}])\n");
      if (!CHECKS_FOR_FAULT.matcher(statements[statements.length - 1]).find()) {
        return true;
      }
    }
    return false;
  }

  private static Set<String> sources(List<String> modules, Predicate<String> rule) {
    Set<String> caught = new TreeSet<>();
    for (String module : modules) {
      for (Path source : SourceTree.mainSources(module)) {
        if (rule.test(SourceTree.read(source))) {
          caught.add(SourceTree.display(source));
        }
      }
    }
    return caught;
  }
}
