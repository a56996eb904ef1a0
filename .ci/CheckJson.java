import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** Fails unless standard input is exactly one JSON object, and that of a {@code bench} run. */
final class CheckJson {
  private CheckJson() {}

  public static void main(String[] args) {
    try {
      check(new String(System.in.readAllBytes(), UTF_8));
    } catch (IOException e) {
      System.err.println("bench output is not as promised: " + e.getMessage());
      System.exit(1);
    }
  }

  private static void check(String text) throws IOException {
    Map<String, Object> run = parse(text);
    require(run.get("scenario") instanceof String, "\"scenario\" is missing");
    require(run.get("environment") instanceof Map, "\"environment\" is missing");
    require(run.get("ratios") instanceof Map, "\"ratios\" is missing");
    require(
        run.get("results") instanceof List<?> results && !results.isEmpty(),
        "\"results\" is missing or empty");
  }

  private static Map<String, Object> parse(String text) throws IOException {
    var json = JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();
    try (JsonParser parser = json.createParser(text)) {
      Map<String, Object> run = JSON.std.mapFrom(parser);
      require(parser.nextToken() == null, "something follows the JSON object");
      return run;
    }
  }

  private static void require(boolean holds, String otherwise) throws IOException {
    if (!holds) {
      throw new IOException(otherwise);
    }
  }
}
