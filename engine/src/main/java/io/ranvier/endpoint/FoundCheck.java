package io.ranvier.endpoint;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import io.ranvier.error.ErrorCode;
import io.ranvier.error.RanvierException;
import io.ranvier.memory.FileIdentity;
import io.ranvier.memory.FileMode;
import io.ranvier.memory.ProtocolVersion;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.attribute.PosixFilePermissions;

/** Tells apart everything that can be wrong with an endpoint before it is connected to. */
record FoundCheck(Root root, EndpointName name, EndpointFiles files) {

  /**
   * Passes if the endpoint's directory is safe and its control file has been published.
   *
   * @return the control file that has the name now
   */
  FileIdentity requireReadyDirectory() throws IOException {
    try {
      DirectoryCheck.requireRealDirectory(files.directory());
    } catch (NoSuchFileException e) {
      throw new RanvierException(
          ErrorCode.NO_SUCH_ENDPOINT,
          "no such endpoint: name=%s, root=%s; start its server, or check the name and RANVIER_DIR"
              .formatted(name, root.path()),
          e);
    }
    if (isStillPrivate()) {
      throw notReady("its directory is still private to its server");
    }
    try {
      DirectoryCheck.verify(files.directory(), root.mode(), root.ownerUid());
      return FileIdentity.of(files.control());
    } catch (NoSuchFileException e) {
      throw notReady("it has no control file yet");
    }
  }

  /**
   * Checks each field once; the order is that in which a field's meaning can be trusted.
   *
   * @param control the begin of the file, and zeros where it is shorter
   */
  void validate(MemorySegment control, long actualBytes) {
    long magic = ControlLayout.magicAcquire(control);
    if (magic == 0) {
      throw notReady("its control file is not complete yet");
    }
    int byteOrder = ControlLayout.byteOrder(control);
    if (magic == Long.reverseBytes(ControlLayout.MAGIC)
        || byteOrder == Integer.reverseBytes(ControlLayout.BYTE_ORDER_MARK)) {
      throw new RanvierException(
          ErrorCode.BYTE_ORDER_MISMATCH,
          "control file has the other byte order: path=%s; its server runs on another architecture"
              .formatted(files.control()));
    }
    if (magic != ControlLayout.MAGIC) {
      throw damaged("magic", "0x" + Long.toHexString(magic));
    }
    if (byteOrder != ControlLayout.BYTE_ORDER_MARK) {
      throw damaged("byteOrder", "0x" + Integer.toHexString(byteOrder));
    }
    int major = ControlLayout.major(control);
    if (major != ProtocolVersion.MAJOR) {
      throw new RanvierException(
          ErrorCode.VERSION_MISMATCH,
          "endpoint has another major version: name=%s, itsMajor=%d, ownMajor=%d; use equal ones"
              .formatted(name, major, ProtocolVersion.MAJOR));
    }
    validateGeometry(control, actualBytes);
  }

  RanvierException damaged(String field, Object value) {
    return new RanvierException(
        ErrorCode.GEOMETRY_MISMATCH,
        "control file does not fit: path=%s, field=%s, value=%s; restart its server"
            .formatted(files.control(), field, value));
  }

  private void validateGeometry(MemorySegment control, long actualBytes) {
    long fileBytes = ControlLayout.fileBytes(control);
    if (fileBytes != actualBytes || fileBytes < ControlLayout.STRUCT.byteSize()) {
      throw damaged(
          "fileBytes",
          "%d, actualBytes=%d, minimum=%d"
              .formatted(fileBytes, actualBytes, ControlLayout.STRUCT.byteSize()));
    }
    int settingsBytes = ControlLayout.settingsBytes(control);
    if (settingsBytes < 0 || settingsBytes > ControlLayout.maxSettingsBytes()) {
      throw damaged(
          "settingsBytes",
          "%d, limit=%d".formatted(settingsBytes, ControlLayout.maxSettingsBytes()));
    }
  }

  /** With group access a directory is opened to the group after it was made for its owner. */
  private boolean isStillPrivate() throws IOException {
    if (!FileMode.posix() || root.mode().groupName().isEmpty()) {
      return false;
    }
    var permissions = Files.getPosixFilePermissions(files.directory(), NOFOLLOW_LINKS);
    return PosixFilePermissions.toString(permissions)
        .equals(FileMode.ownerOnly().directoryPermissions());
  }

  RanvierException notReady(String why) {
    return new RanvierException(
        ErrorCode.ENDPOINT_NOT_READY,
        "endpoint is still being created: name=%s, path=%s, %s; try again soon"
            .formatted(name, files.directory(), why));
  }
}
