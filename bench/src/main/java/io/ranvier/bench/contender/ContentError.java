package io.ranvier.bench.contender;

/** A message arrived with other bytes than were sent. */
public final class ContentError extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public ContentError(String message) {
    super(message);
  }
}
