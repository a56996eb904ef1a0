package io.ranvier.bench.scenario;

import io.ranvier.bench.contender.RoundTripContender;
import io.ranvier.bench.contender.Station;
import java.io.IOException;

/** Fails while it opens its answering side; the calling side waits for it without limit. */
public final class FailingContender implements RoundTripContender {
  /** For the children. */
  public FailingContender() {}

  @Override
  public String name() {
    return "failing";
  }

  @Override
  public Echo openEcho(Station station) throws IOException {
    throw new IOException("no such daemon");
  }

  @Override
  public Caller openCaller(Station station) {
    throw new AssertionError("the answering side never opened");
  }
}
