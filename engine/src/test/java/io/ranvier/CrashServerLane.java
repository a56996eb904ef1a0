package io.ranvier;

import io.ranvier.crash.CrashLog;
import io.ranvier.endpoint.EndpointName;
import io.ranvier.endpoint.Endpoints;
import io.ranvier.endpoint.OwnedEndpoint;
import io.ranvier.endpoint.Root;
import io.ranvier.error.ErrorCode;
import io.ranvier.error.RanvierException;
import io.ranvier.memory.FileMode;
import io.ranvier.session.ProtocolFeatures;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;

/**
 * Kills servers; a client in this process connects to whatever server there is, and while a victim
 * starts somebody cleans up what its predecessor left.
 */
final class CrashServerLane extends CrashLane implements AutoCloseable {
  private static final String NAME = "mortal";
  private static final Set<ErrorCode> NOT_THERE =
      Set.of(
          ErrorCode.NO_SUCH_ENDPOINT,
          ErrorCode.ENDPOINT_NOT_READY,
          ErrorCode.ENDPOINT_STALE,
          ErrorCode.PEER_DIED,
          ErrorCode.CONNECTION_CLOSED,
          ErrorCode.TIMED_OUT);

  private final Map<Long, CrashParty> parties = new ConcurrentHashMap<>();
  private final Queue<Thread> cleaners = new ConcurrentLinkedQueue<>();
  private final Thread client;
  private volatile boolean over;

  CrashServerLane(CrashScene scene, long seed) {
    super(scene, "server", seed);
    client = Thread.ofPlatform().daemon().name("crash client").start(this::beClient);
  }

  @Override
  String endpoint() {
    return NAME;
  }

  /**
   * Cleaners against the starter: one takes the name of who is dead and gives it up, the other
   * removes all that is dead.
   */
  @Override
  void onStart() {
    cleaners.removeIf(thread -> !thread.isAlive());
    cleaners.add(
        Thread.ofPlatform()
            .daemon()
            .start(() -> {
              for (int i = 0; i < 40 && !over; i++) {
                clean(NAME + "-0", i % 2 == 0);
                LockSupport.parkNanos(20_000_000);
              }
            }));
  }

  private void clean(String name, boolean all) {
    try {
      if (all) {
        var ignored = Endpoints.clean(root());
      } else {
        take(name).close();
      }
    } catch (RanvierException e) {
      if (e.code() != ErrorCode.ENDPOINT_IN_USE) {
        scene.witness.wrong("cleaner: " + e);
      }
    }
  }

  private OwnedEndpoint take(String name) {
    return OwnedEndpoint.take(
        root(),
        new EndpointName(name),
        ProtocolFeatures.SUPPORTED,
        MemorySegment.ofArray(new byte[0]));
  }

  private Root root() {
    return Root.openOrCreate(scene.root.path(), FileMode.ownerOnly());
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
  CrashParty survivor(CrashLog dead) {
    Pair.await("the connection", () -> parties.containsKey(dead.connection()));
    return parties.remove(dead.connection());
  }

  @Override
  public void close() {
    over = true;
    Pair.await("the client's end", () -> !client.isAlive());
    Pair.await("the cleaners' end", () -> cleaners.stream().noneMatch(Thread::isAlive));
    for (int i = 0; i < 64; i++) {
      if (Files.exists(scene.root.resolve(NAME + "-" + i))) {
        take(NAME + "-" + i).close();
      }
    }
  }
}
