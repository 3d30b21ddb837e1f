package dev.oxydra.channels.telegram;

import java.util.Objects;

/**
 * Who the bot is.
 *
 * @param id its user id
 * @param name its user name, without the at sign
 */
record Bot(long id, String name) {
  Bot {
    Objects.requireNonNull(name, "name");
  }

  String account() {
    return Long.toString(id);
  }
}
