package dev.oxydra.tools;

import com.fasterxml.jackson.databind.JsonNode;
import dev.oxydra.types.SessionId;
import dev.oxydra.types.ToolCall;
import dev.oxydra.types.ToolException;
import dev.oxydra.types.Toolbox;
import java.util.Set;

/** What sessions have of the shell: a folder, and what runs. */
record ShellUpkeep(Shell shell) implements Toolbox.Upkeep {
  private static final Set<String> PLACED = Set.of("shell_exec", "shell_start");

  @Override
  public String binding(SessionId session, ToolCall call) {
    if (!PLACED.contains(call.name())) {
      return "";
    }
    JsonNode given = call.arguments().path("directory");
    try {
      return "in " + shell.directory(session, given.isTextual() ? given.textValue() : null);
    } catch (ToolException e) {
      // It won't run there either.
      return "in " + given.asText();
    }
  }

  @Override
  public void ended(SessionId session) throws InterruptedException {
    shell.end(session);
  }
}
