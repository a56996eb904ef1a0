package io.ranvier.memory;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.StructLayout;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The declaration of one shared structure: every field with its writer, memory order and meaning.
 *
 * <p>A layout class declares its structure once with {@link #named}; offsets, the {@link
 * StructLayout} and the documented table all come from that declaration, so they cannot disagree.
 * Immutable; any thread.
 */
public final class SharedStruct {
  private static final List<String> HEADINGS =
      List.of("offset", "size", "field", "writer", "order", "meaning");

  private final String name;
  private final StructLayout layout;
  private final List<Field> fields;
  private final Map<String, Field> byName = new HashMap<>();

  private SharedStruct(String name, StructLayout layout, List<Field> fields) {
    this.name = name;
    this.layout = layout;
    this.fields = List.copyOf(fields);
    this.fields.forEach(field -> byName.put(field.name(), field));
  }

  /**
   * One field of a shared structure.
   *
   * @param writer who may store to it
   * @param order the weakest memory order of its stores, for instance {@code release} or {@code
   *     CAS}
   */
  public record Field(
      String name, long offset, long sizeBytes, String writer, String order, String meaning) {}

  /** Starts the declaration of the structure called {@code name}. */
  public static Builder named(String name) {
    return new Builder(name);
  }

  /** Returns the structure's name. */
  public String name() {
    return name;
  }

  /** Returns the layout, padding included, with one named member per field. */
  public StructLayout layout() {
    return layout;
  }

  /** Returns the fields in the order of their offsets. */
  public List<Field> fields() {
    return fields;
  }

  /** Returns the size of the whole structure in bytes, padding included. */
  public long byteSize() {
    return layout.byteSize();
  }

  /**
   * Returns the distance of a field from the structure's start in bytes.
   *
   * @throws IllegalArgumentException if there is no such field
   */
  public long offset(String field) {
    return field(field).offset();
  }

  /**
   * Returns the size of a field in bytes.
   *
   * @throws IllegalArgumentException if there is no such field
   */
  public long sizeBytes(String field) {
    return field(field).sizeBytes();
  }

  /**
   * Renders the table {@code offset size field writer order meaning}, one line per field, columns
   * aligned, no trailing blanks, each line ended by a line feed.
   */
  public String render() {
    List<List<String>> rows = new ArrayList<>();
    rows.add(HEADINGS);
    for (Field field : fields) {
      rows.add(
          List.of(
              Long.toString(field.offset()),
              Long.toString(field.sizeBytes()),
              field.name(),
              field.writer(),
              field.order(),
              field.meaning()));
    }
    return alignColumns(rows);
  }

  private static String alignColumns(List<List<String>> rows) {
    int[] widths = new int[HEADINGS.size()];
    for (List<String> row : rows) {
      for (int column = 0; column < widths.length; column++) {
        widths[column] = Math.max(widths[column], row.get(column).length());
      }
    }
    StringBuilder table = new StringBuilder();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int column = 0; column < widths.length; column++) {
        String cell = row.get(column);
        String blanks = " ".repeat(widths[column] - cell.length());
        line.append(column < 2 ? blanks + cell : cell + blanks).append("  ");
      }
      table.append(line.toString().stripTrailing()).append('\n');
    }
    return table.toString();
  }

  private Field field(String field) {
    Field found = byName.get(field);
    if (found == null) {
      throw new IllegalArgumentException("no field " + field + " in " + name);
    }
    return found;
  }

  /** Collects the fields of one structure in the order of their offsets; one thread. */
  public static final class Builder {
    private final String name;
    private final List<MemoryLayout> members = new ArrayList<>();
    private final List<Field> fields = new ArrayList<>();
    private long size;

    private Builder(String name) {
      this.name = Objects.requireNonNull(name, "name");
    }

    /**
     * Appends a field at the present offset, which must suit the layout's alignment: padding is
     * never silent.
     */
    public Builder field(
        String field, MemoryLayout layout, String writer, String order, String meaning) {
      if (size % layout.byteAlignment() != 0) {
        throw new IllegalArgumentException(
            "%s.%s: offset %d is not aligned to %d; pad before it"
                .formatted(name, field, size, layout.byteAlignment()));
      }
      if (fields.stream().anyMatch(known -> known.name().equals(field))) {
        throw new IllegalArgumentException(name + ": field declared twice: " + field);
      }
      members.add(layout.withName(field));
      fields.add(new Field(field, size, layout.byteSize(), writer, order, meaning));
      size += layout.byteSize();
      return this;
    }

    /** Pads until the structure is {@code sizeBytes} long; it must not be longer already. */
    public Builder padTo(long sizeBytes) {
      if (sizeBytes < size) {
        throw new IllegalArgumentException(
            "%s: cannot pad to %d, already %d long".formatted(name, sizeBytes, size));
      }
      if (sizeBytes > size) {
        members.add(MemoryLayout.paddingLayout(sizeBytes - size));
        size = sizeBytes;
      }
      return this;
    }

    /** Returns the finished structure. */
    public SharedStruct build() {
      StructLayout layout =
          MemoryLayout.structLayout(members.toArray(MemoryLayout[]::new)).withName(name);
      return new SharedStruct(name, layout, fields);
    }
  }
}
