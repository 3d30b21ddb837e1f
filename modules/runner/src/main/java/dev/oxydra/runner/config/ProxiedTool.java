package dev.oxydra.runner.config;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Who asks the broker's proxy for the network; each may have a policy of its own. */
public enum ProxiedTool {
  /** The tool that fetches pages. */
  WEB_FETCH,
  /** Servers of the Model Context Protocol, near or far. */
  MCP,
  /** Commands that the agent runs. */
  SHELL;

  /** Its name in the configuration, as {@code web_fetch}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The tool of that name. */
  public static Optional<ProxiedTool> of(String word) {
    return Arrays.stream(values()).filter(tool -> tool.word().equals(word)).findFirst();
  }

  static List<String> words() {
    return Arrays.stream(values()).map(ProxiedTool::word).toList();
  }
}
