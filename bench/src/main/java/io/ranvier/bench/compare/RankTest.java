package io.ranvier.bench.compare;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.commons.statistics.inference.MannWhitneyUTest;

/**
 * The Mann-Whitney U test, two-sided: how often two series drawn from the same distribution would
 * differ as much.
 *
 * <p>It looks at the order of the values only, whatever their distribution. Equal values, which a
 * coarse clock makes, are put into both possible orders: the answer is the more doubtful one, and 1
 * where the two orders say the opposite.
 */
final class RankTest {
  private RankTest() {}

  /** Returns that probability; 1 for an empty series. */
  static double pValue(List<Double> first, List<Double> second) {
    if (first.isEmpty() || second.isEmpty()) {
      return 1;
    }
    MannWhitneyUTest.Result one = ordered(first, second, true);
    MannWhitneyUTest.Result other = ordered(first, second, false);
    double middle = first.size() * second.size() / 2.0;
    boolean opposed = (one.getStatistic() - middle) * (other.getStatistic() - middle) <= 0;
    return opposed ? 1 : Math.max(one.getPValue(), other.getPValue());
  }

  /** Returns the smallest probability that series of these lengths can have. */
  static double leastPValue(int firstCount, int secondCount) {
    double ways = 1;
    for (int i = 1; i <= firstCount; i++) {
      ways = ways * (secondCount + i) / i;
    }
    return Math.min(1, 2 / ways);
  }

  private static MannWhitneyUTest.Result ordered(
      List<Double> first, List<Double> second, boolean firstIsLess) {
    List<Entry> all = new ArrayList<>();
    first.forEach(value -> all.add(new Entry(value, true)));
    second.forEach(value -> all.add(new Entry(value, false)));
    all.sort(
        Comparator.comparingDouble(Entry::value)
            .thenComparing(entry -> entry.isFirst() != firstIsLess));
    return MannWhitneyUTest.withDefaults().test(ranks(all, true), ranks(all, false));
  }

  private static double[] ranks(List<Entry> sorted, boolean ofFirst) {
    double[] ranks =
        new double[(int) sorted.stream().filter(it -> it.isFirst() == ofFirst).count()];
    int count = 0;
    for (int rank = 0; rank < sorted.size(); rank++) {
      if (sorted.get(rank).isFirst() == ofFirst) {
        ranks[count++] = rank;
      }
    }
    return ranks;
  }

  private record Entry(double value, boolean isFirst) {}
}
