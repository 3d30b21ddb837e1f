package dev.oxydra.provider.models;

import dev.oxydra.types.Completion;
import dev.oxydra.types.Content;
import dev.oxydra.types.Message;
import dev.oxydra.types.ModelRef;
import dev.oxydra.types.ModelRequest;
import dev.oxydra.types.StreamEvent;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * One answer over several attempts. It listens to what the sink is given, so that the next attempt
 * can go on where the last one broke off: text that has come is shown to the model as its own,
 * interrupted answer, since the user has read it. Thoughts, their signatures and fragments of tool
 * calls are dropped; they are worth nothing unless they are whole.
 */
final class Resumption implements Consumer<StreamEvent> {
  /** What tells a model that its answer broke off. */
  private static final Message INTERRUPTED = Message.user(text("interrupted.md"));

  private final ModelRequest request;
  private final Consumer<StreamEvent> sink;
  private final StringBuilder text = new StringBuilder();
  private String kept = "";

  Resumption(ModelRequest request, Consumer<StreamEvent> sink) {
    this.request = request;
    this.sink = sink;
  }

  /** Whether a message is a resumption's and not the user's. */
  static boolean isNotice(Message message) {
    return message.equals(INTERRUPTED);
  }

  @Override
  public void accept(StreamEvent event) {
    if (event instanceof StreamEvent.TextDelta(String more)) {
      text.append(more);
    }
    sink.accept(event);
  }

  /** Tells the sink that another attempt follows. */
  void announce(String reason, ModelRef next, Duration pause) {
    sink.accept(new StreamEvent.Retry(reason, next, pause));
  }

  /** What to ask in the attempt that begins now. */
  ModelRequest next(ModelRef model) {
    kept = text.toString();
    if (kept.isBlank()) {
      return request.to(model);
    }
    List<Message> messages = new ArrayList<>(request.messages());
    messages.add(Message.assistant(kept));
    messages.add(INTERRUPTED);
    return request.to(model).with(messages);
  }

  /** The whole answer, from that of the last attempt. */
  Completion whole(Completion last) {
    if (kept.isEmpty()) {
      return last;
    }
    Message message = new Message(last.message().role(), joined(last.message().content()));
    return new Completion(
        message,
        last.finishReason(),
        last.usage(),
        last.model(),
        last.costUsd(),
        last.contextLimit());
  }

  private List<Content> joined(List<Content> continuation) {
    List<Content> all = new ArrayList<>(continuation);
    int at = 0;
    // A thought stays in front, where its provider wants it back.
    while (at < all.size() && all.get(at) instanceof Content.Reasoning) {
      at++;
    }
    for (int i = at; i < all.size(); i++) {
      if (all.get(i) instanceof Content.Text(String rest)) {
        all.set(i, new Content.Text(kept + rest));
        return all;
      }
    }
    all.add(at, new Content.Text(kept));
    return all;
  }

  private static String text(String resource) {
    try (InputStream in = Resumption.class.getResourceAsStream(resource)) {
      return new String(Objects.requireNonNull(in, resource).readAllBytes(), StandardCharsets.UTF_8)
          .strip();
    } catch (IOException e) {
      throw new UncheckedIOException("Can't read " + resource, e);
    }
  }
}
