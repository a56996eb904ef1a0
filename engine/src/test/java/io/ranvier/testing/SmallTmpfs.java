package io.ranvier.testing;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Runs a child on a tiny tmpfs of its own, to see what happens when shared memory is full.
 *
 * <p>The mount lives in a name space of the child and ends with it, whatever happens; in a user
 * name space no privilege is needed.
 */
public final class SmallTmpfs {
  private static final List<String> UNSHARE =
      List.of("unshare", "--user", "--map-root-user", "--mount");

  private SmallTmpfs() {}

  /** Returns why this host cannot do it, for an assumption's message; empty if it can. */
  public static String missing(Path mountPoint) {
    List<String> command = new ArrayList<>(prefix(mountPoint, 64));
    command.add("true");
    try {
      Process probe = new ProcessBuilder(command).redirectErrorStream(true).start();
      String output = new String(probe.getInputStream().readAllBytes());
      if (!probe.waitFor(10, TimeUnit.SECONDS)) {
        probe.destroyForcibly();
        return "unshare did not end";
      }
      return probe.exitValue() == 0 ? "" : "no private tmpfs: " + output.strip();
    } catch (IOException e) {
      return "no unshare command: " + e.getMessage();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "interrupted";
    }
  }

  /** Returns the words to put before a command that shall see a tmpfs of that size there. */
  public static List<String> prefix(Path mountPoint, int sizeKib) {
    String script = "mount -t tmpfs -o mode=0700,size=%dk tmpfs \"$0\" && exec \"$@\"";
    List<String> words = new ArrayList<>(UNSHARE);
    words.addAll(List.of("sh", "-c", script.formatted(sizeKib), mountPoint.toString()));
    return List.copyOf(words);
  }
}
