package io.ranvier.bench.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Collections;
import java.util.List;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

class RankTestTest {
  private static final double EXACT = 1e-9;

  @Test
  void seriesThatDoNotOverlapAreAsRareAsCanBe() {
    // 2 of the 252 ways to choose 5 of 10.
    assertEquals(2 / 252.0, RankTest.pValue(five(1), five(10)), EXACT);
    assertEquals(2 / 252.0, RankTest.pValue(five(10), five(1)), EXACT);
    assertEquals(2 / 252.0, RankTest.leastPValue(5, 5), EXACT);
    assertEquals(2 / 70.0, RankTest.leastPValue(4, 4), EXACT);
    assertEquals(1, RankTest.leastPValue(0, 3), EXACT);
  }

  @Test
  void seriesThatAreMixedAreCommon() {
    assertTrue(RankTest.pValue(List.of(1.0, 3.0, 5.0, 7.0), List.of(2.0, 4.0, 6.0, 8.0)) > 0.5);
    assertEquals(1, RankTest.pValue(five(1), five(1)), EXACT);
    assertEquals(1, RankTest.pValue(List.of(), five(1)), EXACT);
    List<Double> same = Collections.nCopies(9, 104.0);
    assertEquals(1, RankTest.pValue(same, same), EXACT);
  }

  /** Where the largest of one is the smallest of the other, order may be chance. */
  @Test
  void equalValuesCountForTheMoreDoubtfulOrder() {
    double apart = RankTest.pValue(five(1), five(6));
    double touching = RankTest.pValue(five(1), five(5));
    assertTrue(touching > apart, () -> touching + " and " + apart);
    // Equal values within one series say nothing against a difference.
    assertEquals(
        apart,
        RankTest.pValue(List.of(1.0, 1.0, 1.0, 1.0, 1.0), List.of(2.0, 2.0, 2.0, 2.0, 2.0)),
        EXACT);
  }

  private static List<Double> five(double from) {
    return DoubleStream.iterate(from, value -> value + 1).limit(5).boxed().toList();
  }
}
