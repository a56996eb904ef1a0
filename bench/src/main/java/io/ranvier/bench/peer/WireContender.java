package io.ranvier.bench.peer;

import io.ranvier.bench.contender.Contender;
import io.ranvier.bench.contender.WaitMode;
import java.util.List;
import java.util.Optional;

/** A peer as a contender: what does not depend on which way its messages go. */
abstract class WireContender implements Contender {
  final Wire wire;

  WireContender(Wire wire) {
    this.wire = wire;
  }

  @Override
  public final String name() {
    return wire.name();
  }

  @Override
  public final boolean mayFail() {
    return true;
  }

  @Override
  public final List<String> jvmFlags() {
    return wire.jvmFlags();
  }

  @Override
  public final Optional<String> refusal(int payloadBytes, WaitMode waitMode) {
    return wire.refusal(payloadBytes, waitMode);
  }
}
