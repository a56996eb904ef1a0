package io.ranvier.metadata;

/** How long a text is in UTF-8, and how it looks in a message. */
final class Texts {
  /** Answer of {@link #utf8Bytes} for a text that has no UTF-8. */
  static final long MALFORMED = -1;

  private static final int MAX_PRINTED_CHARS = 256;

  private Texts() {}

  /** Returns how many bytes the text takes in UTF-8; {@link #MALFORMED} if it has none. */
  static long utf8Bytes(String text) {
    long bytes = 0;
    int length = text.length();
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      if (c < 0x80) {
        bytes++;
      } else if (c < 0x800) {
        bytes += 2;
      } else if (!Character.isSurrogate(c)) {
        bytes += 3;
      } else if (i + 1 < length && Character.isSurrogatePair(c, text.charAt(i + 1))) {
        bytes += 4;
        i++;
      } else {
        return MALFORMED;
      }
    }
    return bytes;
  }

  /**
   * Returns the text on one line: a peer may have written it, and it must neither end a log's line
   * nor change a terminal. Long texts are cut.
   */
  static String printable(String text) {
    StringBuilder out = new StringBuilder();
    int i = 0;
    while (i < text.length() && i < MAX_PRINTED_CHARS) {
      int character = text.codePointAt(i);
      append(out, character);
      i += Character.charCount(character);
    }
    if (i < text.length()) {
      out.append("... (").append(text.length()).append(" characters)");
    }
    return out.toString();
  }

  private static void append(StringBuilder out, int character) {
    switch (Character.getType(character)) {
      case Character.CONTROL, Character.FORMAT, Character.SURROGATE, Character.UNASSIGNED ->
          escape(out, character);
      case Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR, Character.PRIVATE_USE ->
          escape(out, character);
      default -> {
        if (character == '"' || character == '\\') {
          out.append('\\');
        }
        out.appendCodePoint(character);
      }
    }
  }

  private static void escape(StringBuilder out, int character) {
    out.append("\\u{").append(Integer.toHexString(character)).append('}');
  }
}
