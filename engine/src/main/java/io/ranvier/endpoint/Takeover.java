package io.ranvier.endpoint;

import io.ranvier.endpoint.OwnedEndpoint.Holdings;
import io.ranvier.error.ErrorCode;
import io.ranvier.error.RanvierException;
import io.ranvier.memory.FileCopy;
import io.ranvier.memory.FileIdentity;
import io.ranvier.memory.FileMode;
import io.ranvier.memory.MappedFile;
import io.ranvier.memory.ProtocolVersion;
import io.ranvier.memory.Reservation;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One attempt to take a name; runs under the root's lock.
 *
 * <p>Steps, and what a kill after each of them leaves to the next attempt:
 *
 * <ol>
 *   <li>directory made: an empty directory, taken over;
 *   <li>life lock taken: released by the kernel;
 *   <li>{@code control.new} written, without magic: tells the next attempt the epoch;
 *   <li>old {@code control} unlinked: the name is invisible from here on;
 *   <li>everything else a dead server left is removed;
 *   <li>socket bound, magic stored, {@code control} linked: visible and complete at once;
 *   <li>{@code control.new} unlinked.
 * </ol>
 */
final class Takeover {
  private static final int BACKLOG = 128;
  private static final SecureRandom RANDOM = new SecureRandom();

  private final Root root;
  private final EndpointName name;
  private final long features;
  private final MemorySegment settings;
  private final EndpointFiles files;

  Takeover(Root root, EndpointName name, long features, MemorySegment settings) {
    this.root = root;
    this.name = name;
    this.features = features;
    this.settings = settings;
    this.files = root.files(name);
    if (settings.byteSize() > ControlLayout.maxSettingsBytes()) {
      throw new RanvierException(
          ErrorCode.INVALID_ARGUMENT,
          "settings too large: endpoint=%s, sizeBytes=%d, limit=%d"
              .formatted(name, settings.byteSize(), ControlLayout.maxSettingsBytes()));
    }
  }

  Path directory() {
    return files.directory();
  }

  OwnedEndpoint run() throws IOException {
    prepareDirectory();
    LifeLock life = takeLife();
    MappedFile control = null;
    ServerSocketChannel socket = null;
    try {
      EndpointIdentity identity = newIdentity();
      control = writeControl(identity);
      Files.deleteIfExists(files.control());
      Leftovers.remove(directory(), List.of(files.life(), files.controlInMaking()));
      socket = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
      bind(socket);
      publish(control);
      Holdings holdings = new Holdings(files, life, control, socket, identities(control));
      return new OwnedEndpoint(root, name, identity, holdings);
    } catch (Throwable t) {
      abandon(life, control, socket);
      throw t;
    }
  }

  private void prepareDirectory() throws IOException {
    try {
      Files.createDirectory(directory(), FileMode.privateDirectory());
    } catch (FileAlreadyExistsException e) {
      DirectoryCheck.requireRealDirectory(directory());
    }
    if (FileMode.posix() && CurrentUser.uidOf(directory()) != CurrentUser.uid()) {
      // Never change the mode of, or remove things from, what belongs to another user.
      DirectoryCheck.verify(directory(), root.mode(), CurrentUser.uid());
    }
    Leftovers.refuseOthers(directory());
    root.mode().applyToDirectory(directory());
  }

  private LifeLock takeLife() throws IOException {
    try {
      return LifeLock.tryTake(files.life()).orElseThrow(this::inUse);
    } catch (IOException e) {
      OwnedEndpoint.removeIfEmpty(directory());
      throw e;
    }
  }

  private EndpointIdentity newIdentity() {
    ProcessHandle self = ProcessHandle.current();
    long lastEpoch = Math.max(lastEpoch(files.control()), lastEpoch(files.controlInMaking()));
    return new EndpointIdentity(
        ProtocolVersion.MAJOR,
        ProtocolVersion.MINOR,
        features,
        Math.max(0, lastEpoch) + 1,
        RANDOM.nextLong(),
        RANDOM.nextLong(),
        self.pid(),
        self.info().startInstant().orElseGet(Instant::now).toEpochMilli());
  }

  /** What a dead server wrote is only a hint: anything unreadable counts as nothing. */
  private static long lastEpoch(Path control) {
    try {
      int bytes = ControlLayout.PREFIX_BYTES;
      return ControlLayout.epoch(FileCopy.read(control, bytes, bytes).segment());
    } catch (RanvierException e) {
      return 0;
    }
  }

  private MappedFile writeControl(EndpointIdentity identity) throws IOException {
    Files.deleteIfExists(files.controlInMaking());
    long size = ControlLayout.STRUCT.byteSize();
    MappedFile control =
        MappedFile.create(files.controlInMaking(), size, Reservation.FULL, FileMode.ownerOnly());
    try {
      root.mode().applyToReadOnlyFile(files.controlInMaking());
      ControlLayout.write(control.segment(), identity, settings);
      return control;
    } catch (Throwable t) {
      control.close();
      throw t;
    }
  }

  private void bind(ServerSocketChannel socket) throws IOException {
    socket.bind(UnixDomainSocketAddress.of(files.socket()), BACKLOG);
    root.mode().applyToFile(files.socket());
  }

  private void publish(MappedFile control) throws IOException {
    ControlLayout.magicRelease(control.segment());
    // A link fails if the name is taken; a rename would silently replace a living server's file.
    Files.createLink(files.control(), files.controlInMaking());
    Files.delete(files.controlInMaking());
  }

  /** Control first: that is the order in which they are unlinked at the end. */
  private List<FileIdentity> identities(MappedFile control) throws IOException {
    return List.of(
        new FileIdentity(files.control(), control.identity().key()),
        FileIdentity.of(files.socket()),
        FileIdentity.of(files.life()));
  }

  private void abandon(LifeLock life, MappedFile control, ServerSocketChannel socket)
      throws IOException {
    if (control != null) {
      control.close();
    }
    if (socket != null) {
      socket.close();
    }
    try {
      Leftovers.remove(directory(), List.of());
      OwnedEndpoint.removeIfEmpty(directory());
    } finally {
      life.close();
    }
  }

  private RanvierException inUse() {
    return new RanvierException(
        ErrorCode.ENDPOINT_IN_USE,
        "endpoint is in use: name=%s, root=%s, %s; stop it or choose another name"
            .formatted(name, root.path(), owner()));
  }

  private String owner() {
    return identityIn(files.control()).map(EndpointIdentity::toString).orElse("pid=unknown");
  }

  /** Returns what a control file says, whoever wrote it; empty if it is not one of this version. */
  static Optional<EndpointIdentity> identityIn(Path control) {
    int bytes = (int) ControlLayout.STRUCT.byteSize();
    try {
      MemorySegment copy = FileCopy.read(control, bytes, bytes).segment();
      boolean readable =
          ControlLayout.magicAcquire(copy) == ControlLayout.MAGIC
              && ControlLayout.major(copy) == ProtocolVersion.MAJOR;
      return readable ? Optional.of(ControlLayout.identity(copy)) : Optional.empty();
    } catch (RanvierException e) {
      return Optional.empty();
    }
  }
}
