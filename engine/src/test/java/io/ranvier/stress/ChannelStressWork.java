package io.ranvier.stress;

/** What a thread of {@link ChannelStressSide} does. */
@FunctionalInterface
interface ChannelStressWork {
  void run() throws Exception;
}
