package dev.oxydra.runner.config;

import dev.oxydra.types.ChannelsConfig;
import java.net.URI;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the records can't say of channels. */
final class ChannelChecks {
  private ChannelChecks() {}

  static void telegram(Problems problems, String path, ChannelsConfig.Telegram it) {
    String wrong = addressProblem(it.baseUrl());
    if (wrong != null) {
      problems.add(path + ".base_url", wrong, "Write it like https://api.telegram.org");
    }
    if (it.enabled() && it.senders().isEmpty()) {
      problems.add(
          path + ".senders",
          "Nobody could write to this bot",
          "Name who may, as in [{ platform_ids = [\"123456789\"] }]");
    }
    senders(problems, path + ".senders", it.senders());
  }

  /** The token comes between the address and what is asked for. */
  private static @Nullable String addressProblem(String url) {
    String problem = WebAddress.problem(url);
    if (problem != null) {
      return problem;
    }
    String path = URI.create(url).getRawPath();
    return path.isEmpty() || path.equals("/") ? null : "This must be without a path";
  }

  private static void senders(Problems problems, String path, List<ChannelsConfig.Sender> senders) {
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < senders.size(); i++) {
      String key = Keys.join(path, Integer.toString(i + 1)) + ".platform_ids";
      List<String> ids = senders.get(i).platformIds();
      if (ids.isEmpty()) {
        problems.add(key, "This names nobody", "Put an id in, such as \"123456789\"");
      }
      for (String id : ids) {
        if (!id.matches("[1-9][0-9]{0,18}")) {
          problems.add(
              key,
              "This can't be the id of a Telegram user: \"" + id + "\"",
              "Write the number, such as 123456789, not the name");
        } else if (!seen.add(id)) {
          problems.add(key, "The id " + id + " is there twice", "Name each once");
        }
      }
    }
  }
}
