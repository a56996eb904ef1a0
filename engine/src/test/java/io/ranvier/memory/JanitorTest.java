package io.ranvier.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ranvier.testing.Uncaught;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class JanitorTest {
  private static final long LONG_NS = TimeUnit.SECONDS.toNanos(30);

  @Test
  void runsTasksInTheirOrderOnADaemonThread() {
    Janitor janitor = new Janitor(LONG_NS);
    List<Integer> order = new CopyOnWriteArrayList<>();
    List<Thread> threads = new CopyOnWriteArrayList<>();
    for (int i = 0; i < 100; i++) {
      int number = i;
      janitor.execute(() -> order.add(number));
    }
    janitor.execute(() -> threads.add(Thread.currentThread()));
    assertTrue(janitor.awaitQuiet(LONG_NS));
    assertEquals(IntStream.range(0, 100).boxed().toList(), order);
    assertEquals("ranvier-janitor", threads.getFirst().getName());
    assertTrue(threads.getFirst().isDaemon());
  }

  @Test
  void survivesATaskThatThrows() {
    Janitor janitor = new Janitor(LONG_NS);
    List<String> done = new CopyOnWriteArrayList<>();
    List<Throwable> failures = new CopyOnWriteArrayList<>();
    Error failure = new AssertionError("on purpose");
    Uncaught.during(
        failures::add,
        () -> {
          janitor.execute(() -> {
            throw failure;
          });
          janitor.execute(() -> done.add("after"));
          assertTrue(janitor.awaitQuiet(LONG_NS));
        });
    assertEquals(List.of("after"), done);
    assertEquals(List.of(failure), failures);
  }

  @Test
  void endsWhenIdleAndStartsAgain() throws InterruptedException {
    Janitor janitor = new Janitor(1);
    List<Thread> threads = new CopyOnWriteArrayList<>();
    janitor.execute(() -> threads.add(Thread.currentThread()));
    assertTrue(janitor.awaitQuiet(LONG_NS));
    assertTrue(threads.getFirst().join(Duration.ofSeconds(30)), "it never ended");
    janitor.execute(() -> threads.add(Thread.currentThread()));
    assertTrue(janitor.awaitQuiet(LONG_NS));
    assertNotSame(threads.getFirst(), threads.getLast());
  }

  @Test
  void isNotQuietWhileATaskRuns() {
    Janitor janitor = new Janitor(LONG_NS);
    CountDownLatch release = new CountDownLatch(1);
    janitor.execute(() -> {
      try {
        assertTrue(release.await(30, TimeUnit.SECONDS));
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    });
    assertFalse(janitor.awaitQuiet(1_000_000));
    release.countDown();
    assertTrue(janitor.awaitQuiet(LONG_NS));
  }

  @Test
  void runsWhatIsForLaterWhenItIsDueAndStaysForIt() {
    Janitor janitor = new Janitor(1);
    List<String> done = new CopyOnWriteArrayList<>();
    long startNs;
    do {
      assertTrue(janitor.awaitIdle(LONG_NS));
      done.clear();
      startNs = System.nanoTime();
      janitor.executeAfter(60_000_000, () -> done.add("last"));
      janitor.executeAfter(30_000_000, () -> done.add("later"));
      janitor.execute(() -> done.add("at once"));
      // If it took longer to say so, what is for later may have been due already.
    } while (System.nanoTime() - startNs >= 30_000_000);
    assertTrue(janitor.awaitQuiet(LONG_NS));
    assertEquals("at once", done.getFirst());
    assertTrue(janitor.awaitIdle(LONG_NS));
    assertTrue(System.nanoTime() - startNs >= 60_000_000);
    assertEquals(List.of("at once", "later", "last"), done);
  }
}
