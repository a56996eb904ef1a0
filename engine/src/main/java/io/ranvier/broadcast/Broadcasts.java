package io.ranvier.broadcast;

import io.ranvier.call.EngineMethod;
import io.ranvier.error.ErrorCode;
import io.ranvier.error.RanvierException;
import io.ranvier.memory.FileMode;
import io.ranvier.memory.ThreadHandshake;
import io.ranvier.service.InboundCalls;
import io.ranvier.service.Request;
import io.ranvier.service.Responder;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** The broadcasts of one server, by name. Threads: any. */
public final class Broadcasts implements AutoCloseable {
  private static final SecureRandom RANDOM = new SecureRandom();

  private final Path directory;
  private final FileMode mode;
  private final ConcurrentMap<String, Opened> open = new ConcurrentHashMap<>();
  private int nextIndex;
  private boolean closed;

  private record Opened(Broadcast broadcast, int index, long key, BroadcastOptions options) {}

  /**
   * @param directory the endpoint's own
   * @param mode of the endpoint's files
   */
  public Broadcasts(Path directory, FileMode mode) {
    this.directory = directory;
    this.mode = mode;
  }

  /**
   * Opens a broadcast. Does file work.
   *
   * @throws RanvierException INVALID_ARGUMENT when the name is longer than 256 bytes of UTF-8;
   *     WRONG_STATE when it is in use or the server is closed; NO_SPACE, ACCESS_DENIED
   */
  public synchronized Broadcast open(String name, BroadcastOptions options) {
    SubscribeRequest.checkName(name);
    if (closed) {
      throw new RanvierException(
          ErrorCode.WRONG_STATE,
          "cannot open broadcast: name=%s, server=closed; open it on another".formatted(name));
    }
    int index = nextIndex++;
    long key = RANDOM.nextLong() | 1L << 62;
    BroadcastFile file =
        BroadcastFile.create(
            directory.resolve(BroadcastFile.name(index)), options.ringCells(), mode);
    Broadcast made = new Broadcast(name, file, key, options, () -> open.remove(name));
    if (open.putIfAbsent(name, new Opened(made, index, key, options)) != null) {
      file.closeAndRemove();
      throw new RanvierException(
          ErrorCode.WRONG_STATE,
          "cannot open broadcast: name=%s is in use; close the other one first".formatted(name));
    }
    return made;
  }

  /** Lets a client subscribe; before its first frame is polled. */
  public void serve(InboundCalls calls) {
    calls.addEngineMethod(EngineMethod.SUBSCRIBE, this::onSubscribe);
  }

  /**
   * Ends all broadcasts, and opens none any more. Whatever another thread was or will be told was
   * sent lies in their files when this returns, also if a third one has begun to end them: who
   * sends looks for the end once more after.
   */
  @Override
  public synchronized void close() {
    closed = true;
    // Loads no class if there were none: a process without descriptors could not.
    if (nextIndex > 0) {
      open.values().forEach(opened -> opened.broadcast().cutOff());
      ThreadHandshake.await();
    }
  }

  private void onSubscribe(Request request, Responder responder) {
    SubscribeRequest wanted = SubscribeRequest.read(request.payload());
    Opened opened = open.get(wanted.name());
    SubscriberRoom.Joined joined =
        opened == null
            ? null
            : opened.broadcast().join(request.channels().position(0), wanted.start());
    if (joined == null) {
      boolean ignored =
          responder.fail(
              ErrorCode.REJECTED,
              "broadcast=%s is not open; open it, or subscribe again when it is"
                  .formatted(wanted.name()));
      return;
    }
    new SubscribeReply(
            opened.index(),
            opened.options().ringCells(),
            opened.options().slowReceiver(),
            opened.key(),
            joined.cell(),
            joined.number())
        .write(responder.claim(SubscribeReply.BYTES));
    boolean ignored = responder.send();
  }
}
