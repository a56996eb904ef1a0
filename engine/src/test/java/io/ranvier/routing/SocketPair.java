package io.ranvier.routing;

import io.ranvier.testing.TestRoot;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/** Owns the two ends of a stream. */
record SocketPair(SocketChannel near, SocketChannel far) implements AutoCloseable {
  static SocketPair open() throws IOException {
    try (TestRoot root = TestRoot.create();
        ServerSocketChannel listening = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      UnixDomainSocketAddress address = UnixDomainSocketAddress.of(root.resolve("s"));
      listening.bind(address);
      SocketChannel near = SocketChannel.open(address);
      return new SocketPair(near, listening.accept());
    }
  }

  @Override
  public void close() throws IOException {
    near.close();
    far.close();
  }
}
