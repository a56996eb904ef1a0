package io.ranvier.ffm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ranvier.ffm.child.Sleeper;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("process")
final class FutexProcessTest {
  @TempDir Path directory;

  @Test
  void wakesSleeperInAnotherProcess() throws Exception {
    Path file = directory.resolve("word");
    try (Arena arena = Arena.ofShared()) {
      long address = MappedWord.map(file, arena).address();
      var child = ChildJvm.start(Sleeper.class, file.toString());
      int woken = 0;
      while (woken == 0 && child.isAlive()) {
        woken = NativeAccess.linux().futexWake(address, Integer.MAX_VALUE);
        Thread.onSpinWait();
      }
      assertEquals(new ChildJvm.Outcome(0, "0", ""), child.await());
      assertTrue(woken == 1, "woken=" + woken);
    }
  }
}
