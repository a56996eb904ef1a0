package io.ranvier.example;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ranvier.testing.ChildJvm;
import io.ranvier.testing.TestRoot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What the README shows is what is compiled here, and it runs. */
@Tag("process")
final class ReadmeTest {
  private static final Path EXAMPLE =
      Path.of("src/test/java/io/ranvier/example/GatewayExample.java");

  @Test
  void showsTheExampleThatIsCompiled() throws IOException {
    String readme = Files.readString(Path.of("..", "README.md"));
    assertTrue(
        readme.contains("```java\n" + snippet() + "```"),
        "README.md must show this:\n" + snippet());
  }

  @Test
  void staysWithin150Lines() throws IOException {
    assertTrue(Files.readAllLines(Path.of("..", "README.md")).size() <= 150);
  }

  @Test
  void printsWhatTheServerAnswered() {
    try (TestRoot root = TestRoot.create();
        ChildJvm child =
            ChildJvm.of(GatewayExample.class).env("RANVIER_DIR", root.path()).start()) {
      assertEquals("", child.awaitLine("42", Duration.ofSeconds(30)));
      assertEquals(0, child.awaitExit(Duration.ofSeconds(30)));
    }
  }

  private static String snippet() throws IOException {
    String source = Files.readString(EXAMPLE);
    int begin = source.indexOf("// README begin\n") + "// README begin\n".length();
    int end = source.indexOf("  // README end");
    return source.substring(begin, end).stripTrailing().stripIndent() + "\n";
  }
}
