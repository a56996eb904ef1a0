package io.ranvier.service;

/** Serves one method. */
@FunctionalInterface
public interface CallHandler {
  /**
   * Serves one call: on the polling thread, where it must not block, or on the executor it was
   * registered with. The request is valid during the call.
   *
   * <p>The call is answered once: by the responder, here or later ({@link Responder#defer}). If the
   * handler throws, or returns without an answer, the caller is told so.
   */
  void onCall(Request request, Responder responder) throws Exception;
}
