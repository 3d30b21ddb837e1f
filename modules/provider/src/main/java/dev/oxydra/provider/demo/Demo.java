package dev.oxydra.provider.demo;

import dev.oxydra.types.Completion;
import dev.oxydra.types.Content;
import dev.oxydra.types.FinishReason;
import dev.oxydra.types.Message;
import dev.oxydra.types.ModelRequest;
import dev.oxydra.types.Provider;
import dev.oxydra.types.ProviderRoute;
import dev.oxydra.types.Role;
import dev.oxydra.types.StreamEvent;
import dev.oxydra.types.ToolCall;
import dev.oxydra.types.Usage;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The built-in stand-in for a model. The same conversation always gets the same answer; the usage
 * that it reports is counted at four characters a token.
 */
public final class Demo implements Provider {
  private static final Pattern WORD = Pattern.compile("\\S+\\s*|\\s+");
  private static final int CHARACTERS_PER_TOKEN = 4;

  private Demo() {}

  /** See {@link dev.oxydra.provider.ProviderFactory#create}; it connects to nothing. */
  public static Provider create(ProviderRoute route, SocketAddress address) {
    Objects.requireNonNull(route, "route");
    Objects.requireNonNull(address, "address");
    return new Demo();
  }

  @Override
  public Completion complete(ModelRequest request, Consumer<StreamEvent> sink)
      throws InterruptedException {
    DemoReply reply = DemoRules.reply(request);
    stream(reply, sink);
    List<Content> content = new ArrayList<>();
    if (!reply.reasoning().isEmpty()) {
      content.add(new Content.Reasoning(reply.reasoning(), null));
    }
    if (!reply.text().isEmpty()) {
      content.add(new Content.Text(reply.text()));
    }
    content.addAll(reply.calls());
    return new Completion(
        new Message(Role.ASSISTANT, content),
        reply.calls().isEmpty() ? FinishReason.STOP : FinishReason.TOOL_CALLS,
        usage(request, reply));
  }

  private static void stream(DemoReply reply, Consumer<StreamEvent> sink)
      throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException("cancelled");
    }
    if (!reply.reasoning().isEmpty()) {
      sink.accept(new StreamEvent.ReasoningDelta(reply.reasoning()));
    }
    Matcher words = WORD.matcher(reply.text());
    while (words.find()) {
      sink.accept(new StreamEvent.TextDelta(words.group()));
      pause(reply.pause());
    }
    for (int i = 0; i < reply.calls().size(); i++) {
      ToolCall call = reply.calls().get(i);
      sink.accept(
          new StreamEvent.ToolCallDelta(i, call.id(), call.name(), call.arguments().toString()));
    }
  }

  private static void pause(Duration pause) throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException("cancelled");
    }
    if (pause.isPositive()) {
      Thread.sleep(pause);
    }
  }

  private static Usage usage(ModelRequest request, DemoReply reply) {
    int sent =
        request.system().length()
            + request.messages().stream().mapToInt(message -> message.text().length()).sum();
    int received = reply.text().length() + reply.calls().toString().length();
    return new Usage(
        1 + sent / CHARACTERS_PER_TOKEN,
        1 + received / CHARACTERS_PER_TOKEN,
        0,
        reply.reasoning().length() / CHARACTERS_PER_TOKEN);
  }

  @Override
  public void close() {}
}
