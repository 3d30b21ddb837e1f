package dev.oxydra.channels.telegram;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.oxydra.types.Json;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.telegram.telegrambots.meta.api.methods.botapimethods.BotApiMethod;
import org.telegram.telegrambots.meta.api.objects.ApiResponse;
import org.telegram.telegrambots.meta.exceptions.TelegramApiRequestException;

/**
 * {@code getUpdates} with the updates as JSON: one of a form that the library doesn't know would
 * make it lose all others.
 */
final class RawUpdates extends BotApiMethod<ArrayList<JsonNode>> {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final List<String> ALLOWED =
      List.of("message", "edited_message", "callback_query");

  private final long offset;
  private final int limit;
  private final int timeout;

  /**
   * @param offset those before are not sent again
   * @param timeout how long the answer may wait for one, in seconds
   */
  RawUpdates(long offset, int limit, int timeout) {
    this.offset = offset;
    this.limit = limit;
    this.timeout = timeout;
  }

  @JsonProperty("offset")
  long offset() {
    return offset;
  }

  @JsonProperty("limit")
  int limit() {
    return limit;
  }

  @JsonProperty("timeout")
  int timeout() {
    return timeout;
  }

  @JsonProperty("allowed_updates")
  List<String> allowed() {
    return ALLOWED;
  }

  @Override
  public String getMethod() {
    return "getUpdates";
  }

  @Override
  @SuppressWarnings("NonApiType") // the library's result has to be Serializable
  public ArrayList<JsonNode> deserializeResponse(String answer) throws TelegramApiRequestException {
    JsonNode json;
    try {
      json = Json.mapper().readTree(answer);
    } catch (IOException e) {
      throw new TelegramApiRequestException("The answer is no JSON", e);
    }
    if (!json.path("ok").asBoolean()) {
      throw refused(json);
    }
    ArrayList<JsonNode> updates = new ArrayList<>();
    json.path("result").forEach(updates::add);
    return updates;
  }

  private static TelegramApiRequestException refused(JsonNode json)
      throws TelegramApiRequestException {
    try {
      return new TelegramApiRequestException(
          "getUpdates was refused", MAPPER.treeToValue(json, ApiResponse.class));
    } catch (IOException e) {
      throw new TelegramApiRequestException("getUpdates was refused", e);
    }
  }

  @Override
  public void validate() {
    // It is made here alone.
  }
}
