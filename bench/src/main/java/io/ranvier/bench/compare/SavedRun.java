package io.ranvier.bench.compare;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A result that {@code --json} wrote.
 *
 * @param file where it was read from
 * @param question what was measured: two runs with other values have nothing to compare
 * @param place where it was measured: other values make a comparison doubtful
 * @param commit of the sources
 * @param date when the run ended
 * @param figures of contenders, then ratios, by name
 * @param unavailable the contenders that were to be measured and have no figures
 */
public record SavedRun(
    Path file,
    Map<String, String> question,
    Map<String, String> place,
    String commit,
    String date,
    Map<String, Figure> figures,
    List<String> unavailable) {
  private static final List<String> QUESTION =
      List.of("scenario", "payloadBytes", "wait", "inFlight");
  private static final List<String> PLACE =
      List.of("cpu", "kernel", "jdk", "tier", "pinnedCpus", "topology", "warmupMs", "durationMs");

  /** The figure that needs no name of its own: a contender's rate. */
  private static final String MESSAGES = "messages";

  /** What a contender without figures has in their place: why. */
  private static final String UNAVAILABLE = "unavailable";

  /** How the names of figures end, and what they mean then. */
  private static final Map<String, Figure.Kind> UNITS =
      Map.of(
          "Ns", Figure.Kind.TIME,
          "PerSecond", Figure.Kind.RATE,
          "Percent", Figure.Kind.SHARE);

  /**
   * Reads a result.
   *
   * @throws IllegalArgumentException when the file cannot be read or holds something else
   */
  public static SavedRun read(Path file) {
    try {
      Map<String, Object> run = JSON.std.mapFrom(Files.readString(file));
      return new Reading(file).run(run);
    } catch (NoSuchFileException e) {
      throw new IllegalArgumentException("there is no file '%s'".formatted(file), e);
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "'%s' is not a result of 'ranvier bench ... --json': %s".formatted(file, firstLine(e)),
          e);
    }
  }

  private static String firstLine(IOException e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
  }

  /**
   * Takes a result apart, and says what is missing.
   *
   * @param file for messages
   */
  private record Reading(Path file) {
    SavedRun run(Map<String, Object> run) {
      Map<?, ?> environment = object(run, "environment");
      String scenario = text(run, "scenario");
      if (scenario.isEmpty()) {
        throw missing("scenario");
      }
      return new SavedRun(
          file,
          texts(run, QUESTION),
          texts(environment, PLACE),
          text(environment, "commit"),
          text(environment, "date"),
          figures(run),
          unavailable(run));
    }

    private List<String> unavailable(Map<String, Object> run) {
      return list(run, "results").stream()
          .<Map<?, ?>>map(result -> object(result, "results"))
          .filter(fields -> fields.containsKey(UNAVAILABLE))
          .map(fields -> text(fields, "name"))
          .toList();
    }

    private Map<String, Figure> figures(Map<String, Object> run) {
      List<Figure> found = new ArrayList<>();
      for (Object result : list(run, "results")) {
        Map<?, ?> fields = object(result, "results");
        if (!fields.containsKey(UNAVAILABLE)) {
          found.addAll(figures(text(fields, "name"), list(fields, "perRound")));
        }
      }
      object(run, "ratios")
          .forEach((name, ratio) -> {
            Map<?, ?> fields = object(ratio, "ratios");
            boolean ofTimes = fields.containsKey("p50");
            found.add(
                new Figure(
                    String.valueOf(name),
                    ofTimes ? Figure.Kind.RATIO_OF_TIMES : Figure.Kind.RATIO_OF_RATES,
                    list(fields, "perRound").stream()
                        .map(value -> number(value, "perRound"))
                        .toList()));
          });
      Map<String, Figure> byName = new LinkedHashMap<>();
      found.forEach(figure -> byName.put(figure.name(), figure));
      return byName;
    }

    /** Returns the figures that the rounds of a result have, whatever kind of result it is. */
    private List<Figure> figures(String contender, List<?> rounds) {
      List<Figure> figures = new ArrayList<>();
      if (!rounds.isEmpty()) {
        for (Object field : object(rounds.getFirst(), "perRound").keySet()) {
          String name = String.valueOf(field);
          UNITS.forEach((unit, kind) -> {
            if (name.endsWith(unit)) {
              String what = name.substring(0, name.length() - unit.length());
              String figure = what.equals(MESSAGES) ? contender : contender + " " + what;
              figures.add(new Figure(figure, kind, rounds(rounds, name)));
            }
          });
        }
      }
      return figures;
    }

    private List<Double> rounds(List<?> rounds, String field) {
      return rounds.stream()
          .map(round -> number(object(round, "perRound").get(field), field))
          .toList();
    }

    private static Map<String, String> texts(Map<?, ?> object, List<String> names) {
      Map<String, String> texts = new LinkedHashMap<>();
      names.forEach(name -> texts.put(name, text(object, name)));
      return texts;
    }

    private static String text(Map<?, ?> object, String name) {
      Object value = object.get(name);
      return value == null ? "" : value.toString();
    }

    private Map<?, ?> object(Map<?, ?> object, String name) {
      return object(object.get(name), name);
    }

    private Map<?, ?> object(Object value, String name) {
      if (value instanceof Map<?, ?> map) {
        return map;
      }
      throw missing(name);
    }

    private List<?> list(Map<?, ?> object, String name) {
      if (object.get(name) instanceof List<?> list) {
        return list;
      }
      throw missing(name);
    }

    private double number(Object value, String name) {
      if (value instanceof Number number && Double.isFinite(number.doubleValue())) {
        return number.doubleValue();
      }
      throw missing(name);
    }

    private IllegalArgumentException missing(String name) {
      return new IllegalArgumentException(
          "'%s' is not a result of 'ranvier bench ... --json' of this version: \"%s\" is missing"
              .formatted(file, name));
    }
  }
}
