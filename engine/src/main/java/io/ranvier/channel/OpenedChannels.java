package io.ranvier.channel;

import io.ranvier.buffer.SegmentBuffer;
import io.ranvier.error.ErrorCode;
import io.ranvier.error.RanvierException;
import java.util.ArrayList;
import java.util.List;

/** The channels that a caller opens with one call. Reusable. One thread at a time. */
public final class OpenedChannels {
  /** The most channels that one call opens. */
  public static final int MAX_CHANNELS = 64;

  private final Channels channels;
  private final List<ChannelEntry> entries = new ArrayList<>();
  private final List<Runnable> forget = new ArrayList<>();

  OpenedChannels(Channels channels) {
    this.channels = channels;
  }

  /** Opens a channel on which the caller sends. */
  public Tx openTx(int window) {
    ChannelBlocks.Opened opened = open(true, window);
    Tx tx = channels.tx(opened);
    add(opened, window, true, false, tx::forget);
    return tx;
  }

  /** Opens a channel on which the caller receives. */
  public Rx openRx(int window) {
    ChannelBlocks.Opened opened = open(false, window);
    Rx rx = channels.rx(opened, window);
    add(opened, window, false, false, rx::forget);
    return rx;
  }

  /** Opens the position of a subscription to a broadcast of the peer's; may wait for a block. */
  public Position openPosition(long timeoutNs) {
    ChannelBlocks.Opened opened = channels.openPosition(timeoutNs);
    Position position = channels.position(opened);
    add(opened, 0, false, true, position::forget);
    return position;
  }

  public int count() {
    return entries.size();
  }

  /** Returns how many bytes the entries take. */
  public int encodedBytes() {
    return encodedBytes(entries.size());
  }

  /** Returns how many bytes so many entries take. */
  public static int encodedBytes(int count) {
    return count * ChannelEntry.BYTES;
  }

  public void write(SegmentBuffer target, int offset) {
    for (int i = 0; i < entries.size(); i++) {
      entries.get(i).write(target, offset + i * ChannelEntry.BYTES);
    }
  }

  /** The call was sent: the channels live on without it. */
  public void sent() {
    entries.clear();
    forget.clear();
  }

  /** The call will not be sent: the peer never learns of the channels. */
  public void forget() {
    forget.forEach(Runnable::run);
    sent();
  }

  private ChannelBlocks.Opened open(boolean sends, int window) {
    if (entries.size() == MAX_CHANNELS) {
      throw new RanvierException(
          ErrorCode.LIMIT_EXCEEDED,
          "cannot open channel: channels of one call=%d; open the others with another call"
              .formatted(MAX_CHANNELS));
    }
    return channels.open(sends, window);
  }

  private void add(
      ChannelBlocks.Opened opened, int window, boolean sends, boolean position, Runnable unsent) {
    entries.add(new ChannelEntry(opened.reference(), window, sends, position));
    forget.add(unsent);
  }
}
