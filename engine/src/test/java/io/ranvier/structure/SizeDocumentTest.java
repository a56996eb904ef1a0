package io.ranvier.structure;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ranvier.connection.ConnectionOptions;
import io.ranvier.endpoint.ControlLayout;
import io.ranvier.lane.LaneGeometry;
import io.ranvier.lane.LaneOptions;
import io.ranvier.memory.Reservation;
import io.ranvier.payload.PayloadClass;
import io.ranvier.region.RegionLayout;
import io.ranvier.region.RegionSettings;
import io.ranvier.routing.ReplyGeometry;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** The sizes that OPERATIONS.md tells are those that the code computes. */
class SizeDocumentTest {
  private static final LaneOptions DEFAULTS = ConnectionOptions.defaults().outbound();
  private static final LaneOptions NO_SLOTS = DEFAULTS.withPayloadClasses();

  @Test
  void aDefaultRegionNeedsAtMostOneMebibyte() {
    assertTrue(regionBytes(DEFAULTS) <= 1 << 20);
  }

  @Test
  void manualTellsTheSizes() {
    StringBuilder table = new StringBuilder("| what | bytes |\n|---|---|\n");
    row(table, "control file of an endpoint", ControlLayout.STRUCT.byteSize());
    row(table, "region of a connection, both sides with default options", regionBytes(DEFAULTS));
    row(table, "of it: head with counters", RegionLayout.STRUCT.byteSize());
    row(table, "of it: each of the two lanes", laneBytes(DEFAULTS));
    row(table, "of it: replies to the calls of each side", replyBytes());
    row(table, "each further exclusive ring of 1,024 cells", ringBytes(1024));
    row(table, "each ring of 64 cells", ringBytes(64));
    row(table, "each ring of 16,384 cells", ringBytes(16 * 1024));
    payload(table, 4 * 1024, 16);
    payload(table, 64 * 1024, 2);
    payload(table, 1024 * 1024, 4);
    payload(table, 64 * 1024, 65_536);
    row(table, "first call slots added to 256, replies of 224 bytes", addedBytes());
    new GeneratedSection("OPERATIONS.md", "sizes").mustBe(table.toString());
  }

  private static void payload(StringBuilder table, long slotBytes, int slotCount) {
    String what = "payload class, or extent, of %,d slots of %,d bytes";
    row(
        table,
        what.formatted(slotCount, slotBytes),
        new PayloadClass(slotBytes, slotCount).geometry().totalBytes());
  }

  private static long addedBytes() {
    ReplyGeometry replies = new ReplyGeometry(256, 224, 1024);
    return replies.extent(1).orElseThrow().slotClass().geometry().totalBytes();
  }

  private static void row(StringBuilder table, String what, long bytes) {
    table.append(String.format(Locale.ROOT, "| %s | %,d |\n", what, bytes));
  }

  private static long regionBytes(LaneOptions lane) {
    return new RegionSettings(1, 1L << 32, 0, lane, lane, Reservation.FULL).totalBytes();
  }

  private static long replyBytes() {
    long heads = RegionLayout.STRUCT.byteSize();
    return (regionBytes(DEFAULTS) - heads - 2 * laneBytes(DEFAULTS)) / 2;
  }

  private static long laneBytes(LaneOptions lane) {
    return new LaneGeometry(lane).totalBytes();
  }

  private static long ringBytes(int cells) {
    // Lanes end on pages: the difference of many rings tells the size of one.
    LaneOptions none = NO_SLOTS.withRingCells(cells).withExclusiveRings(0);
    long sixteen = laneBytes(none.withExclusiveRings(16)) - laneBytes(none);
    return sixteen / 16;
  }
}
