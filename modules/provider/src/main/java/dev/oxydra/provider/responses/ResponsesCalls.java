package dev.oxydra.provider.responses;

import dev.langchain4j.http.client.HttpMethod;
import dev.langchain4j.http.client.HttpRequest;
import dev.oxydra.provider.BrokerHttpClient;
import dev.oxydra.provider.Inlined;
import dev.oxydra.types.Completion;
import dev.oxydra.types.Content;
import dev.oxydra.types.Json;
import dev.oxydra.types.Message;
import dev.oxydra.types.ModelRequest;
import dev.oxydra.types.Provider;
import dev.oxydra.types.ProviderException;
import dev.oxydra.types.ProviderException.Kind;
import dev.oxydra.types.ProviderId;
import dev.oxydra.types.ProviderRoute;
import dev.oxydra.types.StreamEvent;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * The calls of one provider. A call goes on from an answer that the server keeps, if it can; where
 * the server has lost that, the same call is made again with the whole conversation.
 */
final class ResponsesCalls implements Provider {
  /** After so many losses in a row the server is taken for one that keeps nothing. */
  private static final int MAX_LOSSES = 2;

  private static final Pattern LOST =
      Pattern.compile(
          "previous.response|history node|response.{0,100}not found|zero data retention");

  private static final Pattern FORGOTTEN =
      Pattern.compile(
          "item (with id )?'rs_|'reasoning' was provided without"
              + "|encrypted.content.{0,300}(verified|decrypted)");

  private final ProviderId id;
  private final BrokerHttpClient http;
  private final HttpRequest head;
  private final AtomicInteger losses = new AtomicInteger();

  ResponsesCalls(ProviderRoute route, SocketAddress address) {
    this.id = route.id();
    this.http = new BrokerHttpClient(route, address);
    this.head =
        HttpRequest.builder()
            .method(HttpMethod.POST)
            .url(route.baseUrl(), "responses")
            .addHeader("Content-Type", "application/json")
            .build();
  }

  @Override
  public Completion complete(ModelRequest request, Consumer<StreamEvent> sink)
      throws InterruptedException {
    Chain chain = Chain.of(request, id);
    if (!chain.goesOn() || losses.get() >= MAX_LOSSES) {
      return sendWhole(request, chain.broken(), sink);
    }
    Watched watched = new Watched(sink);
    try {
      Completion answer = send(request, chain, true, watched);
      losses.set(0);
      return answer;
    } catch (ProviderException e) {
      if (watched.began() || !isRefused(e, LOST)) {
        throw e;
      }
      losses.incrementAndGet();
      return sendWhole(request, chain.broken(), sink);
    }
  }

  /**
   * A server that no longer knows its thoughts would refuse the conversation for good with them.
   */
  private Completion sendWhole(ModelRequest request, Chain chain, Consumer<StreamEvent> sink)
      throws InterruptedException {
    Watched watched = new Watched(sink);
    try {
      return send(request, chain, true, watched);
    } catch (ProviderException e) {
      if (watched.began() || !isRefused(e, FORGOTTEN)) {
        throw e;
      }
      return send(request, chain, false, sink);
    }
  }

  private static boolean isRefused(ProviderException e, Pattern reason) {
    return (e.kind() == Kind.INVALID_REQUEST || e.kind() == Kind.NOT_FOUND)
        && reason.matcher(Objects.requireNonNull(e.getMessage()).toLowerCase(Locale.ROOT)).find();
  }

  private Completion send(
      ModelRequest request, Chain chain, boolean thoughts, Consumer<StreamEvent> sink)
      throws InterruptedException {
    Inlined files = new Inlined();
    Conversation conversation = new Conversation(id, thoughts, files);
    String json = Json.write(ResponsesRequests.of(request, chain, conversation));
    PartialAnswer reader = new PartialAnswer(sink);
    Completion answer = http.stream(head, files.body(json), reader);
    List<Content> content = new ArrayList<>(answer.message().content());
    content.add(chain.link(answer.message(), reader.keptAs()));
    return new Completion(
        new Message(answer.message().role(), content), answer.finishReason(), answer.usage());
  }

  @Override
  public void close() {
    http.close();
  }
}
