/**
 * What a user says about a connection, and what he learns about it: options, limits, state, end.
 *
 * <p>Immutable values; any thread.
 */
package io.ranvier.connection;
