package io.ranvier.crash;

import io.ranvier.endpoint.EndpointName;
import io.ranvier.endpoint.Endpoints;
import io.ranvier.endpoint.OwnedEndpoint;
import io.ranvier.endpoint.Root;
import io.ranvier.error.ErrorCode;
import io.ranvier.error.RanvierException;
import io.ranvier.memory.FileMode;
import io.ranvier.session.ProtocolFeatures;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;

/**
 * Cleans up what dead servers left, against a server that starts: by turns it removes all that is
 * dead, as the command line does, and takes the name and gives it up.
 */
final class CrashCleaner {
  private static final int ROUNDS = 20;

  private final CrashScene scene;
  private final String name;
  private volatile boolean over;

  CrashCleaner(CrashScene scene, String name) {
    this.scene = scene;
    this.name = name;
  }

  /**
   * Begins to clean at once, or when the victim does its first step; or leaves it to the victim.
   */
  Thread start(Witness starter) {
    int way = ThreadLocalRandom.current().nextInt(3);
    return Thread.ofPlatform()
        .daemon()
        .name("cleaner")
        .start(() -> {
          while (way != 0 && !over && !starter.hasArrivals()) {
            LockSupport.parkNanos(50_000);
          }
          for (int i = 0; way != 1 && i < ROUNDS && !over; i++) {
            clean(i % 2 == 0);
            LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(3_000_000));
          }
        });
  }

  private void clean(boolean all) {
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

  /** Takes a name whose server is dead. */
  OwnedEndpoint take(String dead) {
    return OwnedEndpoint.take(
        root(),
        new EndpointName(dead),
        ProtocolFeatures.SUPPORTED,
        MemorySegment.ofArray(new byte[0]));
  }

  private Root root() {
    return root(scene.root.path());
  }

  static Root root(Path path) {
    return Root.openOrCreate(path, FileMode.ownerOnly());
  }

  /** Opens a root of its own for a victim, with access for the user's group. */
  static Root groupRoot(Path witness) {
    try {
      String group = Files.readAttributes(witness, PosixFileAttributes.class).group().getName();
      return Root.openOrCreate(
          witness.resolveSibling(witness.getFileName() + "-root"), FileMode.group(group));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void stop() {
    over = true;
  }
}
