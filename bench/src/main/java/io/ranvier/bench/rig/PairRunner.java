package io.ranvier.bench.rig;

import io.ranvier.bench.contender.Contender;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Runs pairs of child JVMs, one pair after another. Owns the run's directory and the children;
 * closing ends and removes all of them.
 *
 * <p>Used by one thread; {@link #close()} may come from any, and comes from a hook when this JVM is
 * told to end.
 */
public final class PairRunner implements AutoCloseable {
  /** What starting two JVMs and opening a contender may take on a busy host. */
  private static final long START_NS = TimeUnit.SECONDS.toNanos(60);

  private static final long HOOK_NS = TimeUnit.MILLISECONDS.toNanos(300);

  private final CpuPair cpus;
  private final RunDirectory directory;
  private final Thread hook = new Thread(this::endAll, "bench-cleanup");
  private Pair running;
  private boolean ended;

  private PairRunner(CpuPair cpus, RunDirectory directory) {
    this.cpus = cpus;
    this.directory = directory;
  }

  /** Makes a runner whose pairs run on those CPUs. */
  public static PairRunner open(CpuPair cpus) {
    try {
      PairRunner runner = new PairRunner(cpus, RunDirectory.create());
      Runtime.getRuntime().addShutdownHook(runner.hook);
      return runner;
    } catch (IOException e) {
      throw new BenchException.Broken("cannot make a private directory: " + e, e);
    }
  }

  /**
   * Runs a contender in fresh JVMs: two, or more if there are several receivers.
   *
   * @param program what both sides do
   * @throws BenchException.CheckFailed when bytes arrived changed
   * @throws BenchException.Broken when a child failed or took too long
   * @throws BenchException.Ended when this runner was closed meanwhile
   */
  public PairReport run(
      Class<? extends SideProgram> program, Contender contender, Workload workload) {
    try {
      Path place = directory.newPair();
      try (Pair pair = start(program, contender, workload, place)) {
        return pair.await(contender.name(), START_NS + 3 * workload.totalNs());
      } finally {
        RunDirectory.remove(place);
      }
    } catch (BenchException.CheckFailed e) {
      // No signal changes bytes.
      throw e;
    } catch (IOException | BenchException e) {
      throw isEndedSoon() ? new BenchException.Ended() : asBenchException(contender, e);
    }
  }

  private static BenchException asBenchException(Contender contender, Exception e) {
    return e instanceof BenchException failure
        ? failure
        : new BenchException.Broken(contender.name() + " cannot be started: " + e, e);
  }

  /** Under the lock, so that the hook sees either no child or all. */
  private synchronized Pair start(
      Class<? extends SideProgram> program, Contender contender, Workload workload, Path place)
      throws IOException {
    if (ended) {
      throw new BenchException.Ended();
    }
    String kind = program.getName();
    String name = contender.getClass().getName();
    List<Assignment> all = new ArrayList<>();
    for (int i = 0; i < workload.receivers(); i++) {
      int cpu = cpus.of(Side.ANSWERING, i);
      all.add(new Assignment(kind, name, Side.ANSWERING, i, cpu, place, workload));
    }
    int cpu = cpus.of(Side.CALLING, 0);
    all.add(new Assignment(kind, name, Side.CALLING, 0, cpu, place, workload));
    List<ChildProcess> children = new ArrayList<>();
    try {
      for (Assignment assignment : all) {
        children.add(ChildProcess.start(assignment, contender.jvmFlags()));
      }
      running = new Pair(place, children.removeLast(), children);
      return running;
    } catch (IOException e) {
      children.forEach(ChildProcess::close);
      throw e;
    }
  }

  /**
   * Whether this run is being ended from outside. Ctrl-C reaches the children too, and perhaps
   * first: their end is no failure then, so the hook is given a moment to begin.
   */
  private synchronized boolean isEndedSoon() {
    long deadlineNs = System.nanoTime() + HOOK_NS;
    try {
      for (long leftNs = HOOK_NS; !ended && leftNs > 0; leftNs = deadlineNs - System.nanoTime()) {
        TimeUnit.NANOSECONDS.timedWait(this, leftNs);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return ended;
  }

  private synchronized void endAll() {
    ended = true;
    notifyAll();
    if (running != null) {
      running.close();
    }
    directory.close();
  }

  @Override
  public void close() {
    endAll();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The JVM is going down: the hook runs, and finds nothing left to do.
      return;
    }
  }
}
