package io.ranvier.structure;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;

/**
 * A part of a document that is rendered from the code. With {@code -Dranvier.docs.update=true} it
 * is rewritten, otherwise compared.
 *
 * @param document a file in {@code engine/docs}
 * @param name as it stands in the opening marker
 */
record GeneratedSection(String document, String name) {
  private static final boolean UPDATE = Boolean.getBoolean("ranvier.docs.update");
  private static final String END = "<!-- end generated -->\n";

  /** Passes if the section holds exactly that, or makes it so. */
  void mustBe(String content) {
    Path file = SourceTree.document(document);
    String text = SourceTree.read(file);
    String opening = "<!-- generated:" + name + " -->\n";
    int from = text.indexOf(opening);
    int to = text.indexOf(END, Math.max(from, 0));
    if (from < 0 || to < 0) {
      throw new AssertionError(
          "%s has no section %s%s".formatted(document, opening.strip(), END.strip()));
    }
    int start = from + opening.length();
    if (UPDATE) {
      SourceTree.write(file, text.substring(0, start) + content + text.substring(to));
    } else {
      assertEquals(
          content,
          text.substring(start, to),
          () -> document + ", section " + name + "; run with -Dranvier.docs.update=true");
    }
  }

  /** Renders lines as a block of code. */
  static String codeBlock(String lines) {
    return "```\n" + lines + "```\n";
  }
}
