package dev.oxydra.runner;

import dev.oxydra.types.GuestActivity;
import dev.oxydra.types.ModelRef;
import dev.oxydra.types.PlainJson;
import dev.oxydra.types.ProviderHealth;
import dev.oxydra.types.StartupStatus;
import dev.oxydra.types.UserId;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The daemon's answer to {@link ControlRequest.Action#STATUS} or {@code FIND}, read without data
 * binding.
 *
 * @param fields those of {@link ControlReply} as JSON
 */
record StatusReply(Map<String, @Nullable Object> fields) {
  /** The request, as bytes of JSON. */
  static Map<String, @Nullable Object> request(String action, @Nullable UserId user) {
    Map<String, @Nullable Object> request = new LinkedHashMap<>();
    request.put("id", 1L);
    request.put("version", (long) ControlRequest.VERSION);
    request.put("action", action);
    request.put("user", user == null ? null : user.value());
    request.put("insecure", false);
    request.put("environment", Map.of());
    request.put("variables", Map.of());
    return request;
  }

  /** Why the daemon refused; empty when it didn't. */
  String refusal() {
    return "done".equals(fields.get("outcome")) ? "" : text(fields, "message");
  }

  List<GuestStatus> guests() {
    return list(fields, "guests").stream().map(guest -> guest((Map<?, ?>) guest)).toList();
  }

  /** What {@code runner status --json} prints; {@code reply} is null when no daemon runs. */
  static String json(DaemonFiles files, @Nullable StatusReply reply) throws IOException {
    Map<String, @Nullable Object> status = new LinkedHashMap<>();
    Map<String, @Nullable Object> daemon = new LinkedHashMap<>();
    if (reply != null) {
      daemon.put("pid", reply.fields.get("daemon_pid"));
      daemon.put("socket", files.socket().toString());
    }
    status.put("daemon", reply == null ? null : daemon);
    status.put("guests", reply == null ? List.of() : list(reply.fields, "guests"));
    return PlainJson.write(status);
  }

  private static GuestStatus guest(Map<?, ?> guest) {
    Object startedAt = guest.get("started_at");
    return new GuestStatus(
        new UserId(text(guest, "user")),
        GuestStatus.State.valueOf(text(guest, "state").toUpperCase(Locale.ROOT)),
        text(guest, "tier"),
        (Long) guest.get("pid"),
        startedAt == null ? null : Instant.parse(startedAt.toString()),
        text(guest, "provider"),
        text(guest, "model"),
        text(guest, "endpoint"),
        text(guest, "socket"),
        text(guest, "token_file"),
        (int) number(guest, "restarts"),
        list(guest, "degraded_reasons").stream()
            .map(reason -> (Map<?, ?>) reason)
            .map(reason -> new StartupStatus.Reason(text(reason, "code"), text(reason, "detail")))
            .toList(),
        list(guest, "last_log").stream().map(String::valueOf).toList(),
        list(guest, "providers").stream().map(health -> health((Map<?, ?>) health)).toList(),
        guest.get("health") instanceof String health
            ? GuestStatus.Health.valueOf(health.toUpperCase(Locale.ROOT))
            : null,
        guest.get("activity") instanceof Map<?, ?> activity ? activity(activity) : null,
        guest.get("usage") instanceof Map<?, ?> usage
            ? new GuestStatus.Usage(taken(usage, "guest"), taken(usage, "shell"))
            : null);
  }

  private static GuestActivity activity(Map<?, ?> activity) {
    Object spend = activity.get("spend_today_usd");
    return new GuestActivity(
        number(activity, "sessions"),
        number(activity, "running_turns"),
        number(activity, "waiting_turns"),
        spend == null ? null : new BigDecimal(spend.toString()));
  }

  private static GuestStatus.@Nullable Taken taken(Map<?, ?> usage, String program) {
    return usage.get(program) instanceof Map<?, ?> taken
        ? new GuestStatus.Taken(
            number(taken, "memory_bytes"),
            number(taken, "cpu_ms"),
            (int) number(taken, "processes"))
        : null;
  }

  private static ProviderHealth health(Map<?, ?> health) {
    Object until = health.get("until");
    return new ProviderHealth(
        ModelRef.parse(text(health, "model")),
        ProviderHealth.State.valueOf(text(health, "state").toUpperCase(Locale.ROOT)),
        (int) number(health, "failures"),
        until == null ? null : Instant.parse(until.toString()),
        health.get("last_error") instanceof String error ? error : null);
  }

  private static long number(Map<?, ?> object, String name) {
    return object.get(name) instanceof Long number ? number : 0;
  }

  private static String text(Map<?, ?> object, String name) {
    return object.get(name) instanceof String text ? text : "";
  }

  private static List<?> list(Map<?, ?> object, String name) {
    return object.get(name) instanceof List<?> list ? list : List.of();
  }
}
