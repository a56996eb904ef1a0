/**
 * The one exception family of the engine.
 *
 * <p>Hot paths never throw: they return a negative status whose name says what to do. Everything
 * else that fails throws a {@link io.ranvier.error.RanvierException} with an {@link
 * io.ranvier.error.ErrorCode} for programs and a message for people, shaped {@code what failed:
 * key=value, key=value; what to do}.
 */
package io.ranvier.error;
