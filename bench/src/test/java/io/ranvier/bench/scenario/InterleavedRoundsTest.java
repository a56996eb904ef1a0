package io.ranvier.bench.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class InterleavedRoundsTest {
  private static final FakeMeasurement STEADY = new FakeMeasurement(100, 105);

  private final List<String> order = new ArrayList<>();
  private long limitNs = BenchSettings.NO_LIMIT;
  private long nowNs;

  @Test
  void measuresEveryContenderOncePerRound() {
    var rounds = rounds(2, contender -> STEADY);
    assertEquals(List.of("a1", "b1", "a2", "b2"), order);
    assertEquals(Map.of(1, STEADY, 2, STEADY), rounds.kept().get("a"));
    assertEquals(0, rounds.discardedRounds());
    assertEquals(List.of(), rounds.notes());
  }

  @Test
  void throwsAwayAndCountsWhatWasMeasuredAcrossAMove() {
    FakeMeasurement moved = new FakeMeasurement(100, 450);
    var rounds = rounds(3, contender -> order.equals(List.of("a1")) ? moved : STEADY);
    assertEquals(List.of("a1", "a1", "b1", "a2", "b2", "a3", "b3"), order);
    assertEquals(1, rounds.discardedRounds());
    assertEquals(Map.of(1, STEADY, 2, STEADY, 3, STEADY), rounds.kept().get("a"));
  }

  @Test
  void endsOnAHostThatIsNeverSteady() {
    var rounds =
        rounds(
            3,
            contender -> {
              // Ever less: the last of a's measurements is the steadiest.
              return new FakeMeasurement(100, 200 - order.size());
            });
    // One spare try for each contender, and one per round.
    assertEquals(6 + 2, order.size());
    assertEquals(order.size() - 2, rounds.discardedRounds());
    assertEquals(Set.of(1), rounds.kept().get("a").keySet());
    assertEquals(2, rounds.notes().size());
    assertTrue(rounds.notes().getFirst().startsWith("a was never steady"));
  }

  @Test
  void endsWhenTheTimeIsUp() {
    limitNs = 550;
    var rounds = rounds(5, contender -> STEADY);
    assertEquals(List.of("a1", "b1", "a2", "b2", "a3"), order);
    assertEquals(List.of("the time was up in round 3 of 5"), rounds.notes());
    assertEquals(2, rounds.kept().get("b").size());
  }

  @Test
  void measuresEachContenderOnceThoughTheTimeIsUp() {
    limitNs = 0;
    var rounds = rounds(5, contender -> new FakeMeasurement(100, 300));
    assertEquals(List.of("a1", "b1"), order);
    assertEquals(1, rounds.kept().get("b").size());
  }

  private InterleavedRounds<FakeMeasurement> rounds(
      int count, Function<Entrant, FakeMeasurement> measure) {
    var rounds =
        new InterleavedRounds<FakeMeasurement>(
            List.of(named("a"), named("b")),
            count,
            new TimeLimit(limitNs, () -> nowNs),
            (contender, round, of, discarded) -> order.add(contender + round));
    rounds.run(contender -> {
      nowNs += 100;
      return measure.apply(contender);
    });
    return rounds;
  }

  private static Entrant named(String name) {
    return new Entrant(name, () -> name, null, null);
  }
}
