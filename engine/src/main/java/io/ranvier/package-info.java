/**
 * Same-host calls through shared memory: {@link io.ranvier.Ranvier} is the way in.
 *
 * <p>A server takes a name, clients connect to it, and each connection carries calls and frames
 * both ways through memory that the two processes share. Nothing needs to be configured, no JVM
 * flag is needed; with {@code --enable-native-access} sleeping and waking become cheaper.
 *
 * <p>Which package stands on which is listed in {@code engine/docs/DESIGN.md}.
 */
package io.ranvier;
