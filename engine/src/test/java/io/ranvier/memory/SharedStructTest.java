package io.ranvier.memory;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemoryLayout.PathElement;
import org.junit.jupiter.api.Test;

class SharedStructTest {
  private static final SharedStruct STRUCT =
      SharedStruct.named("sample")
          .field("wanted", JAVA_INT, "sleeper", "opaque", "what it waits for")
          .padTo(128)
          .field("rung", JAVA_LONG, "ringer", "CAS", "rings so far")
          .field("text", MemoryLayout.sequenceLayout(16, JAVA_BYTE), "ringer", "plain", "words")
          .padTo(256)
          .build();

  @Test
  void offsetsAndSizesFollowFromTheDeclaration() {
    assertEquals(0, STRUCT.offset("wanted"));
    assertEquals(128, STRUCT.offset("rung"));
    assertEquals(136, STRUCT.offset("text"));
    assertEquals(16, STRUCT.sizeBytes("text"));
    assertEquals(256, STRUCT.byteSize());
  }

  @Test
  void layoutAgreesWithTheOffsets() {
    assertEquals("sample", STRUCT.layout().name().orElseThrow());
    for (SharedStruct.Field field : STRUCT.fields()) {
      PathElement path = PathElement.groupElement(field.name());
      assertEquals(field.offset(), STRUCT.layout().byteOffset(path));
      assertEquals(field.sizeBytes(), STRUCT.layout().select(path).byteSize());
    }
  }

  @Test
  void rendersOneAlignedLinePerField() {
    assertEquals(
        """
        offset  size  field   writer   order   meaning
             0     4  wanted  sleeper  opaque  what it waits for
           128     8  rung    ringer   CAS     rings so far
           136    16  text    ringer   plain   words
        """,
        STRUCT.render());
  }

  @Test
  void refusesAFieldThatIsNotAligned() {
    var builder = SharedStruct.named("bad").field("first", JAVA_INT, "a", "plain", "");
    assertThrows(
        IllegalArgumentException.class, () -> builder.field("second", JAVA_LONG, "a", "plain", ""));
  }

  @Test
  void refusesAFieldDeclaredTwice() {
    var builder = SharedStruct.named("bad").field("first", JAVA_INT, "a", "plain", "");
    assertThrows(
        IllegalArgumentException.class, () -> builder.field("first", JAVA_INT, "a", "plain", ""));
  }

  @Test
  void refusesToPadBackwards() {
    var builder = SharedStruct.named("bad").field("first", JAVA_LONG, "a", "plain", "");
    assertThrows(IllegalArgumentException.class, () -> builder.padTo(4));
  }

  @Test
  void refusesAnUnknownField() {
    assertThrows(IllegalArgumentException.class, () -> STRUCT.offset("nothing"));
  }
}
