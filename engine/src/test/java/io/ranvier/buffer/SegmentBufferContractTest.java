package io.ranvier.buffer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.reflect.Method;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Every method of AtomicBuffer does over our memory what Agrona's UnsafeBuffer does over its own:
 * same results, same refusals, same bytes inside and outside the window afterwards.
 *
 * <p>The calls are random. A failure prints its seed; {@code -Dranvier.test.seed=} replays it.
 */
abstract class SegmentBufferContractTest {
  private static final int BYTES = 192;
  private static final int CALLS = 500;
  private static final Set<String> NEVER_REFUSED = Set.of("capacity", "isExpandable", "compareTo");

  private final long seed = Long.getLong("ranvier.test.seed", System.nanoTime());
  private Arena arena;
  private Party subject;
  private Party reference;

  abstract MemorySegment allocate(Arena arena, long byteSize) throws Exception;

  @BeforeEach
  void openMemory() throws Exception {
    arena = Arena.ofShared();
    subject = new Party(ViewKind.SEGMENT, allocate(arena, BYTES));
    reference = new Party(ViewKind.UNSAFE, arena.allocate(BYTES, 8));
  }

  @AfterEach
  void closeMemory() {
    arena.close();
  }

  @TestFactory
  Stream<DynamicTest> doesWhatUnsafeBufferDoes() {
    return BufferMethods.except(BufferMethods.OWN_BEHAVIOUR)
        .map(method ->
            DynamicTest.dynamicTest(BufferMethods.signature(method), () -> compare(method)));
  }

  private void compare(Method method) throws IllegalAccessException {
    Random seeds = new Random(seed);
    int refused = 0;
    for (int call = 0; call < CALLS; call++) {
      long callSeed = seeds.nextLong();
      Party.Report expected = reference.perform(method, callSeed);
      if (expected.refused()) {
        refused++;
      }
      assertEquals(
          expected.text(), subject.perform(method, callSeed).text(), "ranvier.test.seed=" + seed);
    }
    boolean refusable = !NEVER_REFUSED.contains(method.getName());
    assertEquals(refusable, refused > 0, "the calls must include refusals: " + refused);
    assertTrue(refused < CALLS, "the calls must include successes");
  }
}
