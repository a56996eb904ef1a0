package io.ranvier.signal;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import io.ranvier.memory.SharedStruct;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;

/**
 * A doorbell: one side sleeps, the other rings.
 *
 * <pre>
 * offset  size  field   writer   order   meaning
 *      0     4  wanted  sleeper  opaque  0 while nobody sleeps, else the ticket and how to wake
 *    128     4  rung    ringer   CAS     ticket of the last ring; the futex word
 * </pre>
 *
 * <p>{@code wanted} packs the ticket in bits 2-31 and the ways to wake in bits 0-1 (futex, socket).
 * Tickets run from 1 to 2^30 - 1 and around; a sleeper asks for the ticket after the present one,
 * and whoever moves {@code rung} to it wakes.
 *
 * <pre>
 * wanted   rung      state    moved by
 * 0        any       awake    sleeper: announces by storing wanted
 * next(r)  r         asleep   ringer: CAS rung to next(r), then wakes; sleeper: leaves, stores 0
 * r        r         woken    sleeper: leaves, stores 0, or announces anew
 * other    r         awake    (left over or garbage: nobody rings)
 * </pre>
 *
 * <p>A sleeper that dies leaves {@code wanted} set: one system call in vain. A ringer that dies
 * between its CAS and the wake leaves the sleeper to the death of the connection, which wakes it.
 */
public final class DoorbellLayout {
  public static final SharedStruct STRUCT =
      SharedStruct.named("doorbell")
          .field(
              "wanted",
              JAVA_INT,
              "sleeper",
              "opaque",
              "0 while nobody sleeps, else the ticket and how to wake")
          .padTo(128)
          .field("rung", JAVA_INT, "ringer", "CAS", "ticket of the last ring; the futex word")
          .padTo(256)
          .build();

  static final int BY_FUTEX = 1;
  static final int BY_SOCKET = 2;

  private static final int TICKET_MASK = (1 << 30) - 1;
  private static final long WANTED = STRUCT.offset("wanted");
  private static final long RUNG = STRUCT.offset("rung");
  private static final VarHandle INT = JAVA_INT.varHandle().withInvokeExactBehavior();

  private DoorbellLayout() {}

  static int wanted(int ticket, int ways) {
    return ticket << 2 | ways;
  }

  static int ticket(int wanted) {
    return wanted >>> 2;
  }

  static int ways(int wanted) {
    return wanted & 3;
  }

  static int ticketAfter(int rung) {
    int ticket = (rung + 1) & TICKET_MASK;
    return ticket == 0 ? 1 : ticket;
  }

  static int wantedOpaque(MemorySegment segment, long base) {
    return (int) INT.getOpaque(segment, base + WANTED);
  }

  static int wantedVolatile(MemorySegment segment, long base) {
    return (int) INT.getVolatile(segment, base + WANTED);
  }

  static void wantedOpaque(MemorySegment segment, long base, int wanted) {
    INT.setOpaque(segment, base + WANTED, wanted);
  }

  static int rungAcquire(MemorySegment segment, long base) {
    return (int) INT.getAcquire(segment, base + RUNG);
  }

  static boolean casRung(MemorySegment segment, long base, int from, int to) {
    return (boolean) INT.compareAndSet(segment, base + RUNG, from, to);
  }

  /** Returns the address of the futex word. */
  static long rungAddress(MemorySegment segment, long base) {
    return segment.address() + base + RUNG;
  }
}
