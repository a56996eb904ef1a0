package io.ranvier.bench.report;

import java.util.List;

/**
 * Where and how a run was measured.
 *
 * @param jdk version and vendor
 * @param cpu the processor's model
 * @param kernel the operating system's release
 * @param commit of the sources, with {@code +changes} when files differ from it; or unknown
 * @param date when the run ended, in UTC
 * @param tier 1 when the measured processes had native access, else 0
 * @param pinnedCpus of the calling and the answering thread; empty when they were not pinned
 * @param clockStepNs the step of the clock that times were read from
 * @param warmupMs per pair
 * @param durationMs per pair
 * @param topology of the CPUs
 * @param notes what a reader should know beside the figures
 */
public record Environment(
    String jdk,
    String cpu,
    String kernel,
    String commit,
    String date,
    int tier,
    List<Integer> pinnedCpus,
    double clockStepNs,
    double warmupMs,
    double durationMs,
    Topology topology,
    List<String> notes) {}
