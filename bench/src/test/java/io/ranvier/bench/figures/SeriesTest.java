package io.ranvier.bench.figures;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

class SeriesTest {
  @Test
  void takesTheMiddleOfAnOddNumber() {
    assertEquals(new Series(3, 1, 100), Series.of(List.of(100.0, 1.0, 3.0)));
  }

  @Test
  void takesTheMeanOfTheTwoMiddleOnesOfAnEvenNumber() {
    assertEquals(2.5, Series.median(4, 1, 2, 3));
  }

  @Test
  void refusesNoValues() {
    assertThrows(IllegalArgumentException.class, () -> Series.of(List.of()));
    assertThrows(IllegalArgumentException.class, () -> Series.median(new double[0]));
  }
}
