package io.ranvier.endpoint;

import io.ranvier.error.ErrorCode;
import io.ranvier.error.RanvierException;
import io.ranvier.memory.FileErrors;
import io.ranvier.memory.FileMode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * What {@link EndpointProcessTest} runs in other JVMs: {@code <command> <root> [argument]}; answers
 * are lines that start with {@code taken}, {@code found}, {@code locked}, {@code refused} ...
 */
final class EndpointChild {
  private static final BufferedReader COMMANDS =
      new BufferedReader(new InputStreamReader(System.in));

  private EndpointChild() {}

  public static void main(String[] args) throws IOException {
    Path path = Path.of(args[1]);
    try {
      switch (args[0]) {
        case "take" -> take(Root.openOrCreate(path, FileMode.ownerOnly()));
        case "race" -> race(path);
        case "cycle" -> cycle(path, Integer.parseInt(args[2]));
        case "hold" -> hold(Root.openOrCreate(path, FileMode.ownerOnly()));
        case "full" -> full(Root.openOrCreate(path, FileMode.ownerOnly()));
        case "find" -> find(Root.openExisting(path, FileMode.ownerOnly()));
        case "findAsGroup" -> find(Root.openExisting(path, FileMode.group(args[2])));
        default -> throw new IllegalArgumentException(args[0]);
      }
    } catch (RanvierException e) {
      System.out.println("refused " + e.code() + " " + e.getMessage());
    }
  }

  private static void take(Root root) throws IOException {
    try (OwnedEndpoint owned = takeIn(root)) {
      System.out.println("taken " + owned.epoch());
      COMMANDS.readLine();
    }
    System.out.println("closed");
  }

  private static void race(Path path) throws IOException {
    System.out.println("ready");
    COMMANDS.readLine();
    take(Root.openOrCreate(path, FileMode.ownerOnly()));
  }

  /** Takes and closes over and over, against others who do the same. */
  private static void cycle(Path path, int rounds) throws IOException {
    System.out.println("ready");
    COMMANDS.readLine();
    Root root = Root.openOrCreate(path, FileMode.ownerOnly());
    int taken = 0;
    while (taken < rounds) {
      try (OwnedEndpoint owned = takeIn(root)) {
        requireMine(owned, FoundEndpoint.find(root, owned.name()));
        taken++;
      } catch (RanvierException e) {
        if (e.code() != ErrorCode.ENDPOINT_IN_USE) {
          throw e;
        }
      }
    }
    System.out.println("cycled " + taken);
  }

  private static void requireMine(OwnedEndpoint owned, FoundEndpoint found) throws IOException {
    if (!owned.identity().equals(found.identity())) {
      throw new AssertionError("found " + found.identity() + ", own " + owned.identity());
    }
    try (SocketChannel mine = found.connect(TimeUnit.SECONDS.toNanos(20));
        SocketChannel theirs = owned.serverSocket().accept()) {
      if (!mine.isConnected() || !theirs.isConnected() || !owned.stillOwned()) {
        throw new AssertionError("lost while owned: " + owned.lossReason());
      }
    }
  }

  private static void hold(Root root) throws IOException {
    root.locked(() -> {
      System.out.println("locked");
      COMMANDS.readLine();
      return null;
    });
  }

  private static void full(Root root) throws IOException {
    Path ballast = root.path().resolve("ballast");
    Files.write(ballast, new byte[(int) FileErrors.availableBytes(ballast)]);
    try (OwnedEndpoint owned = takeIn(root)) {
      System.out.println("taken " + owned.epoch());
    } catch (RanvierException e) {
      System.out.println("refused " + e.code() + " " + e.getMessage());
    }
    try (Stream<Path> left = Files.list(root.path())) {
      System.out.println("left " + left.map(Path::getFileName).sorted().toList());
    }
    Files.delete(ballast);
    takeIn(root).close();
    System.out.println("works again");
  }

  private static void find(Root root) {
    FoundEndpoint found = FoundEndpoint.find(root, EndpointFixture.NAME);
    System.out.println("found " + found.identity());
    try (SocketChannel channel = found.connect(TimeUnit.SECONDS.toNanos(20))) {
      System.out.println("connected " + channel.isConnected());
    } catch (IOException e) {
      throw FileErrors.failure("cannot close", found.files().socket(), e);
    }
  }

  private static OwnedEndpoint takeIn(Root root) {
    return OwnedEndpoint.take(root, EndpointFixture.NAME, 0, EndpointFixture.NO_SETTINGS);
  }
}
