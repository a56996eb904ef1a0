package io.ranvier.structure;

import org.junit.jupiter.api.Test;

class LayerDocumentTest {
  @Test
  void designListsThePackagesTopDown() {
    StringBuilder table = new StringBuilder("| package | what it is |\n|---|---|\n");
    for (String name : Layers.BOTTOM_UP.reversed()) {
      table.append("| `%s` | %s |\n".formatted(name, Layers.purpose(name)));
    }
    new GeneratedSection("DESIGN.md", "layers").mustBe(table.toString());
  }
}
