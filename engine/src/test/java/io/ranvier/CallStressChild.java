package io.ranvier;

import io.ranvier.error.ErrorCode;
import io.ranvier.error.RanvierException;
import io.ranvier.service.Request;
import io.ranvier.service.Responder;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** The serving JVM of {@link CallStressProcessTest}: does what each call's script says. */
final class CallStressChild {
  static final String NAME = "stressed";
  private static final long LATE_NS = TimeUnit.MILLISECONDS.toNanos(20);

  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
  private final Queue<Connection> connections = new ConcurrentLinkedQueue<>();
  private final Queue<String> wrong = new ConcurrentLinkedQueue<>();

  private CallStressChild() {}

  public static void main(String... args) throws Exception {
    new CallStressChild().serve(Path.of(args[0]));
  }

  private void serve(Path root) throws Exception {
    BufferedReader commands =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    try (Server server =
        Ranvier.listen(NAME, ServerOptions.defaults().withRoot(root))
            .handler(CallScript.SERVICE, CallScript.INLINE, this::onCall)
            .handler(CallScript.SERVICE, CallScript.ON_EXECUTOR, executor, this::onCall)
            .onConnection(connection -> {
              connections.add(connection);
              return frame -> {};
            })
            .onFailure(this::onFailure)
            .start()) {
      System.out.println("listening " + server.name());
      String ignored = commands.readLine();
      Pair.await("everything free", this::isClean);
      System.out.println("clean " + String.join("; ", wrong));
      ignored = commands.readLine();
    }
    executor.close();
  }

  /** Nothing is at work, and nothing is leased, on the connections that are open. */
  private boolean isClean() {
    return connections.stream()
        .filter(connection -> connection.end().isEmpty())
        .map(Connection::session)
        .allMatch(session ->
            session.inboundCalls().sharedCount() == 0
                && session.inboundCalls().longReplyCount() == 0
                && session.outbound().pool().takenCount() == 0
                && session.inbound().inbox().heldCount() == 0);
  }

  /** What handlers throw on purpose says so. */
  private void onFailure(Throwable failure) {
    boolean tooLarge =
        failure instanceof RanvierException refusal
            && refusal.code() == ErrorCode.PAYLOAD_TOO_LARGE;
    if (!tooLarge && !"on purpose".equals(failure.getMessage())) {
      wrong.add(failure.toString());
    }
  }

  private void onCall(Request request, Responder responder) {
    CallScript script = CallScript.read(request.payload());
    switch (script.behaviour()) {
      case CLAIM -> answer(script, responder);
      case REPLY -> {
        var staged = new io.ranvier.buffer.SegmentBuffer();
        staged.wrap(java.lang.foreign.Arena.ofAuto().allocate(Math.max(1, script.replyLength())));
        script.writeReply(staged);
        boolean ignored = responder.reply(staged.segment(), 0, script.replyLength());
      }
      case TWICE -> {
        answer(script, responder);
        try {
          wrong.add("a second answer: " + responder.fail(1, "again"));
        } catch (RanvierException e) {
          if (e.code() != ErrorCode.WRONG_STATE) {
            wrong.add(e.toString());
          }
        }
      }
      case DEFER -> {
        Responder later = responder.defer();
        executor.execute(() -> answer(script, later));
      }
      case LATE -> {
        Responder later = responder.defer();
        executor.execute(() -> answerLate(script, later));
      }
      case FAIL -> {
        boolean ignored = responder.fail((int) script.id(), "as asked");
      }
      case THROW -> throw new IllegalStateException("on purpose");
      case FORGET -> {}
      case TOO_LARGE -> responder.claim(Integer.MAX_VALUE).putByte(0, (byte) 0);
    }
  }

  private static void answer(CallScript script, Responder responder) {
    script.writeReply(responder.claim(script.replyLength()));
    boolean ignored = responder.send();
  }

  /** Answers when the caller has gone, or after a while. */
  private static void answerLate(CallScript script, Responder responder) {
    long startNs = System.nanoTime();
    while (!responder.isCancelled() && System.nanoTime() - startNs < LATE_NS) {
      LockSupport.parkNanos(100_000);
    }
    answer(script, responder);
  }
}
