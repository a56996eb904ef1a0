package io.ranvier.crash;

import io.ranvier.ClientOptions;
import io.ranvier.Connection;
import io.ranvier.Inside;
import io.ranvier.Ranvier;
import io.ranvier.Server;
import io.ranvier.ServerOptions;
import io.ranvier.lane.Claim;
import io.ranvier.lane.FrameBatch;
import io.ranvier.lane.Sender;
import io.ranvier.testing.Pair;
import io.ranvier.testing.Pattern;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A process that gets an error at each crash point between claim and publication in turn, and lives
 * on: {@code <root> <file with the names of all points>}. Only its own classes that send are woven;
 * it receives in the same process, on another thread, which no error meets.
 */
final class CrashErrorChild {
  private static final int INLINE = 300;
  private static final int IN_SLOT = 3_000;
  private static final List<String> WAYS =
      List.of("shared", "slot", "claim", "batch", "exclusive", "exclusive slot", "exclusive batch");

  private final Connection client;
  private final Sender shared;
  private final Sender exclusive;
  private final FrameBatch sharedBatch;
  private final FrameBatch exclusiveBatch;
  private final Claim claim = new Claim();
  private final MemorySegment bytes = Arena.ofAuto().allocate(IN_SLOT, 8);
  private final Set<Integer> begun = new HashSet<>();
  private final Set<Integer> committed = new HashSet<>();
  private final Set<Integer> received = ConcurrentHashMap.newKeySet();
  private int next;
  private int thrown;

  private CrashErrorChild(Connection client) {
    this.client = client;
    this.shared = client.sharedSender();
    this.exclusive = client.exclusiveSender();
    this.sharedBatch = shared.newBatch();
    this.exclusiveBatch = exclusive.newBatch();
  }

  public static void main(String... args) throws Exception {
    List<String> points = Files.readAllLines(Path.of(args[1]));
    CrashErrorChild[] child = {null};
    try (Server server =
        Ranvier.listen("errors", ServerOptions.defaults().withRoot(Path.of(args[0])))
            .onConnection(connection ->
                frame -> {
                  int number = frame.method();
                  Pattern.check(frame.payload(), frame.length(), number);
                  if (!child[0].received.add(number)) {
                    System.out.println("wrong: twice " + number);
                  }
                })
            .onFailure((what, failure) -> System.out.println("wrong " + what + " " + failure))
            .start()) {
      try (Connection client =
          Ranvier.connect(server.name(), ClientOptions.defaults().withRoot(Path.of(args[0])))) {
        child[0] = new CrashErrorChild(client);
        for (int point = 0; point < points.size(); point++) {
          if (isInSending(points.get(point))) {
            child[0].sendAround(point, points.get(point));
          }
        }
        child[0].judge();
      }
    }
    System.exit(0);
  }

  /** From the claim to the publication; an error comes instead of a store, not when it is done. */
  private static boolean isInSending(String point) {
    String place = point.substring(0, point.indexOf('.'));
    return point.endsWith(" before")
        && (place.endsWith("RingWriter")
            || List.of("RingLayout", "FrameLayout", "ShortCopy", "Sender").contains(place));
  }

  private void sendAround(int point, String name) {
    for (String way : WAYS) {
      CrashPoint.throwAt(point);
      try {
        send(way);
      } catch (CrashPoint.Planned e) {
        sharedBatch.clear();
        exclusiveBatch.clear();
        claim.close();
      }
      if (CrashPoint.hasThrown()) {
        thrown++;
        // What follows goes the same way, in the same ring, and arrives.
        int number = next;
        send(way);
        Pair.await(
            "frame behind an error at " + name + ", " + way, () -> received.contains(number));
        awaitSlotsFree(name + ", " + way);
      }
    }
  }

  private void send(String way) {
    int length = way.contains("slot") ? IN_SLOT : INLINE;
    int number = next++;
    Pattern.fill(bytes, length, number);
    begun.add(number);
    Sender out = way.startsWith("exclusive") ? exclusive : shared;
    long status =
        switch (way) {
          case "claim" -> claim(number);
          case "batch" -> batch(sharedBatch, number);
          case "exclusive batch" -> batch(exclusiveBatch, number);
          default -> out.send(number, bytes, 0, length, CrashParty.LONG_NS);
        };
    if (status < 0) {
      throw new AssertionError(way + ": " + status);
    }
    committed.add(number);
  }

  private long claim(int number) {
    long status = shared.claim(IN_SLOT, claim, CrashParty.LONG_NS);
    if (status < 0) {
      return status;
    }
    var buffer = claim.buffer();
    Pattern.fill(buffer.segment().asSlice(buffer.segmentOffset(), IN_SLOT), IN_SLOT, number);
    return claim.publish(number, IN_SLOT, CrashParty.LONG_NS);
  }

  private long batch(FrameBatch batch, int number) {
    if (!batch.add(number, bytes, 0, INLINE)) {
      throw new AssertionError("no room in a batch");
    }
    return batch.publish(CrashParty.LONG_NS);
  }

  private void judge() {
    int marker = next;
    send("shared");
    Pair.await("the last frame", () -> received.contains(marker));
    Pair.await("all frames", () -> received.containsAll(committed));
    received.removeAll(begun);
    awaitSlotsFree("the end");
    System.out.println("not begun " + received);
    System.out.println("thrown " + thrown);
  }

  private void awaitSlotsFree(String when) {
    var pool = Inside.session(client).outbound().pool();
    Pair.await(
        "payload slots free after " + when,
        () -> {
          int ignored = pool.harvest();
          return pool.takenCount() == 0;
        });
  }
}
