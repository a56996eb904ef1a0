package io.ranvier.bench.jmh;

import io.ranvier.bench.contender.Pattern;
import io.ranvier.buffer.SegmentBuffer;
import io.ranvier.call.Call;
import io.ranvier.channel.ItemHandler;
import io.ranvier.channel.Rx;
import io.ranvier.channel.Tx;
import io.ranvier.lane.Status;
import java.io.IOException;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/** Owns a channel with both its ends; items carry the bytes that follow from their number. */
public abstract class ChannelEnds {
  /** Instead of a number: there was no credit, or no item. */
  static final long NOTHING = -1;

  private static final int LENGTH = 32;

  private final ItemHandler handler = this::onItem;
  private InProcess process;
  private Tx tx;
  private Rx rx;
  private long taken;

  /** For JMH. */
  ChannelEnds() {}

  /** How many items the sender may be ahead; 0 when credit comes from {@link #grant} only. */
  abstract int window();

  /** Opens a channel from client to server. */
  @Setup(Level.Trial)
  public void open() throws IOException {
    process =
        InProcess.open((request, responder) -> {
          rx = request.channels().rx(0);
          responder.reply(request.payload());
        });
    try (Call call = process.client().sharedCaller().newCall()) {
      tx = call.openTx(window());
      call.open(InProcess.SERVICE, InProcess.METHOD, 0, InProcess.TIMEOUT_NS);
      call.send();
      process.serveUntilDone(call);
      var ignored = call.reply();
    }
  }

  final void grant() {
    rx.grant(1);
  }

  /** Sends an item; returns its number, or {@link #NOTHING} without credit or room. */
  final long trySend(long number) {
    long status = tx.tryClaim(LENGTH);
    if (status >= 0) {
      SegmentBuffer item = tx.item();
      Pattern.fill(item.segment(), item.segmentOffset(), LENGTH, Pattern.request(number));
      status = tx.publish();
    }
    if (status < 0 && !Status.isBackPressure(status)) {
      throw new IllegalStateException("not sent: status=" + Status.name(status));
    }
    return status < 0 ? NOTHING : number;
  }

  /** Takes and checks an item; returns its number, or {@link #NOTHING} when there is none. */
  final long tryTake() {
    int count = rx.poll(handler, 1);
    if (count < 0) {
      throw new IllegalStateException("nothing comes: status=" + Status.name(count));
    }
    return count == 0 ? NOTHING : taken - 1;
  }

  private void onItem(SegmentBuffer item) {
    long number = taken++;
    if (item.capacity() != LENGTH) {
      throw new IllegalStateException("wrong length: " + item.capacity());
    }
    Pattern.check(item.segment(), item.segmentOffset(), LENGTH, Pattern.request(number), number);
  }

  /** Closes both sides. */
  @TearDown(Level.Trial)
  public void close() {
    process.close();
  }
}
