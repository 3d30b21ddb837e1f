package dev.oxydra.runner.broker;

import dev.oxydra.types.Persona;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What one guest may ask of the broker. A request sees the same terms from its beginning to its
 * end.
 *
 * @param upstreams the providers that it may reach, by name
 * @param limits how much it may ask for
 * @param network what its tools may reach through the proxy
 * @param embeddings makes vectors for it on this host; null where nobody does
 * @param persona reads who its agents are, as the operator says now, and tells what can't be used
 */
public record Terms(
    Map<String, Upstream> upstreams,
    BrokerLimits limits,
    NetworkRules network,
    @Nullable LocalEmbeddings embeddings,
    Function<Consumer<String>, Persona> persona) {
  public Terms {
    upstreams = Map.copyOf(upstreams);
    Objects.requireNonNull(limits, "limits");
    Objects.requireNonNull(network, "network");
    Objects.requireNonNull(persona, "persona");
  }

  /** With a proxy that reaches nothing. */
  public Terms(Map<String, Upstream> upstreams, BrokerLimits limits) {
    this(upstreams, limits, NetworkRules.NOTHING);
  }

  /** Without vectors and a persona. */
  public Terms(Map<String, Upstream> upstreams, BrokerLimits limits, NetworkRules network) {
    this(upstreams, limits, network, null, problems -> Persona.NONE);
  }
}
