/**
 * Agreement: what the terms of a connection's two sides come to, and which of the two this process
 * is.
 *
 * <p>Both sides compute the same from the terms that they have told each other in the handshake. No
 * figure of it is read from shared memory later.
 */
package io.ranvier.agreement;
