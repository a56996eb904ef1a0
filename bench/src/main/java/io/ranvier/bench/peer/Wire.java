package io.ranvier.bench.peer;

import io.ranvier.bench.contender.Station;
import io.ranvier.bench.contender.WaitMode;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** A peer's way to carry messages between two processes. Stateless. */
interface Wire {
  /** Returns the name under which the peer is asked for and reported. */
  String name();

  /** Returns the JVM flags that the peer needs in its children. */
  default List<String> jvmFlags() {
    return List.of();
  }

  /** Returns why the peer cannot run that workload on this host, in one sentence, if so. */
  default Optional<String> refusal(int payloadBytes, WaitMode waitMode) {
    return Optional.empty();
  }

  /** Opens the side that is there first; does not wait for the other. */
  WireEnd openAnswering(Station station) throws IOException;

  /** Opens the other side. */
  WireEnd openCalling(Station station) throws IOException;

  /** Returns a reason when the workload asks for sleeping, which this peer is not set up for. */
  static Optional<String> refusalToPark(WaitMode waitMode) {
    return waitMode == WaitMode.PARK
        ? Optional.of("it is set up to spin: it has no way to sleep until a message comes")
        : Optional.empty();
  }

  /** Returns a reason when the payload is longer than the peer's longest message here. */
  static Optional<String> refusalOfLength(int payloadBytes, int longestBytes) {
    return payloadBytes > longestBytes
        ? Optional.of(
            "its longest message is shorter here: payload=%d, longest=%d"
                .formatted(payloadBytes, longestBytes))
        : Optional.empty();
  }
}
