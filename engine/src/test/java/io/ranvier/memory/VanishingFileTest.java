package io.ranvier.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ranvier.error.ErrorCode;
import io.ranvier.error.RanvierException;
import io.ranvier.testing.TestRoot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A file that its owner removes while somebody attaches it. */
@Timeout(60)
final class VanishingFileTest {
  private static final int ROUNDS = 2_000;
  private static final int SIZE = 4096;

  // verifies L10
  @Test
  @DisplayName("a file that is removed while it is attached is one that is not there")
  void isThereOrNot() throws Exception {
    try (TestRoot root = TestRoot.create()) {
      Path path = root.resolve("memory");
      CyclicBarrier begin = new CyclicBarrier(2);
      int gone = 0;
      for (int round = 0; round < ROUNDS; round++) {
        Files.write(path, new byte[SIZE]);
        int pauses = round % 200;
        FutureTask<Void> remover =
            new FutureTask<>(() -> {
              begin.await(10, TimeUnit.SECONDS);
              for (int i = 0; i < 20 * pauses; i++) {
                Thread.onSpinWait();
              }
              Files.delete(path);
              return null;
            });
        Thread.ofPlatform().start(remover);
        begin.await(10, TimeUnit.SECONDS);
        gone += attach(path) ? 0 : 1;
        remover.get(10, TimeUnit.SECONDS);
      }
      assertTrue(gone > 0, "never removed in time");
    }
  }

  private static boolean attach(Path path) throws IOException {
    try (MappedFile file = MappedFile.attachReadOnly(path, SIZE)) {
      assertEquals(SIZE, file.sizeBytes());
      return true;
    } catch (RanvierException e) {
      assertEquals(ErrorCode.IO_FAILURE, e.code(), e::toString);
      assertInstanceOf(NoSuchFileException.class, e.getCause(), e::toString);
      return false;
    }
  }
}
