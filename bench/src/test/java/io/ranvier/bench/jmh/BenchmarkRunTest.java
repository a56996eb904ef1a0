package io.ranvier.bench.jmh;

import static java.util.stream.Collectors.toCollection;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ranvier.bench.jmh.Allocation.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Each benchmark, for a moment; a wrong value would end the run. */
@Timeout(300)
class BenchmarkRunTest {
  private static final List<String> A_MOMENT =
      List.of("-wi", "0", "-i", "1", "-r", "20ms", "-v", "SILENT");

  @BeforeAll
  static void letOthersRunJmhToo() {
    System.setProperty("jmh.ignoreLock", "true");
  }

  @Test
  void runsEachBenchmarkInThisProcess() throws IOException {
    List<Allocation> all = run(List.of("-f", "0", "-e", "Agrona"));
    Set<String> classes = new TreeSet<>(List.of("AgronaBuffer", "AgronaUncheckedBuffer"));
    for (Allocation each : all) {
      classes.add(each.benchmark().replaceAll("Benchmark.*", ""));
      assertTrue(each.operations() > 0, each::toString);
      assertTrue(each.hotPath(), each::toString);
    }
    assertEquals(declared(), classes);
  }

  /** In forks, which have the flags that these need. */
  @Test
  void runsAgronasBuffersInForksWithTheirFlags() {
    List<Allocation> all = run(List.of("-f", "1"), "Agrona.*getBytes");
    assertEquals(
        List.of("AgronaBufferBenchmark.getBytes", "AgronaUncheckedBufferBenchmark.getBytes"),
        all.stream().map(Allocation::benchmark).toList());
    assertTrue(all.stream().noneMatch(Allocation::hotPath), all::toString);
  }

  @Test
  void findsWhatAllocates() {
    Allocation found;
    do {
      // Again when the host gave the iteration no time.
      found = run(List.of("-f", "0"), "AllocatingBenchmark").getFirst();
    } while (found.verdict() == Verdict.UNKNOWN);
    assertEquals(Verdict.ALLOCATES, found.verdict(), found::toString);
    assertTrue(found.hotPath());
    assertTrue(found.bytesPerOperation() >= 48, found::toString);
  }

  @Test
  void givesJmhItsOptions() {
    assertEquals(List.of(), run(List.of("-l"), "NoSuchBenchmark"));
    Allocation found =
        run(List.of("-f", "0", "-p", "length=64"), "CopyBenchmark.shortCopy").getFirst();
    assertEquals("CopyBenchmark.shortCopy length=64", found.benchmark());
  }

  @Test
  void refusesWhatJmhDoesNotKnow() {
    assertFails("NoSuchBenchmark", List.of(), "NoSuchBenchmark");
    assertFails("SlotBenchmark", List.of("--no-such-option"), "no-such-option");
  }

  private static void assertFails(String pattern, List<String> options, String reason) {
    IllegalArgumentException refused =
        assertThrows(IllegalArgumentException.class, () -> run(options, pattern));
    assertTrue(refused.getMessage().contains(reason), refused::getMessage);
  }

  private static List<Allocation> run(List<String> options, String... patterns) {
    List<String> all = new ArrayList<>(A_MOMENT);
    all.addAll(options);
    return BenchmarkRun.run(List.of(patterns), all);
  }

  /** Returns the names of all sources that are benchmarks, and of the one among the tests. */
  private static Set<String> declared() throws IOException {
    Set<String> found = new TreeSet<>(Set.of("Allocating"));
    try (var sources = Files.list(Path.of("src/main/java/io/ranvier/bench/jmh"))) {
      return sources
          .map(source -> source.getFileName().toString())
          .filter(name -> name.endsWith("Benchmark.java"))
          .map(name -> name.replace("Benchmark.java", ""))
          .collect(toCollection(() -> found));
    }
  }
}
