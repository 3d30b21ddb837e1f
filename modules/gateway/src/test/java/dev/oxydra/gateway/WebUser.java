package dev.oxydra.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import dev.oxydra.types.Json;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;

/** Somebody who has the token and speaks plain HTTP over TCP. */
final class WebUser implements AutoCloseable {
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final URI base;

  /** What came back. */
  record Answer(int status, String body, HttpResponse<?> response) {
    JsonNode json() {
      try {
        return Json.mapper().readTree(body);
      } catch (IOException e) {
        throw new AssertionError("Not JSON: " + body, e);
      }
    }

    String code() {
      return json().path("code").asText();
    }

    String error() {
      return json().path("error").asText();
    }
  }

  WebUser(Served served) {
    int port = ((InetSocketAddress) served.gateway().address()).getPort();
    base = URI.create("http://127.0.0.1:" + port);
  }

  /** A request with the token. */
  HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(base.resolve(path))
        .timeout(Served.DEADLINE)
        .header("Authorization", "Bearer " + Served.TOKEN);
  }

  Answer get(String path) throws Exception {
    return send(request(path).build());
  }

  Answer post(String path, Map<String, ?> json) throws Exception {
    return post(path, Json.write(json));
  }

  Answer post(String path, String json) throws Exception {
    return send(
        request(path)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(json))
            .build());
  }

  Answer send(HttpRequest request) throws Exception {
    HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
    return new Answer(answer.statusCode(), answer.body(), answer);
  }

  HttpClient client() {
    return client;
  }

  @Override
  public void close() {
    client.shutdownNow();
    client.close();
  }
}
