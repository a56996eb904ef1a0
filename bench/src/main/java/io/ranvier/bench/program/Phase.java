package io.ranvier.bench.program;

import java.util.List;

/** What the two sides of a pair do in one section of their run. */
public enum Phase {
  /** The limit runs until it is compiled. */
  WARM_LIMIT(true),
  /** The contender runs until it is compiled; in several sections, if need be. */
  WARM_CONTENDER(false),
  /** The limit is measured. */
  LIMIT_BEFORE(true),
  /** The contender is measured. */
  CONTENDER(false),
  /** The limit is measured again. */
  LIMIT_AFTER(true),
  /** Nothing more comes. */
  END(false);

  /** The phases that are measured, in their order. */
  static final List<Phase> MEASURED = List.of(LIMIT_BEFORE, CONTENDER, LIMIT_AFTER);

  private final boolean ofLimit;

  Phase(boolean ofLimit) {
    this.ofLimit = ofLimit;
  }

  /** Whether the limit runs, not the contender. */
  boolean isOfLimit() {
    return ofLimit;
  }

  /** Returns the phase that has the number {@link #ordinal()}. */
  static Phase numbered(long number) {
    return values()[Math.toIntExact(number)];
  }
}
