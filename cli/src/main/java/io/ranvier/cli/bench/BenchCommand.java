package io.ranvier.cli.bench;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The command {@code ranvier bench}: a home for the scenarios, which inherit its exit codes. */
@Command(
    name = "bench",
    scope = ScopeType.INHERIT,
    description = "Measures what this host can do: with Ranvier, and with what else there is.",
    synopsisSubcommandLabel = "SCENARIO",
    subcommands = {
      RoundTripCommand.class,
      LargeCommand.class,
      ThroughputCommand.class,
      StreamCommand.class,
      ConnectCommand.class,
      IdleCommand.class,
      OpenLoopCommand.class,
      FanInCommand.class,
      AllCommand.class,
      CompareCommand.class,
      JmhCommand.class
    },
    exitCodeList = {
      "0:success",
      "1:a measured process failed, or none could run",
      "2:wrong use: an unknown option or a bad value",
      "3:wrong bytes arrived, or threads that should park did not: do not believe the figures",
      "130:ended by Ctrl-C"
    },
    footerHeading = "%nContenders:%n",
    footer = {
      "  limit, limit-stream  bare cache lines: what the hardware can do",
      "  limit-memory         plain memory, written once and read once (stream)",
      "  ranvier              full calls: slot, request, deadline, handler, reply;",
      "                       with stream the items of a channel",
      "  ranvier-frames       raw frames, and frames back for round trips",
      "  ranvier-handover     calls whose requests are handed over unread (large)",
      "  uds                  a UNIX stream socket",
      "",
      "Peers, measured when named or with --contenders all:",
      "  aeron                Aeron IPC: exclusive publications, tryClaim",
      "  agrona, agrona-mpsc  Agrona's ring buffers, for one writer and for many",
      "  chronicle            Chronicle Queue in memory, one queue per direction",
      "  tcp, pipe            loopback TCP with TCP_NODELAY; named pipes",
      "  grpc                 unary gRPC calls over a UNIX socket (rtt, --mode call)",
      "  ranvier-frames-16m   no peer: frames through a ring of 16 MiB (throughput)",
      "",
      "Two results of a scenario (--json) side by side: ranvier bench compare."
          + " Microbenchmarks of the parts: ranvier bench jmh.",
      "",
      "How it measures:",
      "  Each contender runs in a fresh pair of JVMs per round, with its two measured",
      "  threads pinned to one CPU each. Every pair also measures the hardware's limit",
      "  in the same two threads, before and after: ratios are against that.",
      "  connect and idle have no limit and pin no thread. Bars that this engine is to",
      "  reach are said in notes."
    })
public final class BenchCommand implements Runnable {
  @Spec private CommandSpec spec;

  /** For the command line's parser. */
  BenchCommand() {}

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }
}
