/**
 * The sample: three processes of a small trading system, each a role of its own.
 *
 * <pre>
 *  FeedRole       broadcast "book"        StrategyRole      calls        GatewayRole
 *  publishes  -------------------------&gt;  reads, decides  -----------&gt;  takes orders
 *  LOSE: never waits for a strategy        {@literal <}-----------------------  answers each
 *
 *  FeedSample, the launcher: starts them, prints what they report, ends them
 * </pre>
 *
 * <p>Processes report by lines on standard output ({@code Report}) and end when their standard
 * input does, so that none outlives its launcher.
 */
package io.ranvier.cli.sample;
