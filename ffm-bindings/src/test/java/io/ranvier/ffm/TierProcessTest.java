package io.ranvier.ffm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ranvier.ffm.ChildJvm.Outcome;
import io.ranvier.ffm.child.Report;
import java.io.File;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("process")
final class TierProcessTest {
  private static final String BOTH =
      ChildJvm.testClasses() + File.pathSeparator + ChildJvm.mainClasses();

  @Test
  void plainClassPathIsTierZeroAndSilent() throws Exception {
    assertEquals(
        new Outcome(0, "NOT_ENABLED -38 " + Platform.pageSizeBytes(), ""), report("-cp", BOTH));
  }

  @Test
  void plainModulePathIsTierZeroAndSilent() throws Exception {
    assertEquals(
        new Outcome(0, "NOT_ENABLED -38 " + Platform.pageSizeBytes(), ""), report(onModulePath()));
  }

  @Test
  void accessForAnotherModuleIsTierZeroAndSilent() throws Exception {
    assertEquals(
        new Outcome(0, "NOT_ENABLED -38 " + Platform.pageSizeBytes(), ""),
        report("--enable-native-access=java.logging", "-cp", BOTH));
  }

  @Test
  void classPathWithAccessIsTierOneAndSilent() throws Exception {
    assertEquals(
        new Outcome(0, "AVAILABLE 0 " + Platform.pageSizeBytes(), ""),
        report("--enable-native-access=ALL-UNNAMED", "-cp", BOTH));
  }

  @Test
  void modulePathWithAccessIsTierOneAndSilent() throws Exception {
    var arguments = new ArrayList<>(List.of("--enable-native-access=io.ranvier.ffm"));
    arguments.addAll(List.of(onModulePath()));
    assertEquals(
        new Outcome(0, "AVAILABLE 0 " + Platform.pageSizeBytes(), ""),
        report(arguments.toArray(String[]::new)));
  }

  private static String[] onModulePath() {
    return new String[] {
      "-p", ChildJvm.mainClasses(), "--add-modules", "io.ranvier.ffm", "-cp", ChildJvm.testClasses()
    };
  }

  private static Outcome report(String... arguments) throws Exception {
    var command = new ArrayList<>(List.of(arguments));
    command.add(Report.class.getName());
    return ChildJvm.start(command).await();
  }
}
