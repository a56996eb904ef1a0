package io.ranvier.bench.rig;

import java.util.ArrayList;
import java.util.List;

/**
 * The command line of a child JVM: this JVM's own java and class path, and flags that are the same
 * for all contenders.
 *
 * <p>Why these flags: the serial collector has no threads of its own to disturb two busy CPUs, a
 * small heap is enough since nothing measured allocates, and without the performance-data file no
 * counter page is written while the thread runs. The compilers are left as they are: what they make
 * of the code depends on when they are allowed to look at it.
 */
public final class ChildJvm {
  private static final List<String> FLAGS =
      List.of(
          "-XX:+UseSerialGC",
          "-Xms32m",
          "-Xmx64m",
          "-XX:-UsePerfData",
          "-Xshare:auto",
          "--enable-native-access=ALL-UNNAMED");

  private ChildJvm() {}

  /** Returns the flags that JVMs which measure have in common. */
  public static List<String> flags() {
    return FLAGS;
  }

  /** Returns the command that starts {@link ChildMain}; the contender's own flags come last. */
  static List<String> command(List<String> contenderFlags, List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElse("java"));
    command.addAll(FLAGS);
    command.addAll(contenderFlags);
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(ChildMain.class.getName());
    command.addAll(arguments);
    return command;
  }
}
