package io.ranvier.broadcast;

import io.ranvier.channel.PositionWatch;
import io.ranvier.ring.BroadcastWriter;
import java.lang.invoke.VarHandle;

/**
 * Decides which cells of a broadcast may be written over, by what its receivers have read and what
 * becomes of slow ones.
 *
 * <pre>
 * sender                                   who joins, on another thread
 * 1 take the list of receivers             1 choose a cell to begin at
 * 2 store from where cells are kept        2 join the list
 * 3 fence                                  3 fence
 * 4 the list has changed? again            4 that cell is not kept any more? choose again
 * </pre>
 *
 * <p>So the sender has seen the one who joins, or he sees what the sender keeps. Until its list is
 * the right one the sender writes nothing, so it may take back what it said in 2.
 *
 * <p>Threads: the sender's, but for {@link #join}.
 */
final class SubscriberRoom {
  /** Two do, unless others come and go, or the sender comes round, at the same time. */
  private static final int ATTEMPTS = 16;

  private final BroadcastWriter writer;
  private final Subscribers subscribers;
  private final BroadcastOptions options;

  SubscriberRoom(BroadcastWriter writer, Subscribers subscribers, BroadcastOptions options) {
    this.writer = writer;
    this.subscribers = subscribers;
    this.options = options;
  }

  /** Returns whether an item of that length can be sent now. */
  boolean make(int bytes) {
    if (!writer.hasRoom(bytes)) {
      free(writer.end(bytes));
    }
    return writer.hasRoom(bytes);
  }

  /**
   * Where a receiver begins.
   *
   * @param number of the item there; -1: it begins with the first that it finds
   */
  record Joined(long cell, long number) {}

  /** Adds a receiver, on any thread; null when the broadcast has ended. */
  Joined join(PositionWatch position, Start start) {
    Subscriber added = new Subscriber(position);
    long cell = begin(start);
    added.startAt(cell);
    if (!subscribers.add(added)) {
      return null;
    }
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      VarHandle.fullFence();
      long number = numberAt(cell);
      if (number >= 0 && writer.keptFrom() <= cell) {
        return new Joined(cell, number);
      }
      cell = begin(start);
      added.startAt(cell);
    }
    if (options.slowReceiver() != SlowReceiver.LOSE) {
      leave(added, PositionWatch.EVICTED);
    }
    return new Joined(cell, -1);
  }

  private long begin(Start start) {
    return Math.max(writer.keptFrom(), start == Start.LATEST ? writer.lastFrame() : 0);
  }

  /** The first item ever is number 0, at cell 0, also before it is sent. */
  private long numberAt(long cell) {
    long number = writer.itemAt(cell);
    return number < 0 && cell == 0 && writer.keptFrom() == 0 ? 0 : number;
  }

  /** Frees at least a quarter of the ring behind {@code end}, as far as receivers let it. */
  private void free(long end) {
    int cells = writer.cellCount();
    long before = writer.keptFrom();
    long wanted = writer.frameFrom(end - cells + (cells >> 2));
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      Subscriber[] present = subscribers.all();
      long kept = wanted;
      for (Subscriber one : present) {
        kept = Math.min(kept, needed(one, end, wanted));
      }
      writer.keepFrom(Math.max(before, kept));
      VarHandle.fullFence();
      if (subscribers.all() == present) {
        return;
      }
    }
    writer.keepFrom(before);
  }

  /** Returns from where on a receiver needs the cells; what it needs not is {@code wanted}. */
  private long needed(Subscriber one, long end, long wanted) {
    if (one.position().isGone()) {
      leave(one, writer.position() + 1);
      return wanted;
    }
    long head = one.head(writer);
    if (head < 0) {
      leave(one, PositionWatch.EVICTED);
      return wanted;
    }
    if (end - head <= writer.cellCount()) {
      one.blocksNot();
      return head;
    }
    return switch (options.slowReceiver()) {
      case WAIT -> head;
      case LOSE -> wanted;
      case EVICT -> {
        if (one.blocksForNs(System.nanoTime()) < options.patienceNs()) {
          yield head;
        }
        leave(one, PositionWatch.EVICTED);
        yield wanted;
      }
    };
  }

  private void leave(Subscriber one, long lastWord) {
    subscribers.remove(one);
    one.position().end(lastWord);
  }
}
