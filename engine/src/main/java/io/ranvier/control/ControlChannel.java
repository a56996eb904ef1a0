package io.ranvier.control;

import io.ranvier.signal.Attention;
import io.ranvier.signal.SocketBell;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.Queue;

/**
 * One end of a connection's socket. Owns it.
 *
 * <p>Threads: {@link #send}, {@link #ring} and {@link #close} any; none of them blocks. What does
 * not go into the socket at once is kept and written by the housekeeper; a doorbell is never kept,
 * since a socket that is full wakes its reader anyway.
 */
public final class ControlChannel implements SocketBell, Housekeeper.Watched {
  /** A peer that does not read so many messages is not served any more. */
  private static final int MAX_UNSENT = 1024;

  /** So many reads in a row before others get their turn. */
  private static final int READS_IN_A_ROW = 4;

  private final SocketChannel socket;
  private final Housekeeper housekeeper;
  private final Turn turn;
  private final ByteBuffer in =
      ByteBuffer.allocateDirect(2 * (ControlCodec.HEADER_BYTES + ControlCodec.MAX_BODY_BYTES))
          .order(ByteOrder.LITTLE_ENDIAN);
  private final ByteBuffer bell = ByteBuffer.allocateDirect(1).put(0, ControlCodec.DOORBELL);
  private final Queue<ByteBuffer> unsent = new ArrayDeque<>();
  private boolean closeWhenSent;
  private boolean waitsForRoom;
  private volatile ControlHandler handler;
  private boolean ended;
  private String endReason = "";
  private ControlHandler endTold;

  /**
   * Takes over a connected socket.
   *
   * @param handler gets what comes
   */
  public ControlChannel(SocketChannel socket, Housekeeper housekeeper, ControlHandler handler)
      throws IOException {
    this.socket = socket;
    this.housekeeper = housekeeper;
    this.turn = housekeeper.newTurn(this);
    this.handler = handler;
    socket.configureBlocking(false);
  }

  /** Begins to read. */
  public void start() {
    housekeeper.watch(socket, SelectionKey.OP_READ, turn);
    // A message that met a full socket before could not ask for the moment when it has room.
    housekeeper.execute(this::writeKept);
  }

  /** Returns how the handler's ticks are asked for. */
  public Attention attention() {
    return turn;
  }

  /**
   * Gives what comes from now on to another handler; an end that was seen already, too. At once:
   * what the peer says next may be in the buffer already.
   */
  public void handOver(ControlHandler next) {
    handler = next;
    turn.ask();
    housekeeper.execute(() -> {
      if (endTold != null && endTold != next) {
        tellEnd(next);
      }
    });
  }

  /**
   * Runs a task on the housekeeper's thread, after the messages that have come by now, as far as
   * they are read in one turn.
   */
  public void afterMessages(Runnable task) {
    housekeeper.executeAfterReady(task);
  }

  /** Sends a message; once the socket is closed, does nothing. */
  public void send(ControlMessage message) {
    ByteBuffer bytes = BodyWriter.encode(message);
    synchronized (unsent) {
      if (closeWhenSent) {
        return;
      }
      if (unsent.size() >= MAX_UNSENT) {
        closeNow();
        // Nobody reads any more and would find out.
        housekeeper.execute(() -> end("it does not read: unsent=" + MAX_UNSENT));
        return;
      }
      unsent.add(bytes);
      writeUnsent();
    }
  }

  @Override
  public void ring() {
    synchronized (unsent) {
      if (closeWhenSent || !unsent.isEmpty()) {
        return;
      }
      try {
        int ignored = socket.write(bell.clear());
      } catch (IOException e) {
        // The peer is gone; its end is reported by the reader.
      }
    }
  }

  /** Closes the socket after all messages have been sent. Idempotent. */
  public void close() {
    synchronized (unsent) {
      closeWhenSent = true;
      writeUnsent();
    }
  }

  @Override
  public void onReady(SelectionKey key) throws IOException {
    if (key.isWritable()) {
      writeKept();
    }
    if (key.isValid() && key.isReadable()) {
      read();
    }
  }

  @Override
  public boolean onTick(long nowNs) {
    return handler.onTick(nowNs);
  }

  @Override
  public void onFailure(Throwable failure) {
    end(failure instanceof IOException ? "" + failure.getMessage() : failure.toString());
  }

  private void read() {
    boolean rung = false;
    try {
      for (int i = 0; i < READS_IN_A_ROW && !ended; i++) {
        int count = socket.read(in);
        if (count < 0) {
          end("");
        } else if (count == 0) {
          break;
        }
        rung |= decode();
      }
    } catch (IOException e) {
      end("" + e.getMessage());
    }
    if (rung) {
      handler.onDoorbell();
    }
  }

  /** Hands over the whole messages that have come; returns whether anything came. */
  private boolean decode() {
    in.flip();
    boolean any = in.hasRemaining();
    while (in.hasRemaining() && !ended) {
      if (in.get(in.position()) == ControlCodec.DOORBELL) {
        in.get();
        continue;
      }
      if (!decodeMessage()) {
        break;
      }
    }
    in.compact();
    return any;
  }

  private boolean decodeMessage() {
    if (in.remaining() < ControlCodec.HEADER_BYTES) {
      return false;
    }
    int start = in.position();
    int length = in.getShort(start + 2) & 0xFFFF;
    if (length > ControlCodec.MAX_BODY_BYTES) {
      refuse(
          "message refused: lengthBytes=%d, limit=%d"
              .formatted(length, ControlCodec.MAX_BODY_BYTES));
      return false;
    }
    if (in.remaining() < ControlCodec.HEADER_BYTES + length) {
      return false;
    }
    ByteBuffer body =
        in.slice(start + ControlCodec.HEADER_BYTES, length).order(ByteOrder.LITTLE_ENDIAN);
    in.position(start + ControlCodec.HEADER_BYTES + length);
    dispatch(in.get(start), body);
    return true;
  }

  private void dispatch(int type, ByteBuffer body) {
    ControlMessage message;
    try {
      message = ControlCodec.decode(type, new BodyReader(body));
    } catch (RuntimeException e) {
      refuse("message refused: type=%d, %s".formatted(type, e));
      return;
    }
    if (message != null) {
      handler.onMessage(message);
    }
  }

  private void writeKept() {
    synchronized (unsent) {
      writeUnsent();
    }
  }

  /** Writes what the socket takes; the caller holds the lock on the messages. */
  private void writeUnsent() {
    try {
      while (!unsent.isEmpty()) {
        int ignored = socket.write(unsent.peek());
        if (unsent.peek().hasRemaining()) {
          break;
        }
        unsent.remove();
      }
    } catch (IOException e) {
      unsent.clear();
    }
    if (waitsForRoom == unsent.isEmpty()) {
      waitsForRoom = !unsent.isEmpty();
      int write = waitsForRoom ? SelectionKey.OP_WRITE : 0;
      housekeeper.interest(socket, SelectionKey.OP_READ | write);
    }
    if (closeWhenSent && unsent.isEmpty()) {
      closeNow();
    }
  }

  private void closeNow() {
    closeWhenSent = true;
    unsent.clear();
    try {
      socket.close();
    } catch (IOException e) {
      // It is closed all the same, and what else is to be closed must not wait for it.
    }
  }

  /** Ends because of what the peer said; whether it takes the answer is its own affair. */
  private void refuse(String what) {
    ended = true;
    try {
      handler.onGarbage(what);
    } finally {
      synchronized (unsent) {
        closeNow();
      }
    }
  }

  private void end(String why) {
    if (!ended) {
      ended = true;
      endReason = why;
      synchronized (unsent) {
        closeNow();
      }
      tellEnd(handler);
    }
  }

  private void tellEnd(ControlHandler told) {
    endTold = told;
    told.onEnd(endReason);
  }
}
