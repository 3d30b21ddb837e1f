package dev.oxydra.runner;

import dev.oxydra.types.GuestActivity;
import dev.oxydra.types.Json;
import dev.oxydra.types.ProviderHealth;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
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
 */
record GuestReport(
    GuestStatus.@Nullable Health health,
    @Nullable GuestActivity activity,
    List<ProviderHealth> providers) {
  static final GuestReport NOT_ASKED = new GuestReport(null, null, List.of());
  static final GuestReport SILENT =
      new GuestReport(GuestStatus.Health.NOT_ANSWERING, null, List.of());

  private static final Logger LOG = LoggerFactory.getLogger(GuestReport.class);
  private static final int LONGEST_ERROR = 300;
  private static final int MOST = 100;
  private static final BigDecimal MOST_USD = new BigDecimal("1e12");

  GuestReport {
    providers = List.copyOf(providers);
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
      if (call.get("/health").status() == 200) {
        known.accept(new GuestReport(GuestStatus.Health.HEALTHY, null, List.of()));
        List<ProviderHealth> providers = providers(body(call.get("/providers")));
        known.accept(new GuestReport(GuestStatus.Health.HEALTHY, null, providers));
        GuestActivity activity = read(body(call.get("/activity")), GuestActivity.class);
        known.accept(
            new GuestReport(
                GuestStatus.Health.HEALTHY,
                activity != null && isPossible(activity) ? activity : null,
                providers));
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
