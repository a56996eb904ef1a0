package io.ranvier.bench.scenario;

import io.ranvier.bench.contender.Contender;
import java.util.List;

/** How long a request and its reply take, one at a time. */
public final class RoundTripScenario extends RoundTrips {
  /** Stateless. */
  public RoundTripScenario() {}

  @Override
  public String name() {
    return "rtt";
  }

  @Override
  public List<? extends Contender> contenders() {
    return Contenders.roundTrip();
  }
}
