package io.ranvier.stress;

import io.ranvier.buffer.SegmentBuffer;
import io.ranvier.channel.ItemHandler;
import io.ranvier.channel.Rx;
import io.ranvier.channel.Tx;
import io.ranvier.error.ErrorCode;
import io.ranvier.error.RanvierException;
import io.ranvier.lane.Status;
import io.ranvier.metadata.Metadata;
import io.ranvier.testing.Pattern;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Does what a channel's script says at one end of it, and checks what comes from the other. */
final class ChannelStressEnds {
  private static final long LONG_NS = TimeUnit.SECONDS.toNanos(60);

  /** Nobody had used the end when its call was given up. */
  private static final long UNUSED = 1;

  private ChannelStressEnds() {}

  /**
   * How an end was over.
   *
   * @param status 0 when the sender sent all, else a {@link Status}
   * @param items how many were sent or taken
   */
  record Outcome(long status, int items, Metadata words) {
    /**
     * Returns what is wrong with it; empty if nothing is.
     *
     * @param taken whether the peer has taken the channel; when the connection has ended, who
     *     opened it may not know
     */
    String judge(ChannelStressScript script, boolean sent, boolean taken, boolean lives) {
      boolean mayBeTaken = taken || !lives;
      boolean legal =
          switch ((int) status) {
            case 0 -> sent && items == script.items();
            case (int) UNUSED -> !taken && items == 0;
            case (int) Status.RESET ->
                sent
                    ? !taken || script.resets()
                    : script.resets() && items >= script.resetAt() && (mayBeTaken || items == 0);
            case (int) Status.END ->
                !sent && (mayBeTaken && items == script.items() || !taken && items == 0);
            case (int) Status.CLOSED, (int) Status.PEER_DIED -> !lives;
            default -> false;
          };
      boolean told = lives && (status == Status.RESET && sent || status == Status.END);
      boolean right = !told || words.equals(taken ? script.words() : Metadata.empty());
      return legal && right
          ? ""
          : "%s, sent=%b, taken=%b, lives=%b: %s".formatted(script, sent, taken, lives, this);
    }
  }

  /** Sends the script's items, copied or written in place. */
  static Outcome send(Tx tx, ChannelStressScript script) {
    SplittableRandom own = new SplittableRandom(script.id() + 1);
    SplittableRandom lengths = script.lengths();
    try (Arena arena = Arena.ofConfined();
        tx) {
      MemorySegment source = arena.allocate(ChannelStressScript.MAX_BYTES, 8);
      for (int number = 0; number < script.items(); number++) {
        int length = ChannelStressScript.length(lengths);
        long seed = script.seed(number);
        long status =
            own.nextBoolean() ? copy(tx, source, length, seed) : inPlace(tx, length, seed, own);
        if (status < 0) {
          return new Outcome(status, number, tx.resetMetadata());
        }
        if (status != number) {
          throw new AssertionError("%s: number %d, expected %d".formatted(script, status, number));
        }
      }
      tx.close(script.words());
      return new Outcome(0, script.items(), Metadata.empty());
    } catch (RanvierException e) {
      return unused(e);
    }
  }

  private static Outcome unused(RanvierException refusal) {
    if (refusal.code() != ErrorCode.WRONG_STATE) {
      throw refusal;
    }
    return new Outcome(UNUSED, 0, Metadata.empty());
  }

  private static long copy(Tx tx, MemorySegment source, int length, long seed) {
    Pattern.fill(source, length, seed);
    return tx.send(source, 0, length, LONG_NS);
  }

  private static long inPlace(Tx tx, int length, long seed, SplittableRandom own) {
    long status = tx.claim(length, LONG_NS);
    if (status >= 0 && own.nextInt(8) == 0) {
      tx.abort();
      status = tx.claim(length, LONG_NS);
    }
    if (status < 0) {
      return status;
    }
    SegmentBuffer item = tx.item();
    Pattern.fill(item.segment().asSlice(item.segmentOffset(), length), length, seed);
    return tx.publish();
  }

  /** Takes the script's items and checks each. */
  static Outcome receive(Rx rx, ChannelStressScript script) {
    try (rx) {
      return new Receiver(rx, script).run();
    } catch (RanvierException e) {
      return unused(e);
    }
  }

  private static final class Receiver implements ItemHandler {
    private final Rx rx;
    private final ChannelStressScript script;
    private final SplittableRandom own;
    private final SplittableRandom lengths;
    private int items;
    private int granted;

    Receiver(Rx rx, ChannelStressScript script) {
      this.rx = rx;
      this.script = script;
      this.own = new SplittableRandom(script.id() + 2);
      this.lengths = script.lengths();
    }

    @Override
    public void onItem(SegmentBuffer item) {
      int number = items++;
      if (script.slow() && own.nextInt(16) == 0) {
        LockSupport.parkNanos(1_000);
      }
      Pattern.check(item, ChannelStressScript.length(lengths), script.seed(number));
      if (script.resetsInHandler() && items == script.resetAt()) {
        rx.reset(script.words());
      }
    }

    Outcome run() {
      int status = 0;
      while (status >= 0) {
        if (script.resets() && items >= script.resetAt()) {
          rx.reset(script.words());
        }
        grant();
        if (script.slow() && own.nextInt(4) == 0) {
          LockSupport.parkNanos(own.nextInt(500_000));
        }
        status = take(1 + own.nextInt(20));
      }
      return new Outcome(status, items, rx.endMetadata());
    }

    private int take(int limit) {
      if (own.nextInt(4) == 0) {
        return rx.poll(this, limit);
      }
      int taken = rx.receive(this, limit, LONG_NS);
      if (taken == 0) {
        throw new AssertionError("nothing in time: items=%d, %s".formatted(items, script));
      }
      return taken;
    }

    private void grant() {
      if (script.window() == 0 && granted == items) {
        int more = 1 + own.nextInt(5);
        rx.grant(more);
        granted += more;
      }
    }
  }
}
