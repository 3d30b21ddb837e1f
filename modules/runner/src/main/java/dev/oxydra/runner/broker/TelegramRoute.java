package dev.oxydra.runner.broker;

import dev.oxydra.runner.config.ApiKey;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.net.URI;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where a guest's request to its bot goes: {@code /telegram/bot/<method>} to a method of Telegram's
 * Bot API, {@code /telegram/file/<path>} to a file that was sent to the bot. Telegram wants the
 * token in the path, see <a href="https://core.telegram.org/bots/api#making-requests">Making
 * requests</a>.
 */
final class TelegramRoute {
  private static final String PREFIX = "/telegram/";
  private static final String BOT = PREFIX + "bot/";
  private static final String FILE = PREFIX + "file/";

  private static final Pattern METHOD = Pattern.compile(BOT + "[A-Za-z]{1,64}");

  private TelegramRoute() {}

  /** Whether a path, with or without a query, is the bot's. */
  static boolean isIn(String path) {
    return path.startsWith(PREFIX);
  }

  /**
   * @param query with its question mark; empty for none
   * @param bot null where none is configured
   * @throws Refusal also where the bot has no token
   */
  static Route of(HttpRequest request, String path, String query, @Nullable Upstream bot)
      throws Refusal {
    boolean file = path.startsWith(FILE);
    if (!file && !METHOD.matcher(path).matches()) {
      throw Route.notFound(
          "no_such_route",
          "The broker has nothing at this path, only /telegram/bot/<method> and /telegram/file/…");
    }
    if (file && !request.method().equals(HttpMethod.GET)) {
      throw new Refusal(
          HttpResponseStatus.METHOD_NOT_ALLOWED,
          "invalid_request_error",
          "method_not_allowed",
          "A file is asked for with GET");
    }
    String rest = "/" + path.substring(file ? FILE.length() : BOT.length());
    Route.refuseTricks(rest, query);
    if (bot == null) {
      throw Route.notFound(
          "no_telegram",
          "No Telegram bot is configured here; set channels.telegram.enabled in agent.conf and run ./runner restart");
    }
    ApiKey token = bot.key();
    if (token == null) {
      throw Refusal.missingKey(bot);
    }
    return new Route(
        bot,
        URI.create(
            bot.baseUrl()
                + (file ? "/file/" : "/")
                + bot.keyPlacement().name()
                + token.value()
                + rest
                + Route.withoutKeys(query, bot.keyPlacement())));
  }
}
