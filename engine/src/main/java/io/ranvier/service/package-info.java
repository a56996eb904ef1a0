/**
 * Serving calls: handlers by service and method, and the answers they give.
 *
 * <pre>
 *   poller                          handler                     any thread
 *   InboundCalls.onCall: the   --&gt;  onCall(request, responder)
 *   right to answer is held         responder.send() .. announces
 *                                   responder.defer()      --&gt;  later: send, fail or close
 *   or handed to an executor:  --&gt;  the same, on its thread
 * </pre>
 *
 * <p>Invariants: each call is answered exactly once, whatever its handler does; an answer goes to
 * the call it belongs to or nowhere; the polling thread waits for no handler, no caller and no
 * memory.
 *
 * <p>{@link io.ranvier.service.Services} says who serves what; {@link
 * io.ranvier.service.CallHandler} is what users write.
 */
package io.ranvier.service;
