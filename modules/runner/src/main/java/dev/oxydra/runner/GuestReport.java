package dev.oxydra.runner;

import com.fasterxml.jackson.databind.JsonNode;
import dev.oxydra.types.GuestActivity;
import dev.oxydra.types.Json;
import dev.oxydra.types.ProviderHealth;
import dev.oxydra.types.StartupStatus;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a guest says of itself. A guest may say anything, or nothing: what can't be is left out.
 *
 * @param health whether it answers; null where it wasn't asked
 * @param activity null where it doesn't say
 * @param providers how the models that it uses have been answering; empty where it doesn't say
 * @param troubles what doesn't work as it should; empty where it doesn't say
 */
record GuestReport(
    GuestStatus.@Nullable Health health,
    @Nullable GuestActivity activity,
    List<ProviderHealth> providers,
    List<StartupStatus.Reason> troubles) {
  static final GuestReport NOT_ASKED = new GuestReport(null, null, List.of());
  static final GuestReport SILENT =
      new GuestReport(GuestStatus.Health.NOT_ANSWERING, null, List.of());

  private static final Logger LOG = LoggerFactory.getLogger(GuestReport.class);
  private static final int LONGEST_ERROR = 300;
  private static final int MOST = 100;
  private static final int MOST_TROUBLES = 20;
  private static final int LONGEST_CODE = 64;
  private static final BigDecimal MOST_USD = new BigDecimal("1e12");

  GuestReport {
    providers = List.copyOf(providers);
    troubles = List.copyOf(troubles);
  }

  /** That tells of no trouble. */
  GuestReport(
      GuestStatus.@Nullable Health health,
      @Nullable GuestActivity activity,
      List<ProviderHealth> providers) {
    this(health, activity, providers, List.of());
  }

  /**
   * Asks it. Interrupting the thread ends the waiting for it.
   *
   * @param tokenFile holds what the gateway wants to be shown
   * @param known is given what is known so far, each time that it is more
   */
  static void ask(Path socket, Path tokenFile, Consumer<GuestReport> known) {
    GatewayCall call = new GatewayCall(socket, tokenFile);
    try {
      GatewayCall.Answer health = call.get("/health");
      if (health.status() == 200) {
        List<StartupStatus.Reason> troubles = troubles(health.body());
        known.accept(new GuestReport(GuestStatus.Health.HEALTHY, null, List.of(), troubles));
        List<ProviderHealth> providers = providers(body(call.get("/providers")));
        known.accept(new GuestReport(GuestStatus.Health.HEALTHY, null, providers, troubles));
        GuestActivity activity = read(body(call.get("/activity")), GuestActivity.class);
        known.accept(
            new GuestReport(
                GuestStatus.Health.HEALTHY,
                activity != null && isPossible(activity) ? activity : null,
                providers,
                troubles));
      }
    } catch (IOException e) {
      LOG.debug("The gateway {} did not answer", socket, e); // Or said something else.
    }
  }

  private static byte[] body(GatewayCall.Answer answer) {
    return answer.status() == 200 ? answer.body() : new byte[0];
  }

  private static List<ProviderHealth> providers(byte[] answer) {
    ProviderHealth @Nullable [] all = read(answer, ProviderHealth[].class);
    return all == null
        ? List.of()
        : Arrays.stream(all)
            .filter(Objects::nonNull)
            .limit(MOST)
            .map(GuestReport::printable)
            .toList();
  }

  private static List<StartupStatus.Reason> troubles(byte[] answer) {
    JsonNode said = read(answer, JsonNode.class);
    List<StartupStatus.Reason> troubles = new ArrayList<>();
    for (JsonNode reason :
        said == null ? List.<JsonNode>of() : said.path("startup_status").path("degraded_reasons")) {
      if (troubles.size() < MOST_TROUBLES && reason.path("code").isTextual()) {
        troubles.add(
            new StartupStatus.Reason(
                Printable.of(reason.path("code").textValue(), LONGEST_CODE),
                Printable.of(reason.path("detail").asText(), LONGEST_ERROR)));
      }
    }
    return troubles;
  }

  /** Whether the numbers can be, and can be shown. */
  private static boolean isPossible(GuestActivity said) {
    BigDecimal spent = said.spendTodayUsd();
    return said.sessions() >= 0
        && said.runningTurns() >= 0
        && said.waitingTurns() >= 0
        && (spent == null
            || (spent.signum() >= 0 && spent.scale() < 30 && spent.compareTo(MOST_USD) < 0));
  }

  private static <T> @Nullable T read(byte[] answer, Class<T> type) {
    try {
      return answer.length == 0 ? null : Json.mapper().readValue(answer, type);
    } catch (IOException e) {
      return null; // A guest's mistake.
    }
  }

  private static ProviderHealth printable(ProviderHealth health) {
    String error = health.lastError();
    return new ProviderHealth(
        health.model(),
        health.state(),
        health.failures(),
        health.until(),
        error == null ? null : Printable.of(error, LONGEST_ERROR));
  }
}
