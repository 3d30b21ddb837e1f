package dev.oxydra.tools.annotations;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Compiles declarations, good and bad, against stand-ins of the types that written code names. */
@SuppressWarnings({"InlineFormatString", "StringConcatToTextBlock"}) // sources with their lines
final class ToolProcessorTest {
  private static final Map<String, String> TYPES =
      Map.of(
          "Tool",
          "public interface Tool { ToolSpec spec(); ToolOutput run("
              + "com.fasterxml.jackson.databind.JsonNode a, ToolContext c)"
              + " throws InterruptedException; }",
          "ToolSpec",
          "public record ToolSpec(String name, String description,"
              + " com.fasterxml.jackson.databind.JsonNode inputSchema, SafetyTier tier) {}",
          "ToolOutput",
          "public record ToolOutput(boolean ok, String text) {"
              + " public static ToolOutput failed(String t) { return new ToolOutput(false, t); } }",
          "ToolContext",
          "public record ToolContext() {}",
          "SafetyTier",
          "public enum SafetyTier { READ_ONLY }",
          "Json",
          "public class Json { public static com.fasterxml.jackson.databind.ObjectMapper mapper() {"
              + " return new com.fasterxml.jackson.databind.ObjectMapper(); } }");

  @TempDir Path folder;

  @Test
  void runsARecordWithEveryType() throws Exception {
    assertEquals(
        List.of(),
        compile(
            """
            package t;
            import dev.oxydra.tools.annotations.*;
            import dev.oxydra.types.ToolOutput; import dev.oxydra.types.ToolContext;
            import java.util.List;
            import org.jspecify.annotations.Nullable;
            @Tool(name = "good", tier = Tier.READ_ONLY)
            record Good(@Param("a") String someText, @Param(value = "b", min = 1, max = 9) int count,
                @Param("c") @Nullable Long big, @Param("d") double share, @Param("e") boolean on,
                @Param("f") Mode mode, @Param("g") List<Inner> inner) {
              enum Mode { FAST_ONE, SLOW }
              record Inner(@Param("h") List<String> names) {}
              ToolOutput run(StringBuilder log, ToolContext context) {
                return new ToolOutput(true, log.append(this).toString());
              }
            }
            """));
    String probe =
        run(
            "{\"some_text\":\"x\",\"count\":3.0,\"share\":1,\"on\":true,\"mode\":\"fast_one\","
                + "\"inner\":[{\"names\":[\"n\"]}]}");
    assertEquals(
        "Good[someText=x, count=3, big=null, share=1.0, on=true, mode=FAST_ONE,"
            + " inner=[Inner[names=[n]]]]",
        probe);
    assertEquals(
        """
        Bad arguments, good did nothing:
        /some_text: missing, expected a string
        /count: must be from 1 to 9
        /share: missing, expected a number
        /on: expected true or false, got the string "yes"
        /mode: expected one of fast_one, slow, got the string "none"
        /inner/0/names/0: expected a string, got 1
        /inner/0/a~1b: unknown; known here: names\
        """,
        run(
            "{\"count\":10,\"on\":\"yes\",\"mode\":\"none\","
                + "\"inner\":[{\"names\":[1],\"a/b\":1}]}"));
    assertTrue(run("\"{oops\"").contains("not JSON; send one JSON object instead of: {oops"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "@Param(\"x\") java.util.Map<String, String> arg | supported are String",
        "@Param(\"x\") Object arg | supported are String",
        "@Param(\"x\") float arg | supported are String",
        "@Param(\"x\") String[] arg | supported are String",
        "String arg | Describe 'arg'",
        "@Param(value = \"x\", min = 1) String arg | min and max",
        "@Param(value = \"x\", pattern = \"a\") int arg | pattern is for String",
      })
  void aBadParameterIsAnErrorOnItsLine(String parameter, String message) throws Exception {
    String method =
        "package t;\nimport dev.oxydra.tools.annotations.*;\nimport dev.oxydra.types.ToolOutput; import dev.oxydra.types.ToolContext;\n"
            + "class A {\n  @Tool(name = \"good\", tier = Tier.READ_ONLY)\n"
            + "  ToolOutput run(\n      @Param(\"ok\") String first,\n      %s) { return null; }\n}\n";
    assertError(8, message, compile(method.formatted(parameter)));
    String record =
        "package t;\nimport dev.oxydra.tools.annotations.*;\nimport dev.oxydra.types.ToolOutput; import dev.oxydra.types.ToolContext;\n"
            + "@Tool(name = \"good\", tier = Tier.READ_ONLY)\n"
            + "record A(\n    @Param(\"ok\") String first,\n    %s) {\n"
            + "  ToolOutput run() { return null; } }\n";
    assertError(7, message, compile(record.formatted(parameter)));
  }

  @ParameterizedTest
  @CsvSource({"undescribed, Write the tool's description", "Bad-Name, must be snake_case"})
  void aBadToolIsAnErrorOnItsLine(String name, String message) throws Exception {
    String source =
        "package t;\nimport dev.oxydra.tools.annotations.*;\nimport dev.oxydra.types.ToolOutput; import dev.oxydra.types.ToolContext;\n"
            + "class A {\n  @Tool(name = \"%s\", tier = Tier.READ_ONLY) ToolOutput run() {"
            + " return null; } }\n";
    assertError(5, message, compile(source.formatted(name)));
  }

  @Test
  void aStringMatchesItsPatternAsAWhole() throws Exception {
    assertEquals(
        List.of(),
        compile(
            """
            package t;
            import dev.oxydra.tools.annotations.*;
            import dev.oxydra.types.ToolOutput;
            @Tool(name = "good", tier = Tier.READ_ONLY)
            record Good(@Param(value = "a", pattern = "[a-z]+\\\\d") String name) {
              ToolOutput run(StringBuilder log) { return new ToolOutput(true, name); }
            }
            """));
    assertEquals("ab1", run("{\"name\":\"ab1\"}"));
    for (String bad : List.of("ab1x", "Ab1", "")) {
      String said = run("{\"name\":\"" + bad + "\"}");
      assertTrue(said.contains("/name: must match [a-z]+\\d"), said);
    }
  }

  @Test
  void severalToolsOfOneClassAreAllInTheIndex() throws Exception {
    Files.writeString(folder.resolve("better.md"), "Better.");
    assertEquals(
        List.of(),
        compile(
            """
            package t;
            import dev.oxydra.tools.annotations.*;
            import dev.oxydra.types.ToolOutput;
            class Good {
              private final StringBuilder log;
              Good(StringBuilder log) { this.log = log; }
              @Tool(name = "good", tier = Tier.READ_ONLY)
              ToolOutput one(@Param("a") String name) { return new ToolOutput(true, "1" + name); }
              @Tool(name = "better", tier = Tier.READ_ONLY)
              ToolOutput two(@Param("b") int count) { return new ToolOutput(true, "2" + count); }
            }
            // record Good: the probe runs the first tool by name, better
            """));
    assertEquals("27", run("{\"count\":7}"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "@Param(\"x\") Object arg | supported are String",
        "Inner arg | Describe 'arg'",
        "@Param(\"x\") Inner arg | contains itself",
        "@Param(\"x\") java.util.List<Inner> arg | contains itself",
        "@Param(\"x\") A.Other arg | contains itself",
      })
  void aBadComponentOfANestedRecordIsAnErrorOnItsLine(String component, String message)
      throws Exception {
    String source =
        "package t;\nimport dev.oxydra.tools.annotations.*;\nimport dev.oxydra.types.ToolOutput;\n"
            + "class A {\n  record Inner(\n      @Param(\"ok\") String first,\n      %s) {}\n"
            + "  record Other(@Param(\"o\") Inner inner) {}\n"
            + "  @Tool(name = \"good\", tier = Tier.READ_ONLY)\n"
            + "  ToolOutput run(@Param(\"in\") Inner inner) { return null; } }\n";
    int line = component.contains("Other") ? 8 : 7;
    assertError(line, message, compile(source.formatted(component)));
  }

  @Test
  void aNameThatIsTakenIsAnErrorOnTheLineOfTheSecond() throws Exception {
    String source =
        "package t;\nimport dev.oxydra.tools.annotations.*;\nimport dev.oxydra.types.ToolOutput;\n"
            + "class A {\n  @Tool(name = \"good\", tier = Tier.READ_ONLY)\n"
            + "  ToolOutput one() { return null; }\n"
            + "  @Tool(name = \"good\", tier = Tier.READ_ONLY)\n"
            + "  ToolOutput two() { return null; } }\n";
    assertError(8, "There is a tool 'good' already", compile(source));
  }

  private static void assertError(
      long line, String message, List<Diagnostic<? extends JavaFileObject>> found) {
    assertEquals(1, found.size(), found.toString());
    assertEquals(line, found.getFirst().getLineNumber(), found.toString());
    assertTrue(found.getFirst().getMessage(Locale.ROOT).contains(message), found.toString());
  }

  private List<Diagnostic<? extends JavaFileObject>> compile(String source) throws Exception {
    Files.writeString(folder.resolve("good.md"), "Says \"good\" \\ things.\n");
    List<JavaFileObject> sources = new ArrayList<>();
    TYPES.forEach((name, text) -> sources.add(source(name, "package dev.oxydra.types;\n" + text)));
    sources.add(source(source.contains("record Good") ? "Good" : "A", source));
    sources.add(
        source(
            "Probe",
            source.contains("record Good")
                ? "package t; public class Probe { public static String run(String a)"
                    + " throws Exception { return ToolIndex.create(new StringBuilder()).get(0).run("
                    + "dev.oxydra.types.Json.mapper().readTree(a), null).text(); } }"
                : "package t; class Probe {}"));
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    DiagnosticCollector<JavaFileObject> found = new DiagnosticCollector<>();
    JavaCompiler.CompilationTask task =
        compiler.getTask(
            null,
            null,
            found,
            List.of("-d", folder.toString(), "-A" + ToolProcessor.DESCRIPTIONS + "=" + folder),
            null,
            sources);
    task.setProcessors(List.of(new ToolProcessor()));
    boolean _ = task.call();
    return found.getDiagnostics();
  }

  private static JavaFileObject source(String name, String text) {
    return new SimpleJavaFileObject(
        URI.create("string:///" + name + ".java"), JavaFileObject.Kind.SOURCE) {
      @Override
      public CharSequence getCharContent(boolean ignoreEncodingErrors) {
        return text;
      }
    };
  }

  private String run(String arguments) throws Exception {
    try (var loader =
        new java.net.URLClassLoader(
            new java.net.URL[] {folder.toUri().toURL()}, getClass().getClassLoader())) {
      return (String)
          loader.loadClass("t.Probe").getMethod("run", String.class).invoke(null, arguments);
    }
  }
}
