package io.ranvier.bench.rig;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.DataFormatException;
import org.HdrHistogram.Histogram;

/**
 * What one side found: named numbers, histograms and remarks. Travels as lines of text.
 *
 * <p>Not safe for several threads.
 */
public final class SideReport {
  /** The CPU that the measured thread was pinned to, or {@link Assignment#UNPINNED}. */
  public static final String CPU = "cpu";

  /** 1 when the child had native access, else 0. */
  public static final String TIER = "tier";

  private static final String NOTE = "note=";

  private final Map<String, String> values = new LinkedHashMap<>();
  private final List<String> notes = new ArrayList<>();

  /** Adds a number. */
  public void put(String name, long value) {
    values.put(name, Long.toString(value));
  }

  /** Adds a histogram. */
  public void put(String name, Histogram histogram) {
    ByteBuffer bytes = ByteBuffer.allocate(histogram.getNeededByteBufferCapacity());
    int length = histogram.encodeIntoCompressedByteBuffer(bytes);
    bytes.flip().limit(length);
    byte[] used = new byte[length];
    bytes.get(used);
    values.put(name, Base64.getEncoder().encodeToString(used));
  }

  /** Adds a remark for the person who reads the result: one line. */
  public void note(String text) {
    notes.add(text.replace('\n', ' '));
  }

  /** Returns a number. */
  public long number(String name) {
    return Long.parseLong(value(name));
  }

  /** Returns a histogram. */
  public Histogram histogram(String name) {
    byte[] bytes = Base64.getDecoder().decode(value(name));
    try {
      return Histogram.decodeFromCompressedByteBuffer(ByteBuffer.wrap(bytes), 0);
    } catch (DataFormatException e) {
      throw new IllegalStateException("a child's histogram cannot be read: name=" + name, e);
    }
  }

  /** Returns the remarks. */
  public List<String> notes() {
    return List.copyOf(notes);
  }

  List<String> toLines() {
    List<String> lines = new ArrayList<>();
    values.forEach((name, value) -> lines.add(name + "=" + value));
    notes.forEach(note -> lines.add(NOTE + note));
    return lines;
  }

  void addLine(String line) {
    if (line.startsWith(NOTE)) {
      notes.add(line.substring(NOTE.length()));
    } else {
      int equals = line.indexOf('=');
      values.put(line.substring(0, equals), line.substring(equals + 1));
    }
  }

  private String value(String name) {
    String value = values.get(name);
    if (value == null) {
      throw new IllegalStateException("a child did not report a value: name=" + name);
    }
    return value;
  }
}
