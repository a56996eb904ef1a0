package io.ranvier.cli.sample;

import java.util.Optional;

/**
 * What a process of the sample tells its launcher, one line each: {@code role|kind|text}.
 *
 * @param role feed, gateway or strategy
 * @param kind whether it is its present state, or something that has happened
 */
record Report(String role, Kind kind, String text) {
  private static final String SEPARATOR = "|";

  enum Kind {
    STATE,
    EVENT
  }

  static void state(String role, String text) {
    print(new Report(role, Kind.STATE, text));
  }

  static void event(String role, String text) {
    print(new Report(role, Kind.EVENT, text));
  }

  /** Reads a line; empty when it is none of ours. */
  static Optional<Report> parse(String line) {
    String[] parts = line.split("\\|", 3);
    if (parts.length < 3) {
      return Optional.empty();
    }
    for (Kind kind : Kind.values()) {
      if (kind.name().equals(parts[1])) {
        return Optional.of(new Report(parts[0], kind, parts[2]));
      }
    }
    return Optional.empty();
  }

  private static synchronized void print(Report report) {
    System.out.println(report.role + SEPARATOR + report.kind + SEPARATOR + report.text);
    System.out.flush();
  }
}
