package io.ranvier.ffm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ranvier.ffm.child.AllocatedBytes;
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
    var child = ChildJvm.start(AllocatedBytes.class, call);
    assertEquals(new ChildJvm.Outcome(0, "0", ""), child.await());
  }
}
