/**
 * Two saved results of one scenario: what changed between them, and what is noise.
 *
 * <pre>
 *   SavedRun A, B    what "ranvier bench ... --json" wrote: Figures, round by round
 *   RunComparison    a Change for each figure that both have, its verdict by a RankTest
 *   ChangeTable      the same as text
 * </pre>
 *
 * <p>A figure changed when a Mann-Whitney U test over the rounds of both runs says that such a
 * difference comes by chance less than once in a hundred times, and the medians differ by 2 % or
 * more. Figures of contenders move with the host from run to run; ratios are formed within a round,
 * so what counts are the ratios, and of these the ones of this project's own contenders.
 */
package io.ranvier.bench.compare;
