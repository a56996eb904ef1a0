/**
 * Processes that make random calls ({@code CallStress...}) and send random items ({@code
 * ChannelStress...}) for a while, in all the ways there are, and account for every one of them.
 */
package io.ranvier.stress;
