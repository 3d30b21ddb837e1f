package dev.oxydra.runner;

import com.typesafe.config.ConfigUtil;
import dev.oxydra.runner.Prompt.Choice;
import dev.oxydra.runner.config.LoadedConfig;
import dev.oxydra.runner.config.Roster;
import dev.oxydra.runner.config.WebAddress;
import dev.oxydra.types.AgentConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Which provider answers, where its key is, and with which model.
 *
 * @param changes takes the answers that differ from what is there
 */
record ProviderQuestions(
    Invocation invocation, LoadedConfig config, Prompt prompt, SetupChanges changes) {
  private static final String AUTO = "auto";
  private static final String DEMO = "demo";
  private static final String OLLAMA = "ollama";

  /** A server that isn't registered yet. */
  private static final String OTHER = "other";

  private static final String NAME = "[a-z][a-z0-9_-]{0,40}";

  void ask() {
    String present = config.agent().selection().provider();
    prompt.say("\nWhich provider's model is to answer?");
    String chosen = prompt.choice("Provider", providers(), present);
    String provider = chosen.equals(OTHER) ? register() : chosen;
    if (!provider.equals(present)) {
      changes.set(SetupChanges.AGENT, "selection.provider", provider);
    }
    AgentConfig.Registered registered = config.agent().providers().registry().get(provider);
    if (provider.equals(AUTO) || provider.equals(DEMO)) {
      return;
    }
    new KeyQuestions(invocation, config, prompt, changes).ask(provider, registered);
    if (registered != null) {
      model(registered, provider.equals(present));
    }
  }

  private List<Choice> providers() {
    Map<String, String> environment = invocation.host().environment();
    boolean ollama = Roster.ollamaAnswers(config, environment);
    List<Choice> choices = new ArrayList<>();
    choices.add(
        Choice.of(AUTO, "the first of openai, anthropic, gemini that has a key; ollama; demo"));
    new TreeMap<>(config.agent().providers().registry())
        .forEach((name, registered) -> {
          String where = registered.baseUrl() == null ? "rules, no model" : registered.baseUrl();
          choices.add(
              name.equals(OLLAMA) && !ollama
                  ? new Choice(name, "", "none answers at " + where + ". Start it: ollama serve")
                  : Choice.of(name, where));
        });
    choices.add(Choice.of(OTHER, "a server that speaks OpenAI's protocol, by its URL"));
    return choices;
  }

  /** Asks for a server's address and model. */
  private String register() {
    String url =
        prompt.text(
            "Its URL, up to and without /chat/completions",
            "http://127.0.0.1:8000/v1",
            WebAddress::problem);
    String name =
        prompt.text(
            "A name for it",
            "workshop",
            given ->
                given.matches(NAME) && !given.equals(AUTO) && !given.equals(OTHER)
                    ? null
                    : "A name has a to z, 0 to 9, _ and -, a letter first.");
    String model = prompt.text("Its model", "", ProviderQuestions::modelProblem);
    String entry = "providers.registry." + ConfigUtil.joinPath(name);
    changes.set(SetupChanges.AGENT, entry + ".provider_type", "openai");
    changes.set(SetupChanges.AGENT, entry + ".base_url", ConfigUtil.quoteString(url));
    changes.set(SetupChanges.AGENT, entry + ".default_model", ConfigUtil.quoteString(model));
    if (config.agent().selection().model() != null) {
      changes.set(SetupChanges.AGENT, "selection.model", "null");
    }
    return name;
  }

  /**
   * @param same whether it is the provider that the present model belongs to
   */
  private void model(AgentConfig.Registered registered, boolean same) {
    String selected = config.agent().selection().model();
    String usual = registered.defaultModel() == null ? "" : registered.defaultModel();
    String fallback = same && selected != null ? selected : usual;
    prompt.say("\nWhich of its models?");
    String model = prompt.text("Model", fallback, ProviderQuestions::modelProblem);
    String wanted = model.equals(usual) ? null : model;
    if (wanted == null
        ? selected != null && !(same && model.equals(selected))
        : !wanted.equals(selected)) {
      changes.set(
          SetupChanges.AGENT,
          "selection.model",
          wanted == null ? "null" : ConfigUtil.quoteString(wanted));
    }
  }

  private static @Nullable String modelProblem(String model) {
    return model.matches("[\\x21-\\x7e]{1,200}")
        ? null
        : "Write the model's name as its provider knows it, without spaces.";
  }
}
