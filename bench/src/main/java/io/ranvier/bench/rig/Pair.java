package io.ranvier.bench.rig;

import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Owns the children of one measurement, usually two; closing ends them, from any thread.
 *
 * @param directory of the pair's own
 * @param calling the child that calls or sends
 * @param answering the children that echo or receive, at least one
 */
record Pair(Path directory, ChildProcess calling, List<ChildProcess> answering)
    implements AutoCloseable {
  /**
   * How long the others may take to say why they failed too: one that found changed bytes closes
   * its side first, which the other may see and end sooner.
   */
  private static final long LAST_WORD_MS = 5_000;

  /** The same when nothing was sent yet: who waits for the other side to open does not end. */
  private static final long FIRST_WORD_MS = 500;

  /**
   * Waits until all children ended well.
   *
   * @param name the contender's, for messages
   * @param timeoutNs how long to wait
   * @throws BenchException when one failed or the time is over; others may still run then
   */
  PairReport await(String name, long timeoutNs) {
    CompletableFuture<?> all = CompletableFuture.allOf(ofEach(ChildProcess::onExit));
    CompletableFuture<?> any = CompletableFuture.anyOf(ofEach(Pair::failed));
    try {
      CompletableFuture.anyOf(all, any).get(timeoutNs, TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw failure(name, "took longer than " + TimeUnit.NANOSECONDS.toSeconds(timeoutNs) + " s");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BenchException.Broken("the run was interrupted", e);
    } catch (ExecutionException e) {
      throw new BenchException.Broken(name + " cannot be watched", e);
    }
    if (!children().stream().allMatch(ChildProcess::succeeded)) {
      awaitLastWords(all);
      throw failure(name, "failed");
    }
    children().forEach(Pair::noteErrors);
    return new PairReport(calling.report(), answering.stream().map(ChildProcess::report).toList());
  }

  /** Not if one has said that bytes arrived changed: that explains all the rest. */
  private void awaitLastWords(CompletableFuture<?> all) {
    if (children().stream().allMatch(child -> child.contentError() == null)) {
      long waitMs = mayHaveSent() ? LAST_WORD_MS : FIRST_WORD_MS;
      all.copy().completeOnTimeout(null, waitMs, TimeUnit.MILLISECONDS).join();
    }
  }

  private boolean mayHaveSent() {
    try {
      return PhaseBoard.open(directory, 0, answering.size()).isConnected();
    } catch (IOException e) {
      // The directory is gone: the run is being ended.
      return false;
    }
  }

  /** Returns those that answer first: what they say explains more. */
  private List<ChildProcess> children() {
    return Stream.concat(answering.stream(), Stream.of(calling)).toList();
  }

  private CompletableFuture<?>[] ofEach(Function<ChildProcess, CompletableFuture<?>> future) {
    return children().stream().map(future).toArray(CompletableFuture[]::new);
  }

  private static CompletableFuture<Void> failed(ChildProcess child) {
    CompletableFuture<Void> failed = new CompletableFuture<>();
    child
        .onExit()
        .thenRun(() -> {
          if (child.failed()) {
            failed.complete(null);
          }
        });
    return failed;
  }

  /** Says why: changed bytes on either side explain whatever the other side saw. */
  private BenchException failure(String name, String what) {
    for (ChildProcess child : children()) {
      if (child.contentError() != null) {
        return new BenchException.CheckFailed(
            "%s failed its content check: %s".formatted(name, child.contentError()));
      }
    }
    String states =
        children().reversed().stream().map(ChildProcess::describe).collect(joining("\n  "));
    return new BenchException.Broken("%s %s:\n  %s".formatted(name, what, states));
  }

  private static void noteErrors(ChildProcess child) {
    for (String line : child.errorLines()) {
      child.report().note("written to standard error: " + line);
    }
  }

  @Override
  public void close() {
    calling.close();
    answering.forEach(ChildProcess::close);
  }
}
