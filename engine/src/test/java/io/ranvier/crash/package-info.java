/**
 * Crash points: places in the engine at which a test stops a process, and what its peers and
 * successors find then.
 *
 * <pre>
 *   StoreCalls   which instructions change what others see: stores to memory, file operations
 *   CrashWeaver  copies the engine's classes with a call before and behind each of them
 *     CrashPoint what is called: counts, and stops or throws where it was told to
 *   Witness      a mapped file outside the region: counts, logs, and whether the point was reached
 *
 *   CrashSoakTest          kills clients and servers there, by CrashPlans, and has CrashAudit
 *                          compare what CrashParty and its parts had said with what is left
 *   CrashErrorProcessTest  throws there instead
 * </pre>
 *
 * <p>The engine itself has no hook: the instructions are found in its class files, so none can be
 * forgotten and none costs anything. Only the processes that a test kills run the woven copy.
 */
package io.ranvier.crash;
