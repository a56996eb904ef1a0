package io.ranvier.bench.rig;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.ranvier.bench.contender.WaitMode;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class AssignmentTest {
  @Test
  void survivesItsWayAsArguments() {
    Assignment assignment =
        new Assignment(
            "a.Program",
            "a.Contender",
            Side.ANSWERING,
            2,
            3,
            Path.of("/dev/shm/a=b"),
            new Workload(32, 8, WaitMode.PARK, 1_000, 2_000, new Load(7, 4, 5, 6)));
    assertEquals(assignment, Assignment.parse(assignment.toArguments().toArray(String[]::new)));
  }

  @Test
  void namesAMissingArgument() {
    IllegalArgumentException failure =
        assertThrows(IllegalArgumentException.class, () -> Assignment.parse("program=x"));
    assertEquals("a child's argument is missing: name=contender", failure.getMessage());
  }
}
