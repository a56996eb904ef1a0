package io.ranvier.crash;

import io.ranvier.ClientOptions;
import io.ranvier.Connection;
import io.ranvier.Ranvier;
import io.ranvier.Server;
import io.ranvier.ServerOptions;
import io.ranvier.endpoint.Endpoints;
import io.ranvier.error.ErrorCode;
import io.ranvier.error.RanvierException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;

/**
 * A process to be killed: {@code client|server|steady|idle|trainee <root> <name> <witness> <seed>}.
 *
 * <p>A client connects, works, closes and connects again; a server listens under {@code name-0},
 * works, closes and listens under {@code name-1}; a steady client works until a line comes; an idle
 * one does nothing; a trainee is both server and client for a moment, and ends.
 */
final class CrashVictim {
  private final Path root;
  private final String name;
  private final Path file;
  private final Witness witness;
  private final SplittableRandom random;
  private volatile boolean closing;

  private CrashVictim(Path root, String name, Path file, long seed) {
    this.root = root;
    this.name = name;
    this.file = file;
    this.witness = Witness.open(file);
    this.random = new SplittableRandom(seed);
  }

  public static void main(String... args) throws Exception {
    CrashVictim victim =
        new CrashVictim(Path.of(args[1]), args[2], Path.of(args[3]), Long.parseLong(args[4]));
    try {
      switch (args[0]) {
        case "client" -> victim.live(victim::beClient);
        case "server" -> victim.live(victim::beServer);
        case "idle" -> victim.live(victim::beIdle);
        case "trainee" -> victim.beTrainee();
        default -> victim.beSteady();
      }
    } catch (Throwable t) {
      StackTraceElement[] trace = t.getStackTrace();
      victim.witness.wrong(t + (trace.length == 0 ? "" : " at " + List.of(trace)));
      throw t;
    }
  }

  /** Lives until it is killed, or its parent is gone. */
  private void live(Runnable role) throws IOException {
    Thread.ofPlatform()
        .daemon()
        .start(() -> {
          try {
            role.run();
          } catch (Throwable t) {
            witness.wrong(t + " at " + List.of(t.getStackTrace()));
          }
        });
    while (System.in.read() >= 0) {
      // Nothing is said to a victim.
    }
    Runtime.getRuntime().halt(1);
  }

  private void beClient() {
    boolean room = true;
    while (room) {
      try (Connection connection = connect()) {
        room = work(connection);
      }
    }
    rest();
  }

  private Connection connect() {
    return Ranvier.connect(name, clientOptions());
  }

  private ClientOptions clientOptions() {
    return ClientOptions.defaults().withRoot(root).withConnection(CrashParty.OPTIONS);
  }

  private boolean work(Connection connection) {
    CrashLog log = witness.newLog(connection.id());
    if (log == null) {
      return false;
    }
    CrashParty party = CrashParty.start(connection, false, log, witness);
    party.poll();
    pause();
    if (random.nextInt(3) == 0) {
      // Under the threads that are at work.
      log.closesAtWork();
      connection.close();
      party.join();
    } else {
      party.stop();
      party.joinSenders();
    }
    return true;
  }

  /** Cleans up first, now and then: a cleaner dies, too. */
  private void beServer() {
    if (random.nextBoolean()) {
      var ignored = Endpoints.clean(CrashCleaner.root(root));
    }
    if (random.nextInt(4) == 0) {
      var ignored = Endpoints.clean(CrashCleaner.groupRoot(file));
    }
    boolean room = true;
    for (long i = 0; room; i++) {
      List<CrashParty> parties = new CopyOnWriteArrayList<>();
      try (Server server = listen(i, parties)) {
        room = serve(i, server, parties);
      }
      parties.forEach(CrashParty::join);
    }
    rest();
  }

  private boolean serve(long ordinal, Server server, List<CrashParty> parties) {
    CrashLog log = witness.newLog(ordinal << 32 | CrashFeed.LOG);
    if (log == null) {
      return false;
    }
    CrashFeed feed = new CrashFeed(server, log, witness);
    closing = false;
    pause();
    pause();
    if (server.epoch() == 0) {
      throw new AssertionError("no epoch");
    }
    closing = true;
    if (random.nextInt(3) == 0) {
      // Under the threads that are at work.
      parties.forEach(party -> party.log.closesAtWork());
      server.close();
      feed.join();
    } else {
      feed.stop();
      parties.forEach(CrashParty::stop);
      parties.forEach(CrashParty::joinSenders);
    }
    return true;
  }

  private Server listen(long ordinal, List<CrashParty> parties) {
    while (true) {
      try {
        return Ranvier.listen(
                name + "-" + ordinal,
                ServerOptions.defaults().withRoot(root).withConnection(CrashParty.OPTIONS))
            .onConnection(connection -> {
              CrashLog log = witness.newLog(ordinal << 32 | connection.id());
              if (log == null) {
                return frame -> {};
              }
              CrashParty party = CrashParty.start(connection, true, log, witness);
              parties.add(party);
              if (closing) {
                // Comes too late to be told to stop.
                log.closesAtWork();
              }
              return party;
            })
            .onFailure((what, failure) -> witness.wrong("server " + what + " " + failure))
            .start();
      } catch (RanvierException e) {
        // Somebody cleans up at this moment.
        if (e.code() != ErrorCode.ENDPOINT_IN_USE) {
          throw e;
        }
      }
    }
  }

  private void beIdle() {
    try (Connection connection = connect()) {
      System.out.println("idle " + connection.id());
      rest();
    }
  }

  private void beSteady() throws IOException {
    try (Connection connection = connect()) {
      CrashParty party =
          CrashParty.start(connection, false, witness.newLog(connection.id()), witness);
      party.poll();
      System.out.println("steady " + connection.id());
      int ignored = System.in.read();
      party.stop();
      party.joinSenders();
    }
    System.out.println("wrong " + witness.wrong());
  }

  private void beTrainee() {
    List<CrashParty> parties = new CopyOnWriteArrayList<>();
    CrashLog log = CrashLog.ofThisProcess();
    try (Server server = listen(0, parties);
        Connection connection = Ranvier.connect(server.name(), clientOptions())) {
      CrashFeed feed = new CrashFeed(server, log, witness);
      boolean ignored = work(connection);
      feed.stop();
      parties.forEach(CrashParty::stop);
      parties.forEach(CrashParty::joinSenders);
    }
  }

  private void pause() {
    long ns = 1_000_000L * (5 + random.nextInt(random.nextBoolean() ? 20 : 200));
    long startNs = System.nanoTime();
    while (System.nanoTime() - startNs < ns) {
      LockSupport.parkNanos(ns);
    }
  }

  private static void rest() {
    while (true) {
      LockSupport.park();
    }
  }
}
