package io.ranvier.ffm;

import java.util.Locale;

/** The processors whose system call numbers are known here. */
public enum Architecture {
  /** 64-bit x86, little endian. Tested. */
  X86_64(new SyscallNumbers(202, 203, 204, 309, 28, 149, 324, 157)),

  /** 64-bit Arm, little endian. Written for, not yet tested. */
  AARCH64(new SyscallNumbers(98, 122, 123, 168, 233, 228, 283, 167)),

  /** Any other. */
  OTHER(null);

  private final SyscallNumbers numbers;

  Architecture(SyscallNumbers numbers) {
    this.numbers = numbers;
  }

  /** Null for {@link #OTHER}. */
  SyscallNumbers numbers() {
    return numbers;
  }

  static Architecture named(String osArch) {
    return switch (osArch.toLowerCase(Locale.ROOT)) {
      case "amd64", "x86_64" -> X86_64;
      case "aarch64" -> AARCH64;
      default -> OTHER;
    };
  }
}
