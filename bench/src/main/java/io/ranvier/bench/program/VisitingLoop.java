package io.ranvier.bench.program;

import io.ranvier.bench.contender.ConnectContender.Visit;
import io.ranvier.bench.contender.ConnectContender.Visitor;
import io.ranvier.bench.contender.Contender;
import io.ranvier.bench.figures.Times;
import io.ranvier.bench.rig.AllocatedBytes;
import io.ranvier.bench.rig.PhaseBoard;
import java.io.IOException;
import org.HdrHistogram.Histogram;

/**
 * Opens connections one after the other and times each until its first reply; closing them is not
 * timed. The very first one is kept apart, and its memory is looked at.
 */
final class VisitingLoop implements TimedLoop {
  private final Visitor visitor;
  private long number;
  private long coldNs;
  private long memoryBytes = Contender.UNCOUNTED;

  VisitingLoop(Visitor visitor) {
    this.visitor = visitor;
  }

  @Override
  public long run(PhaseBoard board, long durationNs, Histogram histogram) throws IOException {
    long first = number;
    long beganNs = System.nanoTime();
    do {
      visit(histogram);
    } while (System.nanoTime() - beganNs < durationNs);
    board.announceLast(number);
    visit(histogram);
    return number - first;
  }

  private void visit(Histogram histogram) throws IOException {
    long beganNs = System.nanoTime();
    try (Visit visit = visitor.visit(number)) {
      long tookNs = System.nanoTime() - beganNs;
      if (number++ == 0) {
        coldNs = tookNs;
        memoryBytes = AllocatedBytes.of(visit.memory()).orElse(Contender.UNCOUNTED);
      } else {
        Times.record(histogram, tookNs);
      }
    }
  }

  long coldNs() {
    return coldNs;
  }

  long memoryBytes() {
    return memoryBytes;
  }
}
