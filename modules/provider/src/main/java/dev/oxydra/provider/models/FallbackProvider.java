package dev.oxydra.provider.models;

import dev.oxydra.types.Completion;
import dev.oxydra.types.ModelRef;
import dev.oxydra.types.ModelRequest;
import dev.oxydra.types.Provider;
import dev.oxydra.types.ProviderException;
import dev.oxydra.types.ProviderHealth;
import dev.oxydra.types.StreamEvent;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Consumer;

/**
 * Asks the model that was chosen, then others, as long as what goes wrong may not go wrong there. A
 * wrong key, a refused request or a conversation that is too long is the caller's to know at once.
 * Each model has a {@link Circuit}; while it is open the model is passed over, unless there is no
 * other.
 */
final class FallbackProvider implements Provider {
  private final Provider provider;
  private final List<ModelRef> fallbacks;
  private final Duration cooldown;
  private final InstantSource clock;
  private final Map<String, Circuit> circuits = new ConcurrentSkipListMap<>();

  FallbackProvider(
      Provider provider, List<ModelRef> fallbacks, Duration cooldown, InstantSource clock) {
    this.provider = provider;
    this.fallbacks = List.copyOf(fallbacks);
    this.cooldown = cooldown;
    this.clock = clock;
    fallbacks.forEach(this::circuit);
  }

  private Circuit circuit(ModelRef model) {
    return circuits.computeIfAbsent(model.toString(), _ -> new Circuit(model, cooldown, clock));
  }

  /** All models that were asked, and those that would be. */
  List<ProviderHealth> health() {
    return circuits.values().stream().map(Circuit::health).toList();
  }

  @Override
  public Completion complete(ModelRequest request, Consumer<StreamEvent> sink)
      throws InterruptedException {
    Resumption answer = new Resumption(request, sink);
    List<ProviderException> failures = new ArrayList<>();
    String reason = "";
    for (ModelRef model : candidates(request.model())) {
      Circuit.Permit permit = circuit(model).admit();
      if (permit == null) {
        reason = passedOver(model, reason);
        continue;
      }
      try (permit) {
        if (!reason.isEmpty()) {
          answer.announce(reason, model, Duration.ZERO);
        }
        return ask(model, answer);
      } catch (ProviderException e) {
        reason = String.valueOf(e.getMessage());
        failures.add(e);
        if (!mayWorkElsewhere(e)) {
          throw failure(e, failures);
        }
      }
    }
    if (failures.isEmpty()) {
      return ask(request.model(), answer); // All circuits are open: better late than never.
    }
    throw failure(failures.getFirst(), failures);
  }

  private Set<ModelRef> candidates(ModelRef chosen) {
    Set<ModelRef> candidates = new LinkedHashSet<>();
    candidates.add(chosen);
    candidates.addAll(fallbacks);
    return candidates;
  }

  private String passedOver(ModelRef model, String before) {
    return before.isEmpty()
        ? "%s has failed and is passed over for a while: %s"
            .formatted(
                model,
                Objects.requireNonNullElse(circuit(model).health().lastError(), "no answer."))
        : before;
  }

  private Completion ask(ModelRef model, Resumption answer) throws InterruptedException {
    Circuit circuit = circuit(model);
    try {
      Completion whole = answer.whole(provider.complete(answer.next(model), answer));
      circuit.answered();
      return whole.model() != null ? whole : by(model, whole);
    } catch (ProviderException e) {
      note(circuit, e);
      throw e;
    }
  }

  private static Completion by(ModelRef model, Completion answer) {
    return new Completion(
        answer.message(),
        answer.finishReason(),
        answer.usage(),
        model,
        answer.costUsd(),
        answer.contextLimit());
  }

  private static void note(Circuit circuit, ProviderException failure) {
    switch (failure.kind()) {
      case RATE_LIMITED, UNAVAILABLE, CONNECTION, TIMEOUT, MALFORMED_RESPONSE ->
          circuit.failed(failure);
      case AUTHENTICATION, NOT_FOUND -> circuit.refused(failure);
      case INVALID_REQUEST, CONTEXT_OVERFLOW -> {
        // The request is at fault, and was perhaps not even sent.
      }
    }
  }

  private static boolean mayWorkElsewhere(ProviderException failure) {
    return switch (failure.kind()) {
      case RATE_LIMITED, UNAVAILABLE, CONNECTION, TIMEOUT, MALFORMED_RESPONSE -> true;
      case AUTHENTICATION, NOT_FOUND, INVALID_REQUEST, CONTEXT_OVERFLOW -> false;
    };
  }

  private static ProviderException failure(
      ProviderException reported, List<ProviderException> all) {
    all.stream().filter(other -> other != reported).forEach(reported::addSuppressed);
    return reported;
  }

  @Override
  public void close() {
    provider.close();
  }
}
