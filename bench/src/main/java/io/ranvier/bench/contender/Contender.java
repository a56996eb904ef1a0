package io.ranvier.bench.contender;

import java.util.List;
import java.util.Optional;

/**
 * Something that carries messages between two processes, and can be measured at it.
 *
 * <p>Implementations have a public constructor without arguments: the orchestrating process names
 * the class, the child JVMs make their own instance.
 */
public interface Contender {
  /** What a side returns that does not count how often it slept. */
  long UNCOUNTED = -1;

  /** Returns the name under which the contender is asked for and reported. */
  String name();

  /** Returns the JVM flags that this contender's children need beyond those that all get. */
  default List<String> jvmFlags() {
    return List.of();
  }

  /**
   * Returns why this contender cannot run that workload on this host, in one sentence; empty when
   * it can. Asked in the orchestrating process, before any child is started.
   */
  default Optional<String> refusal(int payloadBytes, WaitMode waitMode) {
    return Optional.empty();
  }

  /**
   * Returns whether a failure of this contender's children is reported as its result instead of
   * ending the run: so for what others make, which may not run on every host. Wrong bytes always
   * end the run.
   */
  default boolean mayFail() {
    return false;
  }
}
