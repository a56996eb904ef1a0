package io.ranvier.crash;

import io.ranvier.Ranvier;
import io.ranvier.Server;
import io.ranvier.ServerOptions;
import io.ranvier.crash.CrashLog.Word;
import io.ranvier.testing.ChildJvm;
import io.ranvier.testing.Pair;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Kills clients of a server in this process; another client lives and must not miss a beat. */
final class CrashClientLane extends CrashLane implements AutoCloseable {
  private static final String NAME = "survivor";
  private static final Duration DEADLINE = Duration.ofSeconds(60);
  private final Map<Long, CrashParty> parties = new ConcurrentHashMap<>();
  private final Server server;
  private final CrashLog feedLog = CrashLog.ofThisProcess();
  private final CrashFeed feed;
  private final ChildJvm steadyClient;
  private final CrashParty steady;
  private final Path steadyFile;

  CrashClientLane(CrashScene scene, long seed) {
    super(scene, "client", seed);
    server =
        Ranvier.listen(
                NAME,
                ServerOptions.defaults()
                    .withRoot(scene.root.path())
                    .withConnection(CrashParty.OPTIONS))
            .onConnection(connection -> {
              CrashLog log = CrashLog.ofThisProcess();
              CrashParty party = CrashParty.start(connection, true, log, scene.witness);
              parties.put(connection.id(), party);
              return party;
            })
            .onFailure((what, failure) -> scene.witness.wrong(what + ": " + failure))
            .start();
    feed = new CrashFeed(server, feedLog, scene.witness);
    steadyFile = scene.files.resolve("steady");
    steadyClient =
        ChildJvm.of(CrashVictim.class)
            .flags("-XX:TieredStopAtLevel=1", "-Xmx64m")
            .args("steady", scene.root.path(), NAME, steadyFile, seed)
            .start();
    long id = Long.parseLong(steadyClient.awaitLine("steady", DEADLINE));
    Pair.await("the steady client", () -> parties.containsKey(id));
    steady = parties.get(id);
  }

  @Override
  String endpoint() {
    return NAME;
  }

  @Override
  String feed(Witness witness, CrashLog dead, CrashParty survivor) {
    return CrashAudit.feed(feedLog, dead, false);
  }

  @Override
  CrashParty survivor(CrashLog dead) {
    Pair.await("the connection", () -> parties.containsKey(dead.connection()));
    return parties.remove(dead.connection());
  }

  /** A server closes what it has read to its end. */
  @Override
  void awaitDrained() {
    Pair.await("the dead client forgotten", () -> server.connectionCount() == 1);
  }

  @Override
  void onDead() {
    parties.values().removeIf(party -> party != steady && party.connection.end().isPresent());
    long calls = steady.log.get(CrashStreams.SHARED_CALLS, Word.RECEIVED);
    Pair.await(
        "the steady client's next call",
        () -> steady.log.get(CrashStreams.SHARED_CALLS, Word.RECEIVED) > calls);
    CrashLog steadyLog = Witness.open(steadyFile).logs().getFirst();
    long sent = feedLog.get(CrashStreams.FEED, Word.BEGUN);
    Pair.await(
        "the steady client's next item",
        () -> steadyLog.get(CrashStreams.FEED, Word.RECEIVED) > sent);
  }

  @Override
  public void close() {
    try (steadyClient) {
      steady.stop();
      steadyClient.send("");
      String wrong = steadyClient.awaitLine("wrong", DEADLINE);
      steady.join();
      CrashLog log = Witness.open(steadyFile).logs().getFirst();
      wrong += CrashAudit.compare(log, steady.log, false);
      wrong += CrashAudit.feed(feedLog, log, false);
      if (!wrong.isEmpty()) {
        throw new AssertionError("steady: " + wrong);
      }
      System.out.println(
          "CrashSoakTest steady client calls="
              + steady.log.get(CrashStreams.SHARED_CALLS, Word.RECEIVED));
    } finally {
      feed.stop();
      server.close();
    }
  }
}
