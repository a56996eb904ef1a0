package io.ranvier.ffm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.ranvier.ffm.NativeAccess.Status;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class NativeAccessTest {
  @ParameterizedTest
  @CsvSource({
    "true,  X86_64,  true,  AVAILABLE",
    "true,  AARCH64, true,  AVAILABLE",
    "true,  X86_64,  false, NOT_ENABLED",
    "true,  OTHER,   true,  UNKNOWN_ARCHITECTURE",
    "false, X86_64,  true,  NOT_LINUX"
  })
  void isAvailableOnKnownLinuxWhenEnabled(
      boolean isLinux, Architecture architecture, boolean isEnabled, Status expected) {
    assertEquals(expected, NativeAccess.decide(isLinux, architecture, isEnabled));
  }

  @Test
  void handsOutOneObject() {
    assertSame(NativeAccess.linux(), NativeAccess.linux());
  }

  @Test
  void callThatIsNotImplementedAnswersEnosys() {
    var none = new LinuxCalls() {};
    assertEquals(-Errno.ENOSYS, none.futexWait(0, 0, 0));
    assertEquals(-Errno.ENOSYS, none.futexWake(0, 1));
    assertEquals(-Errno.ENOSYS, none.membarrier(Membarrier.QUERY));
    assertEquals(-Errno.ENOSYS, none.schedSetAffinity(new CpuSet()));
    assertEquals(-Errno.ENOSYS, none.schedGetAffinity(new CpuSet()));
    assertEquals(-Errno.ENOSYS, none.getcpu());
    assertEquals(-Errno.ENOSYS, none.madvise(0, 0, Advice.REMOVE));
    assertEquals(-Errno.ENOSYS, none.mlock(0, 0));
    assertEquals(-Errno.ENOSYS, none.setTimerSlack(1));
    assertEquals(-Errno.ENOSYS, none.getTimerSlack());
  }

  @ParameterizedTest
  @CsvSource({"0,success", "5,success", "-11,EAGAIN", "-110,ETIMEDOUT", "-71,errno 71"})
  void errorsHaveNames(long result, String name) {
    assertEquals(name, Errno.nameOf(result));
  }
}
