package io.ranvier.ffm.child;

import io.ranvier.ffm.NativeAccess;
import io.ranvier.ffm.Platform;

/** A program of its own: says what it got. Outside the module's package, so as to run beside it. */
public final class Report {
  private Report() {}

  /** Prints the status, the answer of one call and the page size. */
  public static void main(String[] args) {
    int answer = NativeAccess.linux().getcpu();
    System.out.print(
        NativeAccess.status() + " " + Math.min(answer, 0) + " " + Platform.pageSizeBytes());
  }
}
