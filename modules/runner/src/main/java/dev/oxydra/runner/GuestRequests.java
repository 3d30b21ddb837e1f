package dev.oxydra.runner;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.oxydra.runner.RunnerException.Kind;
import dev.oxydra.types.Json;
import dev.oxydra.types.UserId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Asks the gateway of a guest that runs, for a command.
 *
 * @param user whose it is
 * @param kind what kind of trouble it is when it can't answer
 * @param about what it is asked about, for people
 */
record GuestRequests(UserId user, GatewayCall gateway, Kind kind, String about) {
  private static final int LONGEST = 500;

  /** What is asked. */
  interface Request<T> {
    T send() throws IOException;
  }

  /** The user's, if the guest runs. */
  static Optional<GuestRequests> running(Invocation invocation, Kind kind, String about) {
    return AttachCommand.running(invocation)
        .map(guest ->
            new GuestRequests(
                guest.user(),
                new GatewayCall(Path.of(guest.socket()), Path.of(guest.tokenFile())),
                kind,
                about));
  }

  <T> T answered(Request<GatewayCall.Answer> request, Class<T> type) {
    GatewayCall.Answer answer = asked(request);
    if (answer.status() != 200) {
      throw refused(answer);
    }
    return read(new String(answer.body(), StandardCharsets.UTF_8), type);
  }

  <T> T asked(Request<T> request) {
    try {
      return request.send();
    } catch (IOException e) {
      throw failed(String.valueOf(e.getMessage()), e);
    }
  }

  <T> T read(String json, Class<T> type) {
    try {
      return Json.mapper().readValue(json, type);
    } catch (JsonProcessingException e) {
      throw failed("its answer can't be read: " + e.getOriginalMessage(), e);
    }
  }

  RunnerException refused(GatewayCall.Answer answer) {
    try {
      JsonNode said = Json.mapper().readTree(answer.body());
      return new RunnerException(
          kind, message(said.path("error").asText("it refused it with status " + answer.status())));
    } catch (IOException e) {
      return failed("it refused it with status " + answer.status(), e);
    }
  }

  private RunnerException failed(String why, Exception cause) {
    return new RunnerException(kind, message(why), cause);
  }

  private String message(String why) {
    return "The agent of %s could not be asked about %s: %s."
        .formatted(user, about, Printable.of(why, LONGEST).replaceFirst("\\.$", ""));
  }
}
