package io.ranvier.session;

import java.io.IOException;
import java.net.SocketOption;
import java.nio.channels.SocketChannel;
import jdk.net.ExtendedSocketOptions;

/** Who is at the other end of a socket, as the kernel says. */
final class PeerCredentials {
  private PeerCredentials() {}

  /** Returns the peer's user name, or its number if it has no name; "unknown" where not told. */
  static String user(SocketChannel socket) throws IOException {
    SocketOption<?> credentials = ExtendedSocketOptions.SO_PEERCRED;
    return socket.supportedOptions().contains(credentials)
        ? socket.getOption(ExtendedSocketOptions.SO_PEERCRED).user().getName()
        : "unknown";
  }
}
