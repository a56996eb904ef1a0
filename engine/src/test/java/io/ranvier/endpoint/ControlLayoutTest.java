package io.ranvier.endpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ranvier.memory.SharedStruct;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ControlLayoutTest {
  private static final SharedStruct STRUCT = ControlLayout.STRUCT;

  @Test
  void prefixThatAllVersionsShareNeverMoves() {
    assertEquals(0, STRUCT.offset("magic"));
    assertEquals(8, STRUCT.offset("byteOrder"));
    assertEquals(12, STRUCT.offset("major"));
    assertEquals(24, STRUCT.offset("fileBytes"));
    assertEquals(32, STRUCT.offset("epoch"));
  }

  @Test
  void countersHaveLinesOfTheirOwn() {
    assertEquals(0, STRUCT.offset("counters") % 128);
    assertEquals(1024, STRUCT.sizeBytes("counters"));
    assertEquals(4096, STRUCT.byteSize());
  }

  @Test
  void classCommentHoldsTheTable() throws IOException {
    Path source = Path.of("src/main/java/io/ranvier/endpoint/ControlLayout.java");
    String table =
        STRUCT.render().lines().map(line -> " * " + line + "\n").collect(Collectors.joining());
    assertTrue(Files.readString(source).contains(table), () -> "expected:\n" + table);
  }
}
