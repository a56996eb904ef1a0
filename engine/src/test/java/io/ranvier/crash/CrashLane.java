package io.ranvier.crash;

import io.ranvier.connection.ConnectionEnd;
import io.ranvier.endpoint.Endpoints;
import io.ranvier.error.ErrorCode;
import io.ranvier.testing.ChildJvm;
import io.ranvier.testing.Pair;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Starts victims of one role, one after the other, kills each, and audits what it leaves. */
abstract class CrashLane {
  /** After that any arrival will do: this victim may come there less often than others did. */
  private static final long CHOOSY_NS = TimeUnit.MILLISECONDS.toNanos(1_500);

  /** A point that is reached seldom may not be reached again: the victim is killed all the same. */
  private static final long REACH_NS = TimeUnit.SECONDS.toNanos(3);

  /** Some victims wake by socket alone, the others sleep and wake by futex. */
  private static final String[][] TIERS = {{}, {"--enable-native-access=ALL-UNNAMED"}};

  final CrashScene scene;
  final List<Long> noticedNs = new ArrayList<>();
  private final CrashPlans plans;
  private final Random random;
  private final String role;
  private int kills;
  private int atPoints;

  CrashLane(CrashScene scene, String role, long seed) {
    this.scene = scene;
    this.role = role;
    this.plans = new CrashPlans(scene.weaver, seed);
    this.random = new Random(seed + 1);
  }

  /** The name under which the victim connects or listens. */
  abstract String endpoint();

  /** What the surviving side does while a victim starts. */
  void onStart(Witness witness) {}

  /** Returns the surviving ends of a dead victim's connections that are open or were. */
  abstract CrashParty survivor(CrashLog dead);

  /** Returns what is wrong with what one end got of the other's broadcast. */
  abstract String feed(Witness witness, CrashLog dead, CrashParty survivor);

  /** Waits until the surviving side has read all that the dead victim had committed. */
  void awaitDrained() {}

  /** What the surviving side does when a victim is dead and judged. */
  void onDead() throws Exception {}

  final void run(int count) throws Exception {
    for (int i = 0; i < count; i++) {
      CrashPlans.Plan plan = plans.next();
      try {
        kill(plan, REACH_NS);
      } catch (Throwable t) {
        throw new AssertionError("%s, %s: %s".formatted(role, plan, t), t);
      }
    }
  }

  /** Kills one victim at that arrival at a point, which it must reach. */
  final void killAt(String point, long arrival) throws Exception {
    int before = atPoints;
    kill(plans.at(point, arrival), Pair.LONG_NS);
    if (atPoints == before) {
      throw new AssertionError("not reached: " + point);
    }
  }

  /**
   * Kills one victim.
   *
   * @param reachNs how long to wait for it at the plan's point, the start of its JVM included
   */
  private void kill(CrashPlans.Plan plan, long reachNs) throws Exception {
    Path file = scene.files.resolve(role + "-" + kills++);
    Witness witness = Witness.open(file);
    plans.prepare(plan, witness);
    onStart(witness);
    try (ChildJvm child =
        scene
            .image()
            .victim()
            .flags(TIERS[random.nextInt(TIERS.length)])
            .flags("-Dranvier.crash.witness=" + file)
            .args(role, scene.root.path(), endpoint(), file, random.nextLong())
            .start()) {
      awaitMoment(plan, reachNs, witness, child);
      if (!child.isAlive()) {
        throw new AssertionError("died by itself: " + child.standardError());
      }
      atPoints += witness.stoppedAt() >= 0 ? 1 : 0;
      long killedNs = System.nanoTime();
      child.kill();
      plans.learn(plan, witness);
      if (!child.standardError().isEmpty()) {
        throw new AssertionError(child.standardError());
      }
      audit(witness, killedNs);
    }
    // Whatever step the victim died at, its root can be used.
    var ignored = Endpoints.list(CrashCleaner.groupRoot(file));
    onDead();
    Files.delete(file);
  }

  private void awaitMoment(CrashPlans.Plan plan, long reachNs, Witness witness, ChildJvm child) {
    if (plan.isAtPoint()) {
      awaitStop(witness, child, CHOOSY_NS);
      witness.stopAt(plan.point(), 1);
      awaitStop(witness, child, reachNs - CHOOSY_NS);
    } else {
      Pair.await(
          role + " at work",
          () -> isConnected(witness) || witness.stoppedAt() >= 0 || !child.isAlive());
      awaitStop(witness, child, TimeUnit.MILLISECONDS.toNanos(plan.afterMs()));
    }
  }

  private static boolean isConnected(Witness witness) {
    return witness.logs().stream().anyMatch(log -> !CrashFeed.isLog(log));
  }

  /** Waits until a thread of the victim has stopped, or it is time. */
  private static void awaitStop(Witness witness, ChildJvm child, long timeoutNs) {
    long startNs = System.nanoTime();
    while (witness.stoppedAt() < 0 && child.isAlive() && System.nanoTime() - startNs < timeoutNs) {
      LockSupport.parkNanos(200_000);
    }
  }

  private void audit(Witness witness, long killedNs) {
    awaitDrained();
    String wrong = witness.wrong();
    for (CrashLog dead : witness.logs()) {
      if (CrashFeed.isLog(dead)) {
        continue;
      }
      CrashParty party = survivor(dead);
      if (party == null) {
        wrong += "nobody has connection " + dead.connection();
        continue;
      }
      Pair.await("the end of " + party.connection, () -> party.connection.end().isPresent());
      party.join();
      ConnectionEnd end = party.connection.end().orElseThrow();
      if (end.code() == ErrorCode.PEER_DIED && party.endedNs() > killedNs) {
        noticedNs.add(party.endedNs() - killedNs);
      } else if (end.code() == ErrorCode.PROTOCOL_ERROR) {
        wrong += end;
      }
      wrong += feed(witness, dead, party);
      String difference = CrashAudit.compare(dead, party.log, end.code() == ErrorCode.PEER_DIED);
      wrong += difference.isEmpty() ? "" : "%s: %s%n".formatted(end, difference);
      party.connection.close();
    }
    wrong += scene.witness.wrong();
    if (!wrong.isEmpty()) {
      throw new AssertionError(wrong);
    }
  }

  final CrashPlans plans() {
    return plans;
  }

  @Override
  public String toString() {
    return "%s: kills=%d, atPoints=%d, %s".formatted(role, kills, atPoints, plans);
  }
}
