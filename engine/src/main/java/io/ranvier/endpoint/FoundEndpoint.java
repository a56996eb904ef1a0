package io.ranvier.endpoint;

import io.ranvier.error.RanvierException;
import io.ranvier.memory.EngineThread;
import io.ranvier.memory.FileCopy;
import io.ranvier.memory.FileErrors;
import io.ranvier.memory.FileIdentity;
import io.ranvier.memory.FileState;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.Optional;

/**
 * An endpoint as its clients see it: what its control file said, and the way to its socket.
 *
 * <p>The file is read, not mapped: what a client needs of it is fixed, and to give up a mapping
 * stops every thread of the process for a moment, after each connect.
 *
 * <p>Any thread may call. Finding an endpoint says nothing about whether its server lives: that
 * shows when {@link #connect} is answered.
 */
public final class FoundEndpoint {
  private final EndpointName name;
  private final EndpointFiles files;
  private final EndpointIdentity identity;
  private final FileIdentity control;
  private final MemorySegment settings;

  private FoundEndpoint(EndpointName name, EndpointFiles files, FileCopy control) {
    MemorySegment segment = control.segment();
    this.name = name;
    this.files = files;
    this.control = control.identity();
    this.identity = ControlLayout.identity(segment);
    this.settings =
        ControlLayout.settings(segment)
            .asSlice(0, ControlLayout.settingsBytes(segment))
            .asReadOnly();
  }

  /**
   * Looks an endpoint up.
   *
   * @throws RanvierException NO_SUCH_ENDPOINT; ENDPOINT_NOT_READY while it is created or taken
   *     over; VERSION_MISMATCH; BYTE_ORDER_MISMATCH; GEOMETRY_MISMATCH naming the field that does
   *     not fit the file; ACCESS_DENIED; UNSAFE_DIRECTORY
   */
  public static FoundEndpoint find(Root root, EndpointName name) {
    EndpointFiles files = root.files(name);
    try {
      return EngineThread.call(() -> open(root, name, files));
    } catch (IOException e) {
      throw FileErrors.failure("cannot open endpoint " + name, files.control(), e);
    }
  }

  /** Returns the name it was found under. */
  public EndpointName name() {
    return name;
  }

  /** Returns who serves it; a handshake must compare the nonce with that of the server it met. */
  public EndpointIdentity identity() {
    return identity;
  }

  /** Returns what the server published as its settings. */
  public MemorySegment settings() {
    return settings;
  }

  /** Returns the names of its files; region and extent names follow from the agreed numbers. */
  public EndpointFiles files() {
    return files;
  }

  /** Tells whether the name still belongs to the server that was found. */
  public boolean stillPublished() {
    return control.state() == FileState.INTACT;
  }

  /**
   * Connects to the server's socket; the channel is in blocking mode and the caller's.
   *
   * @throws RanvierException ENDPOINT_STALE when nobody listens any more: its server is dead;
   *     ENDPOINT_NOT_READY when another server is about to take the name, so find it again;
   *     NO_SUCH_ENDPOINT when it was closed meanwhile; TIMED_OUT when the server does not accept;
   *     INTERRUPTED; ACCESS_DENIED; IO_FAILURE
   */
  public SocketChannel connect(long timeoutNs) {
    return new SocketConnector(this).connect(timeoutNs);
  }

  /**
   * Connects if that needs no wait; as {@link #connect}, but the channel is in non-blocking mode.
   *
   * @return empty when it does need a wait, or fails; {@link #connect} says why
   */
  public Optional<SocketChannel> tryConnect() {
    return new SocketConnector(this).tryConnect();
  }

  private static FoundEndpoint open(Root root, EndpointName name, EndpointFiles files)
      throws IOException {
    FoundCheck check = new FoundCheck(root, name, files);
    FileCopy control = read(check, files.control());
    check.validate(control.segment(), control.fileBytes());
    return new FoundEndpoint(name, files, control);
  }

  private static FileCopy read(FoundCheck check, Path path) throws IOException {
    FileIdentity found = check.requireReadyDirectory();
    try {
      return FileCopy.read(path, ControlLayout.PREFIX_BYTES, (int) ControlLayout.STRUCT.byteSize());
    } catch (RanvierException e) {
      // Whatever failed: it was no longer the file that had been looked at.
      throw found.state() == FileState.INTACT
          ? e
          : check.notReady("its control file is being taken away or replaced");
    }
  }
}
