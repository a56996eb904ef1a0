package io.ranvier.endpoint;

import static io.ranvier.endpoint.Failures.assertFails;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.ranvier.error.ErrorCode;
import io.ranvier.memory.FileMode;
import io.ranvier.testing.TestRoot;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RootTest {
  private static final FileMode OWNER = FileMode.ownerOnly();

  private final TestRoot parent = TestRoot.create();
  private final Path path = parent.resolve("root");

  @AfterEach
  void removeParent() {
    parent.close();
  }

  @Test
  @DisplayName("L1 a missing root is made with mode 0700")
  void makesAMissingRoot() throws IOException {
    assertEquals(path, Root.openOrCreate(path, OWNER).path());
    assertEquals("rwx------", mode());
    assertEquals(CurrentUser.uid(), Root.openOrCreate(path, OWNER).ownerUid());
  }

  @Test
  void clientsMakeNothing() {
    assertFails(ErrorCode.NO_SUCH_ENDPOINT, () -> Root.openExisting(path, OWNER), path.toString());
    assertFalse(Files.exists(path));
  }

  @Test
  @DisplayName("L1 a root that others can enter is refused")
  void refusesAWrongMode() throws IOException {
    Root.openOrCreate(path, OWNER);
    for (String wrong : List.of("rwxr-x---", "rwxrwxrwx", "rwx--x--x", "r-x------")) {
      Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(wrong));
      for (var open :
          List.<Runnable>of(
              () -> Root.openOrCreate(path, OWNER), () -> Root.openExisting(path, OWNER))) {
        assertFails(
            ErrorCode.UNSAFE_DIRECTORY,
            open::run,
            "path=" + path,
            "mode=" + wrong,
            "expected=rwx------",
            "chmod 0700");
      }
    }
  }

  @Test
  @DisplayName("L1 a root that is a symbolic link is refused")
  void refusesASymbolicLink() throws IOException {
    Path target = Files.createDirectory(parent.resolve("target"));
    Files.setPosixFilePermissions(target, PosixFilePermissions.fromString("rwx------"));
    Files.createSymbolicLink(path, target);
    assertFails(ErrorCode.UNSAFE_DIRECTORY, () -> Root.openOrCreate(path, OWNER), "symbolic link");
    assertFails(ErrorCode.UNSAFE_DIRECTORY, () -> Root.openExisting(path, OWNER), "symbolic link");
    Files.delete(target);
    assertFails(ErrorCode.UNSAFE_DIRECTORY, () -> Root.openOrCreate(path, OWNER), "symbolic link");
  }

  @Test
  void refusesWhatIsNoDirectory() throws IOException {
    Files.writeString(path, "file");
    assertFails(ErrorCode.UNSAFE_DIRECTORY, () -> Root.openOrCreate(path, OWNER), "directory");
  }

  @Test
  @DisplayName("L1 a root of another user is refused")
  void refusesAnotherOwner() throws IOException {
    assumeTrue(CurrentUser.uid() == 0, "only root can give a directory away");
    Root.openOrCreate(path, OWNER);
    Files.setAttribute(path, "unix:uid", 65534);
    String fault = "ownerUid=65534, expectedUid=0";
    assertFails(ErrorCode.UNSAFE_DIRECTORY, () -> Root.openOrCreate(path, OWNER), fault);
    assertFails(ErrorCode.UNSAFE_DIRECTORY, () -> Root.openExisting(path, OWNER), fault);
  }

  @Test
  @DisplayName("L1 a root whose maker died before it set group access is finished by the next")
  void finishesARootInMaking() throws IOException {
    Files.createDirectory(path, FileMode.privateDirectory());
    FileMode group = FileMode.group(ownGroup());
    assertFails(ErrorCode.UNSAFE_DIRECTORY, () -> Root.openExisting(path, group), "0750");
    assertEquals(path, Root.openOrCreate(path, group).path());
    assertEquals("rwxr-x---", mode());
  }

  @Test
  void namesAGroupThatThereIsNot() {
    FileMode unknown = FileMode.group("no-such-group");
    assertFails(
        ErrorCode.INVALID_ARGUMENT,
        () -> Root.openOrCreate(path, unknown),
        "path=" + path,
        "group=no-such-group",
        "no such group");
  }

  @Test
  @DisplayName("L13 a root in use is not opened to a group because somebody asks for it")
  void keepsARootInUsePrivate() throws IOException {
    Root.openOrCreate(path, OWNER);
    Files.createDirectory(path.resolve("endpoint"));
    FileMode group = FileMode.group(ownGroup());
    assertFails(ErrorCode.UNSAFE_DIRECTORY, () -> Root.openOrCreate(path, group), "0750");
    assertEquals("rwx------", mode());
  }

  @Test
  @DisplayName("L13 group access is 0750 and only when asked for")
  void groupAccessIsOptIn() throws IOException {
    FileMode group = FileMode.group(ownGroup());
    Root.openOrCreate(path, group);
    assertEquals("rwxr-x---", mode());
    Root.openExisting(path, group);
    assertFails(ErrorCode.UNSAFE_DIRECTORY, () -> Root.openExisting(path, OWNER), "rwxr-x---");
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwx------"));
    assertFails(ErrorCode.UNSAFE_DIRECTORY, () -> Root.openExisting(path, group), "0750");
  }

  @Test
  void defaultFollowsTheEnvironmentThenTheUser() {
    assertEquals(Path.of("/some/where"), Root.defaultPath(Map.of("RANVIER_DIR", "/some/where")));
    Path unset = Root.defaultPath(Map.of());
    assertEquals("ranvier-" + CurrentUser.uid(), unset.getFileName().toString());
    assertEquals(unset, Root.defaultPath(Map.of("RANVIER_DIR", " ")));
    if (Files.isDirectory(Path.of("/dev/shm"))) {
      assertEquals(Path.of("/dev/shm"), unset.getParent());
    }
  }

  @Test
  void threadsHoldTheLockOneAfterTheOther() throws InterruptedException {
    Root root = Root.openOrCreate(path, OWNER);
    AtomicInteger inside = new AtomicInteger();
    AtomicInteger rounds = new AtomicInteger();
    AtomicInteger meetings = new AtomicInteger();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      threads.add(Thread.ofPlatform().start(() -> enterOften(root, inside, rounds, meetings)));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertEquals(0, meetings.get());
    assertEquals(4 * 50, rounds.get());
  }

  @Test
  void lockIsWaitedForNoLongerThanAsked() throws Exception {
    Root root = Root.openOrCreate(path, OWNER).withLockWait(TimeUnit.MILLISECONDS.toNanos(20));
    CountDownLatch entered = new CountDownLatch(1);
    CountDownLatch leave = new CountDownLatch(1);
    Thread holder =
        Thread.ofPlatform()
            .start(() -> {
              try {
                root.locked(() -> {
                  entered.countDown();
                  awaitUnchecked(leave);
                  return null;
                });
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
    entered.await();
    assertFails(
        ErrorCode.TIMED_OUT, () -> root.locked(() -> "never"), "waitedMs=20", "another thread");
    leave.countDown();
    holder.join();
    assertEquals("again", root.locked(() -> "again"));
  }

  @Test
  void lockSurvivesTheRemovalOfItsFile() throws IOException {
    Root root = Root.openOrCreate(path, OWNER);
    root.locked(() -> null);
    Files.delete(path.resolve(".lock"));
    assertEquals("fine", root.locked(() -> "fine"));
    assertTrue(Files.exists(path.resolve(".lock")));
  }

  private static void enterOften(
      Root root, AtomicInteger inside, AtomicInteger rounds, AtomicInteger meetings) {
    for (int round = 0; round < 50; round++) {
      try {
        root.locked(() -> {
          if (inside.incrementAndGet() != 1) {
            meetings.incrementAndGet();
          }
          inside.decrementAndGet();
          return rounds.incrementAndGet();
        });
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private static void awaitUnchecked(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private String mode() throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  private String ownGroup() throws IOException {
    return Files.readAttributes(parent.path(), "posix:group").get("group").toString();
  }
}
