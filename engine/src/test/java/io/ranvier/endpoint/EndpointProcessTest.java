package io.ranvier.endpoint;

import static io.ranvier.endpoint.Failures.assertFails;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.ranvier.error.ErrorCode;
import io.ranvier.testing.ChildJvm;
import io.ranvier.testing.SmallTmpfs;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class EndpointProcessTest {
  private static final Duration DEADLINE = Duration.ofSeconds(60);
  private static final int RACERS = 4;

  private final EndpointFixture fixture = new EndpointFixture();
  private final List<ChildJvm> children = new ArrayList<>();

  @AfterEach
  void endChildren() {
    children.forEach(ChildJvm::close);
    fixture.close();
  }

  @Test
  @DisplayName("L6 a killed server is stale to clients, and its name is taken over")
  void takesOverFromAKilledServer() throws IOException {
    ChildJvm server = start("take");
    assertEquals("1", server.awaitLine("taken ", DEADLINE));
    FoundEndpoint found = fixture.find();
    assertEquals(server.pid(), found.identity().pid());
    found.connect(TimeUnit.SECONDS.toNanos(20)).close();
    server.kill();
    assertFails(
        ErrorCode.ENDPOINT_STALE,
        () -> found.connect(TimeUnit.SECONDS.toNanos(20)),
        "pid=" + server.pid());
    Files.writeString(fixture.files.region(5), "leftover");
    try (OwnedEndpoint owned = fixture.take()) {
      assertEquals(2, owned.epoch());
      assertEquals(List.of("control", "life", "socket"), fixture.names());
    }
    assertEquals(List.of(), fixture.names());
  }

  @Test
  @DisplayName("L1 a name owned by another process is refused, naming its pid")
  void refusesANameOfAnotherProcess() {
    ChildJvm server = start("take");
    server.awaitLine("taken ", DEADLINE);
    assertFails(ErrorCode.ENDPOINT_IN_USE, fixture::take, "name=echo", "pid=" + server.pid());
    server.send("close");
    server.awaitLine("closed", DEADLINE);
    assertEquals(0, server.awaitExit(DEADLINE));
    assertEquals("", server.standardError(), "no flag is needed and nothing warns");
    fixture.take().close();
  }

  @Test
  @DisplayName("L3 a stopped server keeps its name")
  void stoppedServersAreNotDead() {
    ChildJvm server = start("take");
    server.awaitLine("taken ", DEADLINE);
    server.signal("STOP");
    assertFails(ErrorCode.ENDPOINT_IN_USE, fixture::take, "pid=" + server.pid());
    server.signal("CONT");
    server.send("close");
    server.awaitLine("closed", DEADLINE);
  }

  @Test
  @DisplayName("L1 of several starters that race for a dead server's name exactly one wins")
  void exactlyOneRacerWins() {
    ChildJvm dead = start("take");
    dead.awaitLine("taken ", DEADLINE);
    dead.kill();
    List<ChildJvm> racers = new ArrayList<>();
    for (int i = 0; i < RACERS; i++) {
      racers.add(start("race"));
    }
    racers.forEach(racer -> racer.awaitLine("ready", DEADLINE));
    racers.forEach(racer -> racer.send("go"));
    List<ChildJvm> winners = new ArrayList<>();
    List<String> refusals = new ArrayList<>();
    for (ChildJvm racer : racers) {
      String answer = racer.awaitLine("", DEADLINE);
      if (answer.equals("taken 2")) {
        winners.add(racer);
      } else {
        refusals.add(answer);
      }
    }
    assertEquals(1, winners.size(), refusals.toString());
    for (String refusal : refusals) {
      assertTrue(refusal.startsWith("refused ENDPOINT_IN_USE"), refusal);
      assertTrue(refusal.contains("pid=" + winners.getFirst().pid()), refusal);
    }
  }

  @Test
  @DisplayName("L1 processes that take and remove the same name all the time never harm each other")
  void startersAndCleanersNeverHarmEachOther() throws IOException {
    List<ChildJvm> cyclers = new ArrayList<>();
    for (int i = 0; i < RACERS; i++) {
      cyclers.add(start("cycle", 25));
    }
    cyclers.forEach(cycler -> cycler.awaitLine("ready", DEADLINE));
    cyclers.forEach(cycler -> cycler.send("go"));
    for (ChildJvm cycler : cyclers) {
      assertEquals("25", cycler.awaitLine("cycled ", DEADLINE));
      assertEquals(0, cycler.awaitExit(DEADLINE));
    }
    assertEquals(List.of(), fixture.names());
  }

  @Test
  @DisplayName("L1 neither interrupts during take nor a second take drop the life lock")
  void locksSurviveInterruptsAndSecondAttempts() {
    OwnedEndpoint owned = takeWhileInterrupted();
    ChildJvm other = start("take");
    String refusal = other.awaitLine("refused ENDPOINT_IN_USE", DEADLINE);
    assertTrue(refusal.contains("pid=" + ProcessHandle.current().pid()), refusal);
    assertEquals(0, other.awaitExit(DEADLINE));
    Thread.currentThread().interrupt();
    owned.close();
    assertTrue(Thread.interrupted(), "the interrupt was lost");
    assertEquals("1", start("take").awaitLine("taken ", DEADLINE));
  }

  @Test
  @DisplayName("L1 a lock of another class loader's engine in this process is never dropped")
  void locksOfOtherClassLoadersSurvive() throws IOException {
    Files.createDirectory(fixture.files.directory());
    Set<OpenOption> options =
        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE);
    // As the same classes loaded twice would: they share no registry, only the process.
    try (FileChannel foreign = FileChannel.open(fixture.files.life(), options)) {
      foreign.lock();
      for (int attempt = 0; attempt < 3; attempt++) {
        assertFails(ErrorCode.ENDPOINT_IN_USE, fixture::take);
      }
      start("take").awaitLine("refused ENDPOINT_IN_USE", DEADLINE);
    }
    fixture.take().close();
  }

  @Test
  @DisplayName("L5 a root locked by another process is waited for with a deadline")
  void rootLockedByAnotherProcess() throws IOException {
    ChildJvm holder = start("hold");
    holder.awaitLine("locked", DEADLINE);
    Root impatient = fixture.root.withLockWait(TimeUnit.MILLISECONDS.toNanos(50));
    assertFails(
        ErrorCode.TIMED_OUT,
        () -> OwnedEndpoint.take(impatient, EndpointFixture.NAME, 0, EndpointFixture.NO_SETTINGS),
        "another process",
        "waitedMs=50");
    assertEquals(List.of(), fixture.names());
    holder.kill();
    fixture.take().close();
  }

  @Test
  @DisplayName("L10 a name on a full tmpfs is NO_SPACE and nothing of it stays")
  void fullTmpfs() {
    String missing = SmallTmpfs.missing(fixture.root.path());
    assumeTrue(missing.isEmpty(), missing);
    ChildJvm child =
        started(
            ChildJvm.of(EndpointChild.class)
                .prefix(SmallTmpfs.prefix(fixture.root.path(), 64))
                .args("full", fixture.root.path()));
    String message = child.awaitLine("refused NO_SPACE ", DEADLINE);
    assertTrue(message.contains("availableBytes=0"), message);
    assertTrue(message.contains(fixture.files.directory().toString()), message);
    assertEquals("[.lock, ballast]", child.awaitLine("left ", DEADLINE));
    child.awaitLine("works again", DEADLINE);
    assertEquals(0, child.awaitExit(DEADLINE));
  }

  private OwnedEndpoint takeWhileInterrupted() {
    Thread taker = Thread.currentThread();
    AtomicBoolean enough = new AtomicBoolean();
    Thread pest =
        Thread.ofPlatform()
            .start(() -> {
              while (!enough.get()) {
                taker.interrupt();
                Thread.onSpinWait();
              }
            });
    try {
      OwnedEndpoint owned = fixture.take();
      assertFails(ErrorCode.ENDPOINT_IN_USE, fixture::take);
      return owned;
    } finally {
      enough.set(true);
      while (pest.isAlive()) {
        Thread.onSpinWait();
      }
      Thread.interrupted();
    }
  }

  private ChildJvm start(String command, Object... arguments) {
    return started(
        ChildJvm.of(EndpointChild.class).args(command, fixture.root.path()).args(arguments));
  }

  private ChildJvm started(ChildJvm.Builder builder) {
    ChildJvm child = builder.start();
    children.add(child);
    return child;
  }
}
