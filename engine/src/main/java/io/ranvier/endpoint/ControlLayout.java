package io.ranvier.endpoint;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.ranvier.memory.SharedStruct;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;

/**
 * The control file of an endpoint. The server fills it before it becomes visible; afterwards only
 * the counters change. The first 64 bytes keep their meaning in every major version.
 *
 * <pre>
 * offset  size  field          writer  order    meaning
 *      0     8  magic          server  release  written last: 'RANVIERC'
 *      8     4  byteOrder      server  plain    0x01020304 in the server's byte order
 *     12     4  major          server  plain    version of all shared structures
 *     16     4  minor          server  plain    additions older programs may ignore
 *     20     4  settingsBytes  server  plain    used part of settings
 *     24     8  fileBytes      server  plain    size of this file
 *     32     8  epoch          server  plain    1, and one more per takeover
 *     40     8  features       server  plain    feature bits of the server
 *     64     8  nonceHigh      server  plain    identity of the server: random
 *     72     8  nonceLow       server  plain    its other half
 *     80     8  pid            server  plain    server's process, for people
 *     88     8  startTimeMs    server  plain    its start since 1970, for people
 *    128   896  settings       server  plain    what the server offers; fixed
 *   1024  1024  counters       server  opaque   the server's counters
 * </pre>
 *
 * <p>{@code HB endpoint.publish}: everything above before magic. A client reads a copy, which the
 * kernel's own order of link and look-up guards: the file is linked to its name after that.
 */
public final class ControlLayout {
  /** The structure's declaration. */
  public static final SharedStruct STRUCT =
      SharedStruct.named("control")
          .field("magic", JAVA_LONG, "server", "release", "written last: 'RANVIERC'")
          .field("byteOrder", JAVA_INT, "server", "plain", "0x01020304 in the server's byte order")
          .field("major", JAVA_INT, "server", "plain", "version of all shared structures")
          .field("minor", JAVA_INT, "server", "plain", "additions older programs may ignore")
          .field("settingsBytes", JAVA_INT, "server", "plain", "used part of settings")
          .field("fileBytes", JAVA_LONG, "server", "plain", "size of this file")
          .field("epoch", JAVA_LONG, "server", "plain", "1, and one more per takeover")
          .field("features", JAVA_LONG, "server", "plain", "feature bits of the server")
          .padTo(64)
          .field("nonceHigh", JAVA_LONG, "server", "plain", "identity of the server: random")
          .field("nonceLow", JAVA_LONG, "server", "plain", "its other half")
          .field("pid", JAVA_LONG, "server", "plain", "server's process, for people")
          .field("startTimeMs", JAVA_LONG, "server", "plain", "its start since 1970, for people")
          .padTo(128)
          .field("settings", bytes(896), "server", "plain", "what the server offers; fixed")
          .field("counters", bytes(1024), "server", "opaque", "the server's counters")
          .padTo(4096)
          .build();

  /** What every control file, whatever its version, has at least. */
  static final int PREFIX_BYTES = 64;

  static final long MAGIC = 0x52414e5649455243L; // "RANVIERC"
  static final int BYTE_ORDER_MARK = 0x01020304;

  private static final VarHandle LONG = JAVA_LONG.varHandle().withInvokeExactBehavior();
  private static final VarHandle INT = JAVA_INT.varHandle().withInvokeExactBehavior();

  private static final long MAGIC_AT = STRUCT.offset("magic");
  private static final long BYTE_ORDER_AT = STRUCT.offset("byteOrder");
  private static final long MAJOR_AT = STRUCT.offset("major");
  private static final long MINOR_AT = STRUCT.offset("minor");
  private static final long SETTINGS_BYTES_AT = STRUCT.offset("settingsBytes");
  private static final long FILE_BYTES_AT = STRUCT.offset("fileBytes");
  private static final long EPOCH_AT = STRUCT.offset("epoch");
  private static final long FEATURES_AT = STRUCT.offset("features");
  private static final long NONCE_HIGH_AT = STRUCT.offset("nonceHigh");
  private static final long NONCE_LOW_AT = STRUCT.offset("nonceLow");
  private static final long PID_AT = STRUCT.offset("pid");
  private static final long START_TIME_MS_AT = STRUCT.offset("startTimeMs");

  private ControlLayout() {}

  /** Returns the number of bytes a server may publish as its settings. */
  public static long maxSettingsBytes() {
    return STRUCT.sizeBytes("settings");
  }

  static MemorySegment settings(MemorySegment control) {
    return control.asSlice(STRUCT.offset("settings"), STRUCT.sizeBytes("settings"));
  }

  static MemorySegment counters(MemorySegment control) {
    return control.asSlice(STRUCT.offset("counters"), STRUCT.sizeBytes("counters"));
  }

  /** Writes everything but the magic. */
  static void write(MemorySegment control, EndpointIdentity identity, MemorySegment settings) {
    INT.set(control, BYTE_ORDER_AT, BYTE_ORDER_MARK);
    INT.set(control, MAJOR_AT, identity.major());
    INT.set(control, MINOR_AT, identity.minor());
    INT.set(control, SETTINGS_BYTES_AT, (int) settings.byteSize());
    LONG.set(control, FILE_BYTES_AT, control.byteSize());
    LONG.set(control, EPOCH_AT, identity.epoch());
    LONG.set(control, FEATURES_AT, identity.features());
    LONG.set(control, NONCE_HIGH_AT, identity.nonceHigh());
    LONG.set(control, NONCE_LOW_AT, identity.nonceLow());
    LONG.set(control, PID_AT, identity.pid());
    LONG.set(control, START_TIME_MS_AT, identity.startTimeMs());
    settings(control).copyFrom(settings);
  }

  /** Makes what was written valid; the last store. */
  static void magicRelease(MemorySegment control) {
    // HB endpoint.publish: everything in the control file before its magic number.
    LONG.setRelease(control, MAGIC_AT, MAGIC);
  }

  static long magicAcquire(MemorySegment control) {
    // HB endpoint.publish: everything in the control file before its magic number.
    return (long) LONG.getAcquire(control, MAGIC_AT);
  }

  static int byteOrder(MemorySegment control) {
    return (int) INT.get(control, BYTE_ORDER_AT);
  }

  static int major(MemorySegment control) {
    return (int) INT.get(control, MAJOR_AT);
  }

  static int settingsBytes(MemorySegment control) {
    return (int) INT.get(control, SETTINGS_BYTES_AT);
  }

  static long fileBytes(MemorySegment control) {
    return (long) LONG.get(control, FILE_BYTES_AT);
  }

  static long epoch(MemorySegment control) {
    return (long) LONG.get(control, EPOCH_AT);
  }

  static long pid(MemorySegment control) {
    return (long) LONG.get(control, PID_AT);
  }

  static EndpointIdentity identity(MemorySegment control) {
    return new EndpointIdentity(
        (int) INT.get(control, MAJOR_AT),
        (int) INT.get(control, MINOR_AT),
        (long) LONG.get(control, FEATURES_AT),
        (long) LONG.get(control, EPOCH_AT),
        (long) LONG.get(control, NONCE_HIGH_AT),
        (long) LONG.get(control, NONCE_LOW_AT),
        (long) LONG.get(control, PID_AT),
        (long) LONG.get(control, START_TIME_MS_AT));
  }

  private static MemoryLayout bytes(long count) {
    return MemoryLayout.sequenceLayout(count, JAVA_BYTE);
  }
}
