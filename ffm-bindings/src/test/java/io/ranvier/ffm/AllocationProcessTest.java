package io.ranvier.ffm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ranvier.ffm.child.AllocatedBytes;
import java.io.File;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each call allocates nothing, once C2 has compiled it. */
@Tag("process")
final class AllocationProcessTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "futexWait",
        "futexWait with timeout",
        "futexWake",
        "membarrier",
        "schedSetAffinity",
        "schedGetAffinity",
        "getcpu",
        "madvise",
        "mlock",
        "getTimerSlack",
        "setTimerSlack"
      })
  void allocatesNothing(String call) throws Exception {
    var child =
        ChildJvm.start(
            List.of(
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                ChildJvm.testClasses() + File.pathSeparator + ChildJvm.mainClasses(),
                AllocatedBytes.class.getName(),
                call));
    assertEquals(new ChildJvm.Outcome(0, "0", ""), child.await());
  }
}
