package io.ranvier.crash;

import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which calls change what other processes, or a later one, can see.
 *
 * <p>Every method that the engine calls on the classes named here is either in the list of those
 * that change something or in that of those that do not: a new one has to be decided on.
 */
public final class StoreCalls {
  private static final String HANDLE = "java/lang/invoke/VarHandle";
  private static final String SEGMENT = "java/lang/foreign/MemorySegment";
  private static final String SEGMENT_TYPE = "Ljava/lang/foreign/MemorySegment;";

  private static final Map<String, Set<String>> CHANGING =
      Map.of(
          SEGMENT,
          Set.of("copy", "copyFrom", "fill", "set", "setAtIndex", "setString"),
          "java/nio/file/Files",
          Set.of(
              "createDirectory",
              "createLink",
              "createTempFile",
              "delete",
              "deleteIfExists",
              "setPosixFilePermissions"),
          "java/nio/file/attribute/PosixFileAttributeView",
          Set.of("setGroup"),
          "java/nio/channels/FileChannel",
          Set.of("open", "map", "tryLock", "close"),
          "java/nio/channels/FileLock",
          Set.of("close", "release"),
          "java/io/RandomAccessFile",
          Set.of(ConstantDescs.INIT_NAME, "setLength", "write", "close"),
          "java/nio/channels/ServerSocketChannel",
          Set.of("open", "bind", "accept", "close"),
          "java/nio/channels/SocketChannel",
          Set.of("open", "connect", "finishConnect", "write", "close"),
          "java/lang/foreign/Arena",
          Set.of("close"),
          "io/ranvier/ffm/LinuxCalls",
          Set.of("futexWake"));

  private static final Map<String, Set<String>> READING =
      Map.of(
          SEGMENT,
          Set.of(
              "address",
              "asByteBuffer",
              "asReadOnly",
              "asSlice",
              "byteSize",
              "get",
              "getAtIndex",
              "getString",
              "heapBase",
              "isAccessibleBy",
              "isMapped",
              "isNative",
              "isReadOnly",
              "maxByteAlignment",
              "mismatch",
              "ofArray",
              "ofBuffer",
              "scope",
              "toArray"),
          "java/nio/file/Files",
          Set.of(
              "exists",
              "getAttribute",
              "getFileAttributeView",
              "getFileStore",
              "getOwner",
              "getPosixFilePermissions",
              "isDirectory",
              "isReadable",
              "isRegularFile",
              "isSymbolicLink",
              "isWritable",
              "newDirectoryStream",
              "readAllLines",
              "readAttributes",
              "size"),
          "java/nio/file/attribute/PosixFileAttributeView",
          Set.of("readAttributes"),
          "java/nio/channels/FileChannel",
          Set.of("size", "isOpen", "read"),
          "java/nio/channels/FileLock",
          Set.of("isValid"),
          "java/io/RandomAccessFile",
          Set.of("length", "seek"),
          "java/nio/channels/ServerSocketChannel",
          Set.of("configureBlocking", "isOpen", "register"),
          "java/nio/channels/SocketChannel",
          Set.of(
              "configureBlocking", "getOption", "isOpen", "read", "register", "supportedOptions"),
          "java/lang/foreign/Arena",
          Set.of("allocate", "ofAuto", "ofConfined", "ofShared", "global", "scope"));

  /** The kinds of a handle's access that change the variable, by how their names begin. */
  private static final Set<String> CHANGING_ACCESS =
      Set.of("set", "compareAnd", "weakCompareAnd", "getAndSet", "getAndAdd", "getAndBitwise");

  private static final Set<String> READING_ACCESS = Set.of("get", "getOpaque", "getAcquire");

  private StoreCalls() {}

  /**
   * Returns whether a call changes what others see; empty if nobody has decided.
   *
   * @param owner internal name of the class on which it is called
   */
  static Optional<Boolean> changes(String owner, String name, MethodTypeDesc type) {
    if (owner.equals(HANDLE)) {
      return handleChanges(name, type);
    }
    if (!CHANGING.containsKey(owner)) {
      return Optional.of(false);
    }
    if (CHANGING.get(owner).contains(name)) {
      return Optional.of(true);
    }
    boolean known = owner.startsWith("io/") || READING.get(owner).contains(name);
    return known ? Optional.of(false) : Optional.empty();
  }

  /** A handle whose first coordinate is no segment reaches an object of this process only. */
  private static Optional<Boolean> handleChanges(String name, MethodTypeDesc type) {
    boolean isShared =
        type.parameterCount() > 0 && type.parameterType(0).descriptorString().equals(SEGMENT_TYPE);
    if (!isShared) {
      return Optional.of(false);
    }
    if (CHANGING_ACCESS.stream().anyMatch(name::startsWith)) {
      return Optional.of(true);
    }
    boolean known = READING_ACCESS.contains(name) || name.equals("getVolatile");
    return known ? Optional.of(false) : Optional.empty();
  }
}
