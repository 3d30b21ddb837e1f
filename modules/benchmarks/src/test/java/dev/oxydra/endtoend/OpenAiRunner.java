package dev.oxydra.endtoend;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.oxydra.testing.FakeModelServer;
import dev.oxydra.testing.FakeProtocol;
import dev.oxydra.testing.FakeReply;
import dev.oxydra.types.Json;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Runners whose provider is {@code openai}, at a fake of it, with a key that nobody has. */
final class OpenAiRunner {
  private OpenAiRunner() {}

  /** A key as long as a real one, another one each time. */
  static String randomKey() {
    byte[] random = new byte[24];
    new SecureRandom().nextBytes(random);
    return "sk-test-" + HexFormat.of().formatHex(random);
  }

  /** In an empty folder, with the key in the environment and {@code more} in agent.conf. */
  static RunnerUnderTest at(String baseUrl, String key, String more) throws IOException {
    RunnerUnderTest runner = RunnerUnderTest.inEmptyFolder(Map.of("OPENAI_API_KEY", key));
    runner.configure(
        "agent.conf",
        "selection.provider = openai\nproviders.registry.openai.base_url = \"%s\"\n%s\n"
            .formatted(baseUrl, more));
    return runner;
  }

  /** A runner whose model is {@code theirs/the-model}, in {@code protocol}, at a fake of it. */
  static RunnerUnderTest speaking(FakeProtocol protocol, String baseUrl, String key, String more)
      throws IOException {
    RunnerUnderTest runner = RunnerUnderTest.inEmptyFolder(Map.of("THEIR_KEY", key));
    runner.configure(
        "agent.conf",
        """
        selection { provider = theirs, model = the-model }
        providers.registry.theirs {
          provider_type = %s
          base_url = "%s"
          api_key_env = THEIR_KEY
        }
        %s
        """
            .formatted(protocol.providerType(), baseUrl, more));
    return runner;
  }

  /**
   * A model that does what the user says: {@code run <command>} calls the shell and repeats its
   * output, {@code call <tool> <arguments>} any tool, in which single quotes may stand for double
   * ones, and {@code tools} names all tools; all else is repeated.
   */
  static FakeReply obey(FakeModelServer.Request request) {
    String said = request.lastUserText();
    if (request.lastMessage().path("role").asText().equals("tool")) {
      return FakeReply.text(request.lastMessage().path("content").asText());
    }
    if (said.startsWith("run ")) {
      ObjectNode arguments = Json.mapper().createObjectNode().put("command", said.substring(4));
      return FakeReply.toolCall(
          "call-" + request.body().path("messages").size(), "shell_exec", arguments.toString());
    }
    String[] words = said.split(" ", 3);
    if (words.length == 3 && words[0].equals("call")) {
      String arguments = words[2].indexOf('"') < 0 ? words[2].replace('\'', '"') : words[2];
      return FakeReply.toolCall(
          "call-" + request.body().path("messages").size(), words[1], arguments);
    }
    if (said.equals("tools")) {
      return FakeReply.text(toolsOf(request).toString());
    }
    return FakeReply.text("You said: ", said);
  }

  /** The names of the tools that a model is told of. */
  static Set<String> toolsOf(FakeModelServer.Request request) {
    Set<String> names = new TreeSet<>();
    for (JsonNode tool : request.body().path("tools")) {
      names.add(tool.at("/function/name").asText());
    }
    return names;
  }
}
