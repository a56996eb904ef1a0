package io.ranvier.bench.scenario;

import io.ranvier.bench.contender.Contender;
import io.ranvier.bench.rig.SideProgram;
import io.ranvier.bench.rig.Workload;

/**
 * A line of a report: a contender and what its pairs do.
 *
 * @param name under which it is reported; no other of the run has it
 * @param program what both sides of its pairs do
 */
record Entrant(
    String name, Contender contender, Class<? extends SideProgram> program, Workload workload) {}
