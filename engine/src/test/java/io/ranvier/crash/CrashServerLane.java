package io.ranvier.crash;

import io.ranvier.ClientOptions;
import io.ranvier.Connection;
import io.ranvier.Ranvier;
import io.ranvier.error.ErrorCode;
import io.ranvier.error.RanvierException;
import io.ranvier.testing.Pair;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/**
 * Kills servers; two clients in this process connect to whatever server there is, and while a
 * victim starts somebody cleans up what its predecessor left.
 */
final class CrashServerLane extends CrashLane implements AutoCloseable {
  private static final String NAME = "mortal";
  private static final int CLIENTS = 2;
  private static final Set<ErrorCode> NOT_THERE =
      Set.of(
          ErrorCode.NO_SUCH_ENDPOINT,
          ErrorCode.ENDPOINT_NOT_READY,
          ErrorCode.ENDPOINT_STALE,
          ErrorCode.PEER_DIED,
          ErrorCode.CONNECTION_CLOSED,
          ErrorCode.TIMED_OUT);

  private final Map<Long, CrashParty> parties = new ConcurrentHashMap<>();
  private final List<Thread> cleaning = new ArrayList<>();
  private final CrashCleaner cleaner;
  private final List<Thread> clients = new ArrayList<>();
  private volatile boolean over;

  CrashServerLane(CrashScene scene, long seed) {
    super(scene, "server", seed);
    cleaner = new CrashCleaner(scene, NAME + "-0");
    for (int i = 0; i < CLIENTS; i++) {
      clients.add(Thread.ofPlatform().daemon().name("crash client").start(this::beClient));
    }
  }

  @Override
  String endpoint() {
    return NAME;
  }

  @Override
  void onStart(Witness witness) {
    cleaning.removeIf(thread -> !thread.isAlive());
    cleaning.add(cleaner.start(witness));
  }

  private void beClient() {
    for (long ordinal = 0; !over; ordinal = (ordinal + 1) % 64) {
      if (!Files.exists(scene.root.resolve(NAME + "-" + ordinal))) {
        LockSupport.parkNanos(100_000);
        continue;
      }
      try {
        Connection connection =
            Ranvier.connect(
                NAME + "-" + ordinal,
                ClientOptions.defaults()
                    .withRoot(scene.root.path())
                    .withConnection(CrashParty.OPTIONS)
                    .withConnectTimeoutNs(1_000_000_000));
        CrashParty party =
            CrashParty.start(connection, false, CrashLog.ofThisProcess(), scene.witness);
        parties.put(ordinal << 32 | connection.id(), party);
        party.poll();
        party.join();
        connection.close();
      } catch (RanvierException e) {
        if (!NOT_THERE.contains(e.code())) {
          scene.witness.wrong("client: " + e);
        }
      }
    }
  }

  @Override
  String feed(Witness witness, CrashLog dead, CrashParty survivor) {
    boolean ended = survivor.connection.end().isPresent();
    return witness.logs().stream()
        .filter(log -> log.connection() == (dead.connection() | CrashFeed.LOG))
        .map(log -> CrashAudit.feed(log, survivor.log, ended))
        .findAny()
        .orElse("");
  }

  @Override
  CrashParty survivor(CrashLog dead) {
    Pair.await("the connection", () -> parties.containsKey(dead.connection()));
    return parties.remove(dead.connection());
  }

  @Override
  public void close() {
    over = true;
    cleaner.stop();
    Pair.await("the clients' end", () -> clients.stream().noneMatch(Thread::isAlive));
    Pair.await("the cleaners' end", () -> cleaning.stream().noneMatch(Thread::isAlive));
    for (int i = 0; i < 64; i++) {
      if (Files.exists(scene.root.resolve(NAME + "-" + i))) {
        cleaner.take(NAME + "-" + i).close();
      }
    }
  }
}
