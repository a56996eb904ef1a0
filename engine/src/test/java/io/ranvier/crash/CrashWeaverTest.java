package io.ranvier.crash;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.constant.MethodTypeDesc;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** That no store and no file operation of the engine is without a crash point. */
final class CrashWeaverTest {
  private static final Path CLASSES = Path.of("target/classes");

  @TempDir Path woven;
  private CrashWeaver weaver;

  @BeforeEach
  void weave() {
    weaver = CrashWeaver.weave(CLASSES, woven);
  }

  @Test
  @DisplayName("of each call on memory, handles, files and sockets it is decided what it changes")
  void decidesOnEachCall() {
    assertEquals(List.of(), weaver.undecided(), "say in StoreCalls whether it changes anything");
    assertTrue(weaver.points().size() <= Witness.MAX_POINTS);
  }

  @Test
  @DisplayName("a method that nobody has decided on is refused, whatever it is called on")
  void refusesUnknownCalls() {
    MethodTypeDesc type = MethodTypeDesc.ofDescriptor("(Ljava/lang/foreign/MemorySegment;JJ)V");
    String handle = "java/lang/invoke/VarHandle";
    assertEquals(Optional.empty(), StoreCalls.changes(handle, "putRelease", type));
    assertEquals(Optional.of(true), StoreCalls.changes(handle, "setRelease", type));
    assertEquals(Optional.of(false), StoreCalls.changes(handle, "getAcquire", type));
    MethodTypeDesc own = MethodTypeDesc.ofDescriptor("(Lio/ranvier/Server;J)V");
    assertEquals(Optional.of(false), StoreCalls.changes(handle, "setRelease", own));
    assertEquals(Optional.empty(), StoreCalls.changes("java/nio/file/Files", "move", type));
  }

  @Test
  @DisplayName("each layout that is stored to has points, before and behind each store")
  void weavesEachLayout() throws IOException {
    Set<String> layouts = new TreeSet<>();
    try (Stream<Path> files = Files.walk(CLASSES)) {
      files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith("Layout.class"))
          .forEach(name -> layouts.add(name.substring(0, name.length() - ".class".length())));
    }
    Set<String> wovenClasses =
        weaver.points().stream()
            .map(point -> point.substring(0, point.indexOf('.')))
            .collect(Collectors.toCollection(TreeSet::new));
    assertFalse(layouts.isEmpty());
    layouts.removeAll(wovenClasses);
    assertEquals(Set.of(), layouts);
    for (String point : weaver.points()) {
      if (point.endsWith(" before")) {
        assertTrue(weaver.points().contains(point.replace(" before", " behind")), point);
      }
    }
  }

  @Test
  @DisplayName(
      "the life of a connection passes points: create, lease, claim, publish, reply, close")
  void namesWhatAConnectionDoes() {
    for (String operation :
        List.of(
            "Takeover.prepareDirectory:createDirectory",
            "LockFile.tryLock:tryLock",
            "Takeover.bind:bind",
            "ControlLayout.magicRelease:setRelease",
            "Takeover.publish:createLink",
            "SocketConnector.tryConnect:connect",
            "ControlChannel.writeUnsent:write",
            "OpenFile.createNew:open",
            "OpenFile.resize:setLength",
            "OpenFile.map:map",
            "RegionLayout.magicRelease:setRelease",
            "SlotBitmap.takeIn:compareAndExchange",
            "RingLayout.casTail:compareAndSet",
            "FrameLayout.sequenceRelease:setRelease",
            "ReplyLayout.tokenRelease:setRelease",
            "DoorbellLayout.casRung:compareAndSet",
            "ChannelLayout.endedRelease:setRelease",
            "ChannelLayout.overRelease:setRelease",
            "FileIdentity.unlink:deleteIfExists",
            "ControlChannel.closeNow:close",
            "Unmapping.run:close")) {
      assertTrue(weaver.points().contains(operation + " before"), operation);
    }
  }

  @Test
  @DisplayName("the engine itself has no hook: what it costs is nothing")
  void leavesTheEngineAlone() throws IOException {
    try (Stream<Path> files = Files.walk(CLASSES)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String text =
            new String(Files.readAllBytes(file), java.nio.charset.StandardCharsets.ISO_8859_1);
        assertFalse(text.contains("CrashPoint"), file.toString());
      }
    }
  }
}
