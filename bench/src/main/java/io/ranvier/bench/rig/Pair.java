package io.ranvier.bench.rig;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Owns the two children of one measurement; closing ends both, from any thread.
 *
 * @param calling the child that calls or sends
 * @param answering the child that echoes or receives
 */
record Pair(ChildProcess calling, ChildProcess answering) implements AutoCloseable {
  /** How long the second side may take to say why it failed too. */
  private static final long LAST_WORD_MS = 500;

  /**
   * Waits until both children ended well.
   *
   * @param name the contender's, for messages
   * @param timeoutNs how long to wait
   * @throws BenchException when one failed or the time is over; both may still run then
   */
  PairReport await(String name, long timeoutNs) {
    CompletableFuture<?> both = CompletableFuture.allOf(calling.onExit(), answering.onExit());
    CompletableFuture<?> either = CompletableFuture.anyOf(failed(calling), failed(answering));
    try {
      CompletableFuture.anyOf(both, either).get(timeoutNs, TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw failure(name, "took longer than " + TimeUnit.NANOSECONDS.toSeconds(timeoutNs) + " s");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BenchException.Broken("the run was interrupted", e);
    } catch (ExecutionException e) {
      throw new BenchException.Broken(name + " cannot be watched", e);
    }
    if (!calling.succeeded() || !answering.succeeded()) {
      both.copy().completeOnTimeout(null, LAST_WORD_MS, TimeUnit.MILLISECONDS).join();
      throw failure(name, "failed");
    }
    noteErrors(calling);
    noteErrors(answering);
    return new PairReport(calling.report(), answering.report());
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
    for (ChildProcess child : new ChildProcess[] {answering, calling}) {
      if (child.contentError() != null) {
        return new BenchException.CheckFailed(
            "%s failed its content check: %s".formatted(name, child.contentError()));
      }
    }
    return new BenchException.Broken(
        "%s %s:\n  %s\n  %s".formatted(name, what, calling.describe(), answering.describe()));
  }

  private static void noteErrors(ChildProcess child) {
    for (String line : child.errorLines()) {
      child.report().note("written to standard error: " + line);
    }
  }

  @Override
  public void close() {
    calling.close();
    answering.close();
  }
}
