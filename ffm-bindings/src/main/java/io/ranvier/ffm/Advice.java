package io.ranvier.ffm;

/** The advice of madvise(2) that helps a shared mapping. */
public enum Advice {
  /** Read ahead: the pages are needed soon. */
  WILL_NEED(3),

  /** Gives the pages' memory in the file back: it reads as zero afterwards, for everybody. */
  REMOVE(9),

  /** Use huge pages where the file system lets one choose. */
  HUGE_PAGE(14),

  /** Leave the range out of core dumps, which keeps them small and quick. */
  DONT_DUMP(16),

  /** Maps the range and gives it memory now, for writing; Linux 5.14. Full tmpfs: ENOMEM. */
  POPULATE_WRITE(23);

  private final int code;

  Advice(int code) {
    this.code = code;
  }

  int code() {
    return code;
  }
}
