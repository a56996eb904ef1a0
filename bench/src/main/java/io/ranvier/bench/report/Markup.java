package io.ranvier.bench.report;

/** Text with elements that are closed in the order in which they were opened. */
final class Markup {
  private final StringBuilder text = new StringBuilder();

  /** What an element holds. */
  interface Content {
    void write();
  }

  /** Adds an element and what it holds, written by a call back. */
  Markup element(String name, Content content) {
    text.append('<').append(name).append('>');
    content.write();
    text.append("</").append(name).append(">\n");
    return this;
  }

  /** Adds an element that holds text. */
  Markup element(String name, String content) {
    return element(name, () -> text(content));
  }

  /** Adds text, which may hold any characters. */
  Markup text(String content) {
    for (int i = 0; i < content.length(); i++) {
      char character = content.charAt(i);
      switch (character) {
        case '<' -> text.append("&lt;");
        case '>' -> text.append("&gt;");
        case '&' -> text.append("&amp;");
        case '"' -> text.append("&quot;");
        // Not to be had in XML, however it is written.
        default -> text.append(character < ' ' && !isSpace(character) ? ' ' : character);
      }
    }
    return this;
  }

  private static boolean isSpace(char character) {
    return character == '\n' || character == '\t' || character == '\r';
  }

  /** Adds what is markup already. */
  Markup raw(String markup) {
    text.append(markup);
    return this;
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
