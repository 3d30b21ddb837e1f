package dev.oxydra.provider.models;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.oxydra.types.AgentConfig.Reliability;
import dev.oxydra.types.Catalog;
import dev.oxydra.types.Completion;
import dev.oxydra.types.ModelId;
import dev.oxydra.types.ModelInfo;
import dev.oxydra.types.ModelRef;
import dev.oxydra.types.ModelRequest;
import dev.oxydra.types.Provider;
import dev.oxydra.types.ProviderId;
import dev.oxydra.types.ProviderRoute;
import dev.oxydra.types.Selection;
import dev.oxydra.types.StreamEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModelsTest {
  private static final ModelRef OTHERWISE = ModelRef.parse("openai/gpt-5-mini");
  private static final Catalog CATALOG =
      new Catalog(
          Map.of(
              "openai", known("gpt-5", "gpt-5-mini", "gpt-5-nano", "o3"),
              "anthropic", known("claude-sonnet-4-5", "claude-haiku-4-5")));

  private final AtomicInteger reads = new AtomicInteger();
  private final List<String> closed = new ArrayList<>();
  private String failing = "";

  private static Map<String, ModelInfo> known(String... names) {
    return Arrays.stream(names).collect(Collectors.toMap(name -> name, _ -> ModelInfo.UNKNOWN));
  }

  private Models models(boolean skip) {
    return new Models(
        List.of(
            route("openai", "gpt-5-mini", "openai"),
            route("work", "claude-sonnet-4-5", "anthropic"),
            route("ollama", null, "ollama")),
        route -> new Closing(route.id().value()),
        List.of(),
        Reliability.defaults(),
        () -> {
          reads.incrementAndGet();
          return CATALOG;
        },
        skip);
  }

  private static ProviderRoute route(String name, @Nullable String model, String catalogProvider) {
    return new ProviderRoute(
        new ProviderId(name),
        "openai",
        "http://broker/providers/" + name,
        null,
        model == null ? null : new ModelId(model),
        ProviderRoute.Corrections.of(catalogProvider),
        new ProviderRoute.Timeouts(Duration.ofSeconds(1), Duration.ofSeconds(1)));
  }

  private static Selection wish(@Nullable String provider, @Nullable String model) {
    return new Selection(provider, model, null);
  }

  @ParameterizedTest
  @CsvSource({
    ",,openai/gpt-5-mini",
    "openai,,openai/gpt-5-mini",
    ",gpt-5,openai/gpt-5",
    "work,,work/claude-sonnet-4-5",
    "work,claude-haiku-4-5,work/claude-haiku-4-5",
    "ollama,qwen3:4b,ollama/qwen3:4b", // the catalogue doesn't know it
  })
  void aWishIsResolved(String provider, String model, String expected) {
    try (Models models = models(false)) {
      assertEquals(ModelRef.parse(expected), models.resolve(wish(provider, model), OTHERWISE));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "opnai | | There is no provider 'opnai' in providers.registry of agent.conf; there are openai",
        " | gpt-5-mni | \"gpt-5-mni\" of openai. Did you mean gpt-5-mini",
        "work | gpt-5 | \"gpt-5\" of anthropic. If it is new",
        "ollama | | ollama has no model that it uses by default",
      })
  void whatIsNotThereIsRefused(String provider, String model, String message) {
    try (Models models = models(false)) {
      IllegalArgumentException refusal =
          assertThrows(
              IllegalArgumentException.class,
              () -> models.resolve(wish(provider, model), OTHERWISE));
      assertTrue(refusal.getMessage().contains(message), refusal.getMessage());
    }
  }

  @Test
  void validationCanBeSkipped() {
    try (Models models = models(true)) {
      assertEquals(ModelRef.parse("openai/gpt-9"), models.resolve(wish(null, "gpt-9"), OTHERWISE));
      assertEquals(0, reads.get());
    }
  }

  @Test
  void theCatalogueIsReadOnce() {
    try (Models models = models(false)) {
      assertEquals(0, reads.get());
      var unused = models.resolve(wish(null, "gpt-5"), OTHERWISE);
      unused = models.resolve(wish(null, "o3"), OTHERWISE);
      assertEquals(1, reads.get());
    }
  }

  @Test
  void allAreClosedThoughOneFails() {
    failing = "openai";
    IllegalStateException failure =
        assertThrows(IllegalStateException.class, () -> models(false).close());
    assertEquals(List.of("openai", "work", "ollama"), closed);
    assertEquals("openai", failure.getMessage());
  }

  /** Says that it was closed. */
  private final class Closing implements Provider {
    private final String name;

    Closing(String name) {
      this.name = name;
    }

    @Override
    public Completion complete(ModelRequest request, Consumer<StreamEvent> sink) {
      throw new AssertionError("nobody asks");
    }

    @Override
    public void close() {
      closed.add(name);
      if (name.equals(failing)) {
        throw new IllegalStateException(name);
      }
    }
  }
}
