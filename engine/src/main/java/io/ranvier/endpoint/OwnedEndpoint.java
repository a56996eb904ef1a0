package io.ranvier.endpoint;

import io.ranvier.error.RanvierException;
import io.ranvier.memory.EngineThread;
import io.ranvier.memory.FileErrors;
import io.ranvier.memory.FileIdentity;
import io.ranvier.memory.FileState;
import io.ranvier.memory.MappedFile;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Owns an endpoint: its name, its files, its socket and the lock that says its server lives.
 *
 * <p>Any thread may call. Taking and closing wait for the root's lock and do file work; an
 * interrupt of the caller neither stops them nor drops a lock.
 */
public final class OwnedEndpoint implements AutoCloseable {
  private final Root root;
  private final EndpointName name;
  private final EndpointIdentity identity;
  private final Holdings holdings;
  private final MemorySegment counters;
  private final AtomicBoolean closed = new AtomicBoolean();

  OwnedEndpoint(Root root, EndpointName name, EndpointIdentity identity, Holdings holdings) {
    this.root = root;
    this.name = name;
    this.identity = identity;
    this.holdings = holdings;
    this.counters = ControlLayout.counters(holdings.control().segment());
  }

  /**
   * What an owner holds. The identities are those of the published names; as long as their files
   * are held open here no other file can get their inode numbers.
   */
  record Holdings(
      EndpointFiles files,
      LifeLock life,
      MappedFile control,
      ServerSocketChannel socket,
      List<FileIdentity> identities) {}

  /**
   * Takes a name: makes its directory, or takes over what a dead server left, and publishes it when
   * all is complete. From then on clients may connect to {@link #serverSocket()}.
   *
   * @param features what this server can do, one bit each
   * @param settings what clients may read before they connect, at most {@link
   *     ControlLayout#maxSettingsBytes()}; copied
   * @throws RanvierException ENDPOINT_IN_USE if a living server has the name, TIMED_OUT if the root
   *     stays locked, UNSAFE_DIRECTORY, NO_SPACE, ACCESS_DENIED, INVALID_ARGUMENT, IO_FAILURE
   */
  public static OwnedEndpoint take(
      Root root, EndpointName name, long features, MemorySegment settings) {
    Takeover takeover = new Takeover(root, name, features, settings);
    try {
      return root.locked(takeover::run);
    } catch (IOException e) {
      throw FileErrors.failure("cannot take endpoint " + name, takeover.directory(), e);
    }
  }

  /** Returns the name under which clients find this endpoint. */
  public EndpointName name() {
    return name;
  }

  /** Returns the root this endpoint is in. */
  public Root root() {
    return root;
  }

  /** Returns the directory of the endpoint's files. */
  public Path directory() {
    return holdings.files().directory();
  }

  /** Returns what the control file says about this server. */
  public EndpointIdentity identity() {
    return identity;
  }

  /** Returns how often the name was taken over, counted from 1. */
  public long epoch() {
    return identity.epoch();
  }

  /** Returns the bound socket, in blocking mode at first; closed with this endpoint. */
  public ServerSocketChannel serverSocket() {
    return holdings.socket();
  }

  /** Returns the area of the server's own counters, which anybody with access may read. */
  public MemorySegment counters() {
    return counters;
  }

  /** Returns where the region of a connection belongs. */
  public Path regionPath(long connectionId) {
    return holdings.files().region(connectionId);
  }

  /** Returns where all its files belong. */
  public EndpointFiles files() {
    return holdings.files();
  }

  /**
   * Tells whether the name is still this server's. Its files can be removed under it (by a clean-up
   * of {@code /dev/shm}, say), and then the name may have been taken by another server: existing
   * connections live on, new clients cannot come. A few system calls.
   */
  public boolean stillOwned() {
    return lossReason().isEmpty();
  }

  /** Returns what happened to the name, naming the file; empty as long as it is still owned. */
  public String lossReason() {
    if (closed.get()) {
      return "endpoint %s was closed".formatted(name);
    }
    for (FileIdentity file : holdings.identities()) {
      FileState state = file.state();
      if (state != FileState.INTACT) {
        return "endpoint %s is lost: path=%s was %s by somebody else"
            .formatted(name, file.path(), state == FileState.REMOVED ? "removed" : "replaced");
      }
    }
    return holdings.control().fileIntact()
        ? ""
        : "endpoint %s is lost: its control file was cut short".formatted(name);
  }

  /**
   * Gives the name up: removes the files that are still this endpoint's, each only after its inode
   * was compared, and releases the life lock. A second close does nothing.
   *
   * @throws RanvierException if files had to stay; they are stale then, and everything is released
   */
  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    try {
      root.locked(this::removeFiles);
    } catch (NoSuchFileException e) {
      // The whole root is gone, and our files with it.
    } catch (IOException e) {
      throw FileErrors.failure("cannot remove endpoint " + name, holdings.files().directory(), e);
    } finally {
      release();
    }
  }

  /** Releases without removing anything, as a kill would; what is left on disk is stale. */
  void releaseOnly() {
    closed.set(true);
    release();
  }

  private void release() {
    try {
      EngineThread.<Void>call(() -> {
        holdings.socket().close();
        holdings.life().close();
        return null;
      });
    } catch (IOException e) {
      throw FileErrors.failure("cannot release endpoint", holdings.files().directory(), e);
    } finally {
      holdings.control().close();
    }
  }

  private Void removeFiles() throws IOException {
    // As long as the life file is ours nobody took the directory over: all in it is ours, too.
    boolean directoryIsOurs = holdings.life().identity().state() == FileState.INTACT;
    // The control file goes first: from here on nobody finds the name.
    for (FileIdentity file : holdings.identities()) {
      file.unlink();
    }
    if (directoryIsOurs) {
      Leftovers.remove(holdings.files().directory(), List.of());
    }
    removeIfEmpty(holdings.files().directory());
    return null;
  }

  /** Removes a directory, unless somebody keeps things of his own in it. */
  static void removeIfEmpty(Path directory) throws IOException {
    try {
      Files.deleteIfExists(directory);
    } catch (DirectoryNotEmptyException e) {
      // Not ours to remove.
    }
  }
}
