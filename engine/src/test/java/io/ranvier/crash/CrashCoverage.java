package io.ranvier.crash;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** At which crash points no process was killed, and why. */
final class CrashCoverage {
  private static final String FAILED = "a file operation before it has to fail";

  /** How the names of points begin that victims do not come to, and why. */
  private static final Map<String, String> EXCUSED =
      Map.ofEntries(
          Map.entry("StreamFrames.send:", "calls over a byte stream share no memory"),
          Map.entry("StreamNumbers.", "calls over a byte stream share no memory"),
          Map.entry("CurrentUser.uidOfTemporaryFile:", "only where there is no /proc"),
          Map.entry("LockFile.open:close", "others have to replace a lock file at that moment"),
          Map.entry("LockFile.createIfMissing:close-2", FAILED),
          Map.entry("OpenFile.createNew:deleteIfExists", FAILED),
          Map.entry("OpenFile.createNew:close", FAILED),
          Map.entry("OpenFile.existing:close", FAILED),
          Map.entry("OpenFile.requireSameFile:close", FAILED),
          Map.entry("OpenFile.map:close", FAILED),
          Map.entry("OpenFile.close:close-2", FAILED),
          Map.entry("OpenFile.resize:setLength-2", "the file system has to be full"),
          Map.entry("Takeover.abandon:", FAILED),
          Map.entry("SocketConnector.lambda$start$0:", "a server's backlog has to be full"),
          Map.entry("SocketConnector.closeQuietly:", "a server has to refuse at that moment"));

  private final CrashPlans clients;
  private final CrashPlans servers;

  CrashCoverage(CrashPlans clients, CrashPlans servers) {
    this.clients = clients;
    this.servers = servers;
  }

  /** Returns the points at which no process of either role was killed and that are not excused. */
  Set<String> missed() {
    Set<String> missed = new TreeSet<>(clients.unmet());
    missed.retainAll(servers.unmet());
    missed.removeIf(point -> excuse(point) != null);
    return missed;
  }

  /** Says of each point that one role was not killed at why. */
  void print() {
    print("client", clients, servers);
    print("server", servers, clients);
  }

  private static void print(String role, CrashPlans plans, CrashPlans others) {
    Map<String, Set<String>> byReason = new LinkedHashMap<>();
    for (String point : plans.unmet()) {
      byReason.computeIfAbsent(reason(point, plans, others), _ -> new TreeSet<>()).add(point);
    }
    byReason.forEach((reason, points) ->
        System.out.println("CrashSoakTest %s not at, %s: %s".formatted(role, reason, points)));
  }

  private static String reason(String point, CrashPlans plans, CrashPlans others) {
    if (!plans.unreached().contains(point)) {
      return "reached, but no victim was to stop there yet";
    }
    if (!others.unreached().contains(point)) {
      return "only the other side comes there";
    }
    String excuse = excuse(point);
    return excuse != null ? excuse : "no victim came there";
  }

  private static String excuse(String point) {
    for (Map.Entry<String, String> excused : EXCUSED.entrySet()) {
      if (point.startsWith(excused.getKey())) {
        return excused.getValue();
      }
    }
    return null;
  }
}
