package io.ranvier.region;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.ranvier.counter.CounterBlock;
import io.ranvier.lane.LaneGeometry;
import io.ranvier.memory.SharedStruct;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;

/**
 * The first page of a region.
 *
 * <pre>
 * offset  size  field           writer  order    meaning
 *      0     8  magic           both    release  the rest is complete; 0 again when the file was cut short
 *      8     4  major           server  plain    layout version; another one is refused
 *     12     4  minor           server  plain    layout version; others work together
 *     16     8  totalBytes      server  plain    size of the file
 *     24     8  connectionId    server  plain    number of the connection on its endpoint
 *     32     8  key             server  plain    marks the frames of this connection
 *     40     8  epochNs         server  plain    moment from which deadlines count
 *    128   512  clientCounters  client  opaque   counters by id
 *    640   512  serverCounters  server  opaque   counters by id
 * </pre>
 */
public final class RegionLayout {
  /** "RANVIERR" in ASCII, read as a big-endian long. */
  public static final long MAGIC = 0x52414E5649455252L;

  private static final MemoryLayout COUNTERS =
      MemoryLayout.sequenceLayout(CounterBlock.BYTES / Long.BYTES, JAVA_LONG);

  public static final SharedStruct STRUCT =
      SharedStruct.named("region")
          .field(
              "magic",
              JAVA_LONG,
              "both",
              "release",
              "the rest is complete; 0 again when the file was cut short")
          .field("major", JAVA_INT, "server", "plain", "layout version; another one is refused")
          .field("minor", JAVA_INT, "server", "plain", "layout version; others work together")
          .field("totalBytes", JAVA_LONG, "server", "plain", "size of the file")
          .field(
              "connectionId",
              JAVA_LONG,
              "server",
              "plain",
              "number of the connection on its endpoint")
          .field("key", JAVA_LONG, "server", "plain", "marks the frames of this connection")
          .field("epochNs", JAVA_LONG, "server", "plain", "moment from which deadlines count")
          .padTo(128)
          .field("clientCounters", COUNTERS, "client", "opaque", "counters by id")
          .field("serverCounters", COUNTERS, "server", "opaque", "counters by id")
          .padTo(LaneGeometry.ALIGNMENT)
          .build();

  static final long CLIENT_COUNTERS = STRUCT.offset("clientCounters");
  static final long SERVER_COUNTERS = STRUCT.offset("serverCounters");

  private static final VarHandle LONG = JAVA_LONG.varHandle().withInvokeExactBehavior();
  private static final VarHandle INT = JAVA_INT.varHandle().withInvokeExactBehavior();

  private RegionLayout() {}

  static long magicAcquire(MemorySegment segment) {
    return (long) LONG.getAcquire(segment, STRUCT.offset("magic"));
  }

  static void magicRelease(MemorySegment segment, long magic) {
    LONG.setRelease(segment, STRUCT.offset("magic"), magic);
  }

  static long longField(MemorySegment segment, String field) {
    return (long) LONG.get(segment, STRUCT.offset(field));
  }

  static void longField(MemorySegment segment, String field, long value) {
    LONG.set(segment, STRUCT.offset(field), value);
  }

  static int intField(MemorySegment segment, String field) {
    return (int) INT.get(segment, STRUCT.offset(field));
  }

  static void intField(MemorySegment segment, String field, int value) {
    INT.set(segment, STRUCT.offset(field), value);
  }
}
