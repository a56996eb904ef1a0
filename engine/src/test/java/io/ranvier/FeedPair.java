package io.ranvier;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.ranvier.broadcast.Broadcast;
import io.ranvier.broadcast.BroadcastOptions;
import io.ranvier.broadcast.SlowReceiver;
import io.ranvier.broadcast.Start;
import io.ranvier.broadcast.Subscription;
import io.ranvier.testing.Pair;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.LongStream;

/** A server that broadcasts as {@code feed}, and its clients. */
final class FeedPair implements AutoCloseable {
  static final BroadcastOptions OPTIONS = BroadcastOptions.defaults().withRingCells(64);

  final Pair pair = new Pair();
  final Server server = pair.serveCalls(builder -> {});
  final MemorySegment source = Arena.ofAuto().allocate(4096, 8);

  Broadcast open(SlowReceiver policy) {
    return open(OPTIONS.withSlowReceiver(policy));
  }

  Broadcast open(BroadcastOptions options) {
    return server.broadcast("feed", options);
  }

  /** Subscribes on a connection of its own. */
  Subscription subscribe(Start start) {
    return pair.connect().subscribe("feed", start, Pair.LONG_NS);
  }

  long trySend(Broadcast feed, long value) {
    source.set(JAVA_LONG, 0, value);
    return feed.trySend(source, 0, 8);
  }

  /** Makes a file of the endpoint shorter than it was mapped. */
  void cut(String file) throws IOException {
    try (FileChannel channel =
        FileChannel.open(pair.root.resolve("pair").resolve(file), StandardOpenOption.WRITE)) {
      channel.truncate(0);
    }
  }

  static List<Long> range(long from, long to) {
    return LongStream.range(from, to).boxed().toList();
  }

  @Override
  public void close() {
    pair.close();
  }
}
