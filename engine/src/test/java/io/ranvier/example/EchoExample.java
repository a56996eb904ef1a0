package io.ranvier.example;

import io.ranvier.Connection;
import io.ranvier.Ranvier;
import io.ranvier.Server;
import io.ranvier.lane.Claim;
import io.ranvier.lane.Sender;

/** The example of the README, between the two markers; {@link ReadmeTest} runs and compares it. */
public final class EchoExample {
  private EchoExample() {}

  // README begin
  static final int PING = 1;
  static final long SECOND_NS = 1_000_000_000L;

  public static void main(String[] args) {
    try (Server server = echoServer(); // usually in another process
        Connection echo = Ranvier.connect(server.name());
        Sender sender = echo.exclusiveSender();
        Claim claim = new Claim()) {
      sender.claim(Long.BYTES, claim, SECOND_NS); // memory to write the payload into
      claim.buffer().putLong(0, 42L);
      claim.publish(PING); // from here on the server can read it, where it lies
      echo.receive(frame -> System.out.println(frame.payload().getLong(0)), 1, SECOND_NS);
    }
  }

  static Server echoServer() {
    return Ranvier.listen("echo")
        .onConnection(client -> {
          Sender out = client.sharedSender();
          return frame -> out.trySend(frame.method(), frame.payload());
        })
        .start();
  }
  // README end
}
