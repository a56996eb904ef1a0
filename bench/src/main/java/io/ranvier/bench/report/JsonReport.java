package io.ranvier.bench.report;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.RecordComponent;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/** Writes a report as one JSON object. */
public final class JsonReport {
  private JsonReport() {}

  /** Returns the JSON text, without a line end. */
  public static String write(RunReport report) {
    return text(report);
  }

  /** Returns the text of one JSON object that has each report as a member, by its scenario. */
  public static String write(SequencedMap<String, RunReport> byScenario) {
    return text(byScenario);
  }

  private static String text(Object value) {
    try {
      return JSON.std.asString(tree(value));
    } catch (IOException e) {
      throw new UncheckedIOException("a report cannot be written as JSON", e);
    }
  }

  /**
   * Turns records into maps, since the library would sort their components by name: people read
   * them in the order in which they are declared.
   */
  private static Object tree(Object value) {
    return switch (value) {
      case Record fields -> fields(fields);
      case Map<?, ?> map -> {
        Map<Object, Object> tree = new LinkedHashMap<>();
        map.forEach((key, entry) -> tree.put(key, tree(entry)));
        yield tree;
      }
      case List<?> list -> list.stream().map(JsonReport::tree).toList();
      default -> value;
    };
  }

  /** Returns the fields of a record in the order in which they are declared; none that is null. */
  static Map<String, Object> fields(Record fields) {
    Map<String, Object> tree = new LinkedHashMap<>();
    for (RecordComponent component : fields.getClass().getRecordComponents()) {
      Object value = read(fields, component);
      if (value != null) {
        tree.put(name(component), tree(value));
      }
    }
    return tree;
  }

  private static String name(RecordComponent component) {
    JsonName name = component.getAnnotation(JsonName.class);
    return name == null ? component.getName() : name.value();
  }

  private static Object read(Record fields, RecordComponent component) {
    try {
      return component.getAccessor().invoke(fields);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("a report's field cannot be read: " + component, e);
    }
  }
}
