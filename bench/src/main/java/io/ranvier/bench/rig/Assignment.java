package io.ranvier.bench.rig;

import io.ranvier.bench.contender.WaitMode;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What one child JVM is told, as arguments of its command line.
 *
 * @param program the name of the {@link SideProgram} class
 * @param contender the name of the contender's class
 * @param side on which of the two this child is
 * @param receiver number of this child among those that answer; 0 for the one that calls
 * @param cpu the CPU to pin the measured thread to, or {@link #UNPINNED}
 * @param directory the pair's private directory
 * @param workload what to do
 */
public record Assignment(
    String program,
    String contender,
    Side side,
    int receiver,
    int cpu,
    Path directory,
    Workload workload) {
  /** Instead of a CPU: the thread may run anywhere. */
  public static final int UNPINNED = -1;

  /** Returns the arguments that {@link #parse} reads. */
  List<String> toArguments() {
    return List.of(
        "program=" + program,
        "contender=" + contender,
        "side=" + side,
        "receiver=" + receiver,
        "cpu=" + cpu,
        "directory=" + directory,
        "payloadBytes=" + workload.payloadBytes(),
        "replyBytes=" + workload.replyBytes(),
        "wait=" + workload.waitMode(),
        "warmupNs=" + workload.warmupNs(),
        "durationNs=" + workload.durationNs(),
        "inFlight=" + workload.inFlight(),
        "receivers=" + workload.receivers(),
        "connections=" + workload.load().connections(),
        "perSecond=" + workload.load().perSecond());
  }

  static Assignment parse(String... arguments) {
    Map<String, String> values =
        Arrays.stream(arguments)
            .map(argument -> argument.split("=", 2))
            .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
    Function<String, String> value =
        name -> {
          String found = values.get(name);
          if (found == null) {
            throw new IllegalArgumentException("a child's argument is missing: name=" + name);
          }
          return found;
        };
    return new Assignment(
        value.apply("program"),
        value.apply("contender"),
        Side.valueOf(value.apply("side")),
        Integer.parseInt(value.apply("receiver")),
        Integer.parseInt(value.apply("cpu")),
        Path.of(value.apply("directory")),
        new Workload(
            Integer.parseInt(value.apply("payloadBytes")),
            Integer.parseInt(value.apply("replyBytes")),
            WaitMode.valueOf(value.apply("wait")),
            Long.parseLong(value.apply("warmupNs")),
            Long.parseLong(value.apply("durationNs")),
            new Load(
                Integer.parseInt(value.apply("inFlight")),
                Integer.parseInt(value.apply("receivers")),
                Integer.parseInt(value.apply("connections")),
                Integer.parseInt(value.apply("perSecond")))));
  }
}
