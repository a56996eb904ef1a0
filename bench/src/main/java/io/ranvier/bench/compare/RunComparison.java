package io.ranvier.bench.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What changed from one run to another.
 *
 * @param before the first run
 * @param after the second
 * @param changes one for each figure that both have, contenders first
 * @param warnings why the comparison may mean less than it seems to
 */
public record RunComparison(
    SavedRun before, SavedRun after, List<Change> changes, List<String> warnings) {

  /**
   * Compares.
   *
   * @throws IllegalArgumentException when the runs asked different questions, or have no figure in
   *     common
   */
  public static RunComparison of(SavedRun before, SavedRun after) {
    List<String> different = differences(before.question(), after.question());
    if (!different.isEmpty()) {
      throw new IllegalArgumentException(
          "these results cannot be compared: " + String.join("; ", different));
    }
    List<Change> changes = new ArrayList<>();
    List<String> warnings = new ArrayList<>(differences(before.place(), after.place()));
    before
        .figures()
        .forEach((name, figure) -> {
          Figure other = after.figures().get(name);
          if (other == null) {
            warnings.add(name + " is only in " + before.file());
          } else if (figure.rounds().isEmpty() || other.rounds().isEmpty()) {
            warnings.add(name + " has no rounds");
          } else {
            changes.add(Change.between(figure, other));
          }
        });
    after.figures().keySet().stream()
        .filter(name -> !before.figures().containsKey(name))
        .forEach(name -> warnings.add(name + " is only in " + after.file()));
    if (changes.isEmpty()) {
      throw new IllegalArgumentException(
          "these results cannot be compared: they have no contender in common");
    }
    return new RunComparison(before, after, changes, warnings);
  }

  /** Names what differs, with both values. */
  private static List<String> differences(Map<String, String> one, Map<String, String> other) {
    List<String> different = new ArrayList<>();
    one.forEach((name, value) -> {
      if (!value.equals(other.get(name))) {
        different.add("%s differs: %s and %s".formatted(name, value, other.get(name)));
      }
    });
    return different;
  }

  /** Whether a ratio of our own is slower beyond noise in the second run. */
  public boolean isSlower() {
    return changes.stream().anyMatch(Change::isSlowdown);
  }

  /** Whether there is a verdict on a ratio of our own: rounds may be too few for some, or all. */
  public boolean isTold() {
    return changes.stream()
        .anyMatch(change -> change.figure().counts() && change.verdict() != Change.Verdict.UNTOLD);
  }

  /**
   * Returns our own contenders that the second run was to measure, as the first did, and has not.
   */
  public List<String> lost() {
    return after.unavailable().stream()
        .filter(name -> name.startsWith(Figure.OURS))
        .filter(
            name -> before.figures().keySet().stream().anyMatch(it -> it.startsWith(name + "/")))
        .toList();
  }

  /** Whether there is no ratio of our own in both runs, so that nothing can be judged. */
  public boolean isEmpty() {
    return changes.stream().noneMatch(change -> change.figure().counts());
  }
}
