package io.ranvier.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ranvier.testing.TestRoot;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.ToLongFunction;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Methods that the JVM has compiled, and a file that is cut short under them. */
final class FaultsTest {
  private static final int BYTES = 1 << 16;
  private static final int UNTIL_COMPILED = 200_000;
  private static final int FAULT = -1;

  enum Access {
    LOAD(FaultsTest::load),
    STORE(FaultsTest::store),
    COPY(FaultsTest::copy);

    final ToLongFunction<MemorySegment> method;

    Access(ToLongFunction<MemorySegment> method) {
      this.method = method;
    }
  }

  @ParameterizedTest
  @EnumSource
  @DisplayName("L10: a method that checks for faults meets its own, also when it is compiled")
  void meetsItsOwn(Access access) throws IOException {
    try (TestRoot root = TestRoot.create()) {
      Path path = root.resolve("file");
      Files.write(path, new byte[BYTES]);
      try (FileChannel file =
              FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
          Arena arena = Arena.ofConfined()) {
        MemorySegment segment = file.map(FileChannel.MapMode.READ_WRITE, 0, BYTES, arena);
        for (int i = 0; i < UNTIL_COMPILED; i++) {
          assertEquals(0, access.method.applyAsLong(segment));
        }
        file.truncate(0);
        for (int i = 0; i < 10; i++) {
          assertEquals(FAULT, access.method.applyAsLong(segment));
        }
      }
    }
  }

  private static long load(MemorySegment segment) {
    try {
      return Faults.checked(segment.get(ValueLayout.JAVA_LONG, 8));
    } catch (InternalError e) {
      return FAULT;
    }
  }

  private static long store(MemorySegment segment) {
    try {
      segment.set(ValueLayout.JAVA_LONG, 8, 0);
      return Faults.checked(0L);
    } catch (InternalError e) {
      return FAULT;
    }
  }

  private static long copy(MemorySegment segment) {
    try {
      MemorySegment.copy(segment, 0, segment, 64, 40);
      Faults.check();
      return 0;
    } catch (InternalError e) {
      return FAULT;
    }
  }
}
