package io.ranvier.buffer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ranvier.error.RanvierException;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.agrona.DirectBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SegmentBufferProcessTest {
  private static final String EXPECTED = "1 5 4 ascii 5 -42 AsciiNumberFormatException";

  @TempDir Path folder;

  @Test
  void worksWithoutFlagsAndWithoutWarnings() throws Exception {
    Path out = folder.resolve("out");
    Path err = folder.resolve("err");
    Process child = start(out, err);
    try {
      assertTrue(child.waitFor(60, TimeUnit.SECONDS), "the child hangs");
      assertEquals("", Files.readString(err));
      assertEquals(EXPECTED, Files.readString(out));
      assertEquals(0, child.exitValue());
    } finally {
      child.destroyForcibly();
    }
  }

  private static Process start(Path out, Path err) throws IOException, URISyntaxException {
    List<String> classPath = new ArrayList<>();
    for (Class<?> type :
        List.of(
            PlainJvmProgram.class,
            SegmentBuffer.class,
            RanvierException.class,
            DirectBuffer.class)) {
      classPath.add(
          Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()).toString());
    }
    ProcessBuilder builder =
        new ProcessBuilder(
            ProcessHandle.current().info().command().orElseThrow(),
            "-cp",
            String.join(File.pathSeparator, classPath),
            PlainJvmProgram.class.getName());
    // The JVM announces options that it finds here on stderr.
    builder.environment().keySet().removeAll(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS"));
    return builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start();
  }
}
