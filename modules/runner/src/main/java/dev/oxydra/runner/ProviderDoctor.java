package dev.oxydra.runner;

import static dev.oxydra.runner.doctor.Finding.broken;
import static dev.oxydra.runner.doctor.Finding.ok;
import static dev.oxydra.runner.doctor.Finding.warning;

import dev.oxydra.runner.broker.Broker;
import dev.oxydra.runner.broker.BrokerLimits;
import dev.oxydra.runner.broker.DoorFiles;
import dev.oxydra.runner.broker.Terms;
import dev.oxydra.runner.broker.Upstream;
import dev.oxydra.runner.config.ApiKeys;
import dev.oxydra.runner.config.ConfigException;
import dev.oxydra.runner.config.LoadedConfig;
import dev.oxydra.runner.config.Roster;
import dev.oxydra.runner.doctor.Finding;
import dev.oxydra.types.Catalog;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Whether the provider that answers can be reached the way that a guest goes: through a broker,
 * here one of the doctor's own, which adds the key. It is asked for its list of models, which costs
 * nothing.
 */
final class ProviderDoctor {
  private static final String WHAT = "reachable";
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** The broker logs each request; in a terminal that is in the way. A field, lest it be lost. */
  private static final Logger BROKER_LOG = Logger.getLogger(Broker.class.getPackageName());

  private ProviderDoctor() {}

  /**
   * What came of it.
   *
   * @param date the time by the provider's clock; null when it didn't say
   */
  record Reached(List<Finding> findings, @Nullable Instant date) {
    static Reached without(Finding finding) {
      return new Reached(List.of(finding), null);
    }
  }

  static Reached reach(Invocation invocation, LoadedConfig config) {
    try {
      return reach(invocation, config, PATIENCE);
    } catch (RunnerException | ConfigException e) {
      return Reached.without(broken(WHAT, "was not tried: " + e.getMessage()));
    }
  }

  static Reached reach(Invocation invocation, LoadedConfig config, Duration patience) {
    Map<String, String> environment = invocation.host().environment();
    ApiKeys keys = config.keys(environment);
    Roster roster = Roster.of(config, keys, environment);
    String provider = roster.model().provider().value();
    Map<String, Upstream> upstreams = Upstream.all(roster.registry(), keys, Catalog.EMPTY);
    Upstream upstream = upstreams.get(provider);
    if (upstream == null) {
      return Reached.without(ok(WHAT, provider + " needs no network"));
    }
    if (invocation.has("--offline")) {
      return Reached.without(ok(WHAT, provider + " was not asked, as --offline says"));
    }
    BROKER_LOG.setLevel(Level.WARNING);
    Path scratch = TrialFolders.temporary();
    Path socket = scratch.resolve("b");
    try (Broker broker = new Broker();
        Broker.Door _ =
            broker.open(
                invocation.user(),
                new DoorFiles(socket, scratch.resolve("egress"), scratch.resolve("usage")),
                new Terms(Map.of(provider, upstream), BrokerLimits.of(config.runner().broker())))) {
      BrokerCall.Answer answer =
          BrokerCall.get(socket, "/providers/" + provider + "/models", patience);
      return new Reached(List.of(judged(upstream, answer, patience)), answer.date());
    } catch (IOException e) {
      return Reached.without(broken(WHAT, provider + " was not asked: " + e.getMessage()));
    } finally {
      TrialFolders.delete(scratch);
    }
  }

  private static Finding judged(Upstream upstream, BrokerCall.Answer answer, Duration patience) {
    String name = upstream.name() + " at " + upstream.baseUrl().getHost();
    if (!answer.refusal().isEmpty()) {
      return broken(WHAT, answer.message());
    }
    return switch (answer.status()) {
      case BrokerCall.SILENT ->
          broken(
              WHAT,
              "%s sent nothing within %d s. Check the network, firewalls, and its base_url in agent.conf."
                  .formatted(name, patience.toSeconds()));
      case 200 -> ok(WHAT, name + " answers" + accepted(upstream));
      case 401, 403 -> broken(WHAT, name + refused(upstream, answer.status()));
      case 404, 405 -> ok(WHAT, name + " answers, and has no list of models to try the key with");
      case 429 ->
          warning(
              WHAT, name + " answers that too much is asked of it: look at your plan or quota.");
      default ->
          answer.status() < 500
              ? warning(
                  WHAT,
                  "%s answers with status %d. Check its base_url in agent.conf."
                      .formatted(name, answer.status()))
              : warning(
                  WHAT, name + " answers with status " + answer.status() + ". Try again later.");
    };
  }

  private static String accepted(Upstream upstream) {
    return upstream.key() == null ? "" : " and takes the key from " + upstream.key().source();
  }

  private static String refused(Upstream upstream, int status) {
    return upstream.key() == null
        ? " wants a key (status %d). Name one with api_key_env in agent.conf, or: runner setup"
            .formatted(status)
        : " refuses the key from %s (status %d). Set a valid one, or: runner setup"
            .formatted(upstream.key().source(), status);
  }
}
