package io.ranvier.cli;

import com.fasterxml.jackson.jr.ob.JSON;
import io.ranvier.endpoint.EndpointIdentity;
import io.ranvier.endpoint.EndpointStatus;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Shows endpoints to people and to programs. */
record EndpointTable(List<EndpointStatus> endpoints) {
  private static final String ROW = "%-24s %-8s %9s  %-20s %5s  %-7s %11s %15s  %s%n";

  /** Prints a line for each; nothing at all if there are none. */
  void print(PrintWriter out) {
    if (!endpoints.isEmpty()) {
      out.printf(
          ROW, "name", "state", "pid", "started", "epoch", "version", "connections", "bytes", "");
    }
    for (EndpointStatus endpoint : endpoints) {
      EndpointIdentity identity = endpoint.identity().orElse(null);
      out.printf(
          Locale.ROOT,
          ROW,
          endpoint.name(),
          state(endpoint),
          identity == null ? "-" : identity.pid(),
          identity == null ? "-" : started(identity),
          identity == null ? "-" : identity.epoch(),
          identity == null ? "-" : version(identity),
          endpoint.connections(),
          "%,d".formatted(endpoint.bytes()),
          endpoint.detail());
    }
    out.flush();
  }

  /** Prints one JSON object. */
  void printJson(Path root, PrintWriter out) {
    try {
      Map<String, Object> report = new LinkedHashMap<>();
      report.put("root", root.toString());
      report.put("endpoints", endpoints.stream().map(EndpointTable::fields).toList());
      out.println(JSON.std.asString(report));
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException("endpoints cannot be written as JSON", e);
    }
  }

  private static Map<String, Object> fields(EndpointStatus endpoint) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("name", endpoint.name());
    fields.put("state", state(endpoint));
    endpoint
        .identity()
        .ifPresent(identity -> {
          fields.put("pid", identity.pid());
          fields.put("started", started(identity));
          fields.put("epoch", identity.epoch());
          fields.put("version", version(identity));
        });
    fields.put("connections", endpoint.connections());
    fields.put("files", endpoint.files());
    fields.put("bytes", endpoint.bytes());
    if (!endpoint.detail().isEmpty()) {
      fields.put("detail", endpoint.detail());
    }
    return fields;
  }

  private static String state(EndpointStatus endpoint) {
    return endpoint.state().name().toLowerCase(Locale.ROOT);
  }

  private static String started(EndpointIdentity identity) {
    return Instant.ofEpochMilli(identity.startTimeMs()).truncatedTo(ChronoUnit.SECONDS).toString();
  }

  private static String version(EndpointIdentity identity) {
    return identity.major() + "." + identity.minor();
  }
}
