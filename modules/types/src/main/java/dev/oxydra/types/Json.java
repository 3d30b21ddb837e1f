package dev.oxydra.types;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.function.Function;

/**
 * JSON as the product writes it on every wire and in the journal: snake_case names, absent fields
 * left out, unknown ones ignored, times in RFC 3339 UTC, days and durations in ISO 8601.
 */
public final class Json {
  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .defaultPropertyInclusion(
              JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, JsonInclude.Include.ALWAYS))
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          // An attachment of a frame is known to be one without saying so.
          .disable(MapperFeature.REQUIRE_TYPE_ID_FOR_SUBTYPES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .addModule(
              new SimpleModule()
                  .addSerializer(Instant.class, ToStringSerializer.instance)
                  .addDeserializer(
                      Instant.class,
                      new TextReader<>(Instant.class, Instant::parse, "not an RFC 3339 time"))
                  .addSerializer(LocalDate.class, ToStringSerializer.instance)
                  .addDeserializer(
                      LocalDate.class,
                      new TextReader<>(LocalDate.class, LocalDate::parse, "not an ISO 8601 date"))
                  .addSerializer(Duration.class, ToStringSerializer.instance)
                  .addDeserializer(
                      Duration.class,
                      new TextReader<>(
                          Duration.class, Duration::parse, "not an ISO 8601 duration")))
          .build();

  private Json() {}

  /** The one mapper; it must not be reconfigured. */
  public static ObjectMapper mapper() {
    return MAPPER;
  }

  /** {@code value} as one line of JSON. */
  public static String write(Object value) {
    try {
      return MAPPER.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(
          "Can't write " + value.getClass().getSimpleName() + " as JSON", e);
    }
  }

  /** Reads what the type itself writes as text. */
  private static final class TextReader<T> extends StdScalarDeserializer<T> {
    private static final long serialVersionUID = 1L;

    private final transient Function<String, T> parser;
    private final String problem;

    TextReader(Class<T> type, Function<String, T> parser, String problem) {
      super(type);
      this.parser = parser;
      this.problem = problem;
    }

    @Override
    public T deserialize(JsonParser in, DeserializationContext context) throws IOException {
      String text = in.getText();
      try {
        return parser.apply(text);
      } catch (DateTimeParseException e) {
        throw context.weirdStringException(text, handledType(), problem);
      }
    }
  }
}
