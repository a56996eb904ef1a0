package io.ranvier.example;

import io.ranvier.Connection;
import io.ranvier.Ranvier;
import io.ranvier.Server;
import io.ranvier.call.Call;
import io.ranvier.routing.Reply;
import java.time.Duration;

/** The example of the README, between the two markers; {@link ReadmeTest} runs and compares it. */
public final class GatewayExample {
  private GatewayExample() {}

  // README begin
  static final int ORDERS = 1;
  static final int NEW_ORDER = 1;

  public static void main(String[] args) {
    try (Server server = gateway(); // usually in another process
        Connection gateway = Ranvier.connect(server.name());
        Call call = gateway.call(ORDERS, NEW_ORDER, Long.BYTES)) { // a slot, and memory to write
      call.request().putLong(0, 41L);
      call.send();
      Reply reply = call.await(Duration.ofSeconds(10)); // read where it lies until the call closes
      System.out.println(reply.payload().getLong(0));
    }
  }

  static Server gateway() {
    return Ranvier.listen("gateway")
        .handler(
            ORDERS,
            NEW_ORDER,
            (request, responder) -> {
              long id = request.payload().getLong(0); // read where the caller wrote it
              responder.claim(Long.BYTES).putLong(0, id + 1);
              responder.send(); // exactly one answer, now or later
            })
        .start();
  }
  // README end
}
