package dev.oxydra.runner.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.oxydra.types.ChannelsConfig;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A bot's token is in one variable, and nothing else is taken for one. */
class BotTokenTest {
  private static final String TOKEN = "123456789:AAF-abcdefghijklmnopqrstuvwxyz_0123";

  @Test
  void itIsInTheVariableThatIsNamedAndInNoOther() {
    Map<String, String> environment = Map.of("TELEGRAM_BOT_TOKEN", TOKEN, "OTHER", "7:another");
    assertEquals(TOKEN, find(null, environment).value());
    assertEquals("TELEGRAM_BOT_TOKEN", find(null, environment).source());
    assertEquals("7:another", find("OTHER", environment).value());
    assertNull(find("UNSET", environment), "the usual one is another bot's");
    assertNull(find(null, Map.of("API_KEY", TOKEN)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "secret-token",
        "12:short",
        "12:../getMe-of-another",
        "12:abcdefgh/x",
        "12:abcdefgh?x",
        "12:abc%2fdefgh",
        "bot12:abcdefgh"
      })
  void whatCanBeNoneIsRefusedAndNotShown(String value) {
    ConfigException refused =
        assertThrows(ConfigException.class, () -> find("MY_BOT", Map.of("MY_BOT", value)));
    String said = String.valueOf(refused.getMessage());
    assertTrue(said.contains("MY_BOT") && said.contains("@BotFather"), said);
    assertFalse(said.contains(value), said);
  }

  @Test
  void oneThatIsToComeStandsForAny() {
    assertTrue(find(null, Map.of("TELEGRAM_BOT_TOKEN", ApiKey.TO_COME)).isToCome());
  }

  private static @Nullable ApiKey find(@Nullable String variable, Map<String, String> environment) {
    return new ApiKeys(List.of(), environment)
        .find(
            new ChannelsConfig.Telegram(
                true, variable, "https://api.telegram.org", 5, 4096, List.of()));
  }
}
