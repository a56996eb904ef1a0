package io.ranvier.ffm;

/** One architecture's numbers of the calls used here, from the kernel's asm/unistd.h. */
record SyscallNumbers(
    int futex,
    int schedSetAffinity,
    int schedGetAffinity,
    int getcpu,
    int madvise,
    int mlock,
    int membarrier,
    int prctl) {}
