/**
 * This engine, as contenders: by its public API, as a user would write it.
 *
 * <p>Default settings but for the way of waiting and for room ({@link
 * io.ranvier.bench.ranvier.RanvierLink}); calls have deadlines, and every payload is checked.
 */
package io.ranvier.bench.ranvier;
