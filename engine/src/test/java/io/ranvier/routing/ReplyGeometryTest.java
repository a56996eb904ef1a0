package io.ranvier.routing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ranvier.error.ErrorCode;
import io.ranvier.error.RanvierException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ReplyGeometryTest {
  // verifies R10
  @ParameterizedTest
  @CsvSource({"1, 1", "1, 2", "8, 256", "100, 101", "256, 1048576", "1, 1048576", "1000, 1999"})
  void dividesTheIndicesAmongItsArrays(int slotCount, int maxSlots) {
    ReplyGeometry geometry = new ReplyGeometry(slotCount, 224, maxSlots);
    int next = slotCount;
    int number = 1;
    for (; next < maxSlots; number++) {
      ReplyExtent extent = geometry.extent(number).orElseThrow();
      assertEquals(number, extent.number());
      assertEquals(next, extent.firstIndex());
      assertEquals(256, extent.slotClass().slotBytes());
      next += extent.slotCount();
    }
    assertEquals(maxSlots, next);
    assertEquals(Optional.empty(), geometry.extent(number));
    assertEquals(Optional.empty(), geometry.extent(Integer.MAX_VALUE));
    assertEquals(Optional.empty(), geometry.extent(0));
    assertEquals(Optional.empty(), geometry.extent(-1));
    assertTrue(number <= 17, "files: " + number);
  }

  @Test
  void doublesTheSlots() {
    ReplyGeometry geometry = new ReplyGeometry(8, 32, 256);
    List<Integer> counts = new ArrayList<>();
    for (int number = 1; number <= 3; number++) {
      counts.add(geometry.extent(number).orElseThrow().slotCount());
    }
    assertEquals(List.of(64, 72, 112), counts);
  }

  // verifies L9
  @ParameterizedTest
  @CsvSource({"0, 32, 1", "2, 32, 1", "1, 32, 1048577", "1, -1, 1", "1, 1073741824, 1048576"})
  void refusesWhatCannotBe(int slotCount, int maxReplyBytes, int maxSlots) {
    RanvierException refused =
        assertThrows(
            RanvierException.class, () -> new ReplyGeometry(slotCount, maxReplyBytes, maxSlots));
    assertEquals(ErrorCode.INVALID_ARGUMENT, refused.code());
  }

  @Test
  void agreesOnTheSmallerLimits() {
    CallOptions options = CallOptions.defaults().withInFlight(10).withMaxInFlight(100);
    assertEquals(new ReplyGeometry(10, 224, 100), options.geometry(1000));
    assertEquals(new ReplyGeometry(10, 224, 50), options.geometry(50));
    assertEquals(new ReplyGeometry(5, 224, 5), options.geometry(5));
    assertEquals(new ReplyGeometry(10, 224), options.withMaxInFlight(0).geometry(1000));
  }
}
