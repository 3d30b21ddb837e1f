package dev.oxydra.runner.catalog;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.oxydra.types.Modality;
import dev.oxydra.types.ModelInfo;
import dev.oxydra.types.Prices;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Writes the fields of a model that are known. */
final class ModelWriter {
  private ModelWriter() {}

  static void fields(JsonGenerator out, ModelInfo info) throws IOException {
    text(out, "name", info.name());
    flag(out, "attachment", info.attachment());
    flag(out, "reasoning", info.reasoning());
    flag(out, "tool_call", info.toolCall());
    if (info.modalities() != null) {
      out.writeObjectFieldStart("modalities");
      kinds(out, "input", info.modalities().input());
      kinds(out, "output", info.modalities().output());
      out.writeEndObject();
    }
    if (info.limit() != null) {
      out.writeObjectFieldStart("limit");
      tokens(out, "context", info.limit().context());
      tokens(out, "input", info.limit().input());
      tokens(out, "output", info.limit().output());
      out.writeEndObject();
    }
    if (info.cost() != null) {
      out.writeObjectFieldStart("cost");
      prices(out, info.cost());
      out.writeEndObject();
    }
    text(out, "status", info.status());
  }

  private static void prices(JsonGenerator out, Prices prices) throws IOException {
    price(out, "input", prices.input());
    price(out, "output", prices.output());
    price(out, "reasoning", prices.reasoning());
    price(out, "cache_read", prices.cacheRead());
    price(out, "cache_write", prices.cacheWrite());
    if (prices.over200k() != null) {
      out.writeObjectFieldStart("context_over_200k");
      prices(out, prices.over200k());
      out.writeEndObject();
    }
    if (!prices.tiers().isEmpty()) {
      out.writeArrayFieldStart("tiers");
      for (Prices.Tier tier : prices.tiers()) {
        tier(out, tier);
      }
      out.writeEndArray();
    }
  }

  private static void tier(JsonGenerator out, Prices.Tier tier) throws IOException {
    out.writeStartObject();
    price(out, "input", tier.input());
    price(out, "output", tier.output());
    price(out, "reasoning", tier.reasoning());
    price(out, "cache_read", tier.cacheRead());
    price(out, "cache_write", tier.cacheWrite());
    out.writeObjectFieldStart("tier");
    out.writeNumberField("size", tier.tier().size());
    out.writeEndObject();
    out.writeEndObject();
  }

  private static void kinds(JsonGenerator out, String name, Set<Modality> kinds)
      throws IOException {
    out.writeArrayFieldStart(name);
    for (Modality kind : kinds) {
      out.writeString(kind.name().toLowerCase(Locale.ROOT));
    }
    out.writeEndArray();
  }

  private static void text(JsonGenerator out, String name, @Nullable String text)
      throws IOException {
    if (text != null) {
      out.writeStringField(name, text);
    }
  }

  private static void flag(JsonGenerator out, String name, @Nullable Boolean flag)
      throws IOException {
    if (flag != null) {
      out.writeBooleanField(name, flag);
    }
  }

  private static void tokens(JsonGenerator out, String name, @Nullable Long tokens)
      throws IOException {
    if (tokens != null) {
      out.writeNumberField(name, tokens);
    }
  }

  private static void price(JsonGenerator out, String name, @Nullable BigDecimal price)
      throws IOException {
    if (price != null) {
      out.writeNumberField(name, price);
    }
  }
}
