package io.ranvier;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A mapped file of the user's own, in the test's directory; it can be cut short. */
final class MappedBytes implements AutoCloseable {
  private final Arena arena = Arena.ofShared();
  private final FileChannel channel;
  private final MemorySegment segment;

  MappedBytes(Path file, long sizeBytes) throws IOException {
    channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE);
    segment = channel.map(MapMode.READ_WRITE, 0, sizeBytes, arena);
  }

  MemorySegment segment() {
    return segment;
  }

  void cutShort() throws IOException {
    var ignored = channel.truncate(0);
  }

  @Override
  public void close() throws IOException {
    arena.close();
    channel.close();
  }
}
