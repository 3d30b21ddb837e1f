package dev.oxydra.guest;

import dev.oxydra.tools.web.BrokerPost;
import dev.oxydra.types.Json;
import dev.oxydra.types.Persona;
import java.io.IOException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who the agents are, as their operator says now: read on the host, which the broker's socket leads
 * to.
 *
 * @param otherwise what was known when the guest started, where nobody answers
 */
record BrokerPersona(BrokerPost broker, Persona otherwise) implements Supplier<Persona> {
  private static final Logger log = LoggerFactory.getLogger(BrokerPersona.class);
  private static final String PATH = "/persona";

  /** Two files of 64 KiB each, as JSON. In bytes. */
  private static final int MOST = 1 << 20;

  @Override
  public Persona get() {
    try {
      BrokerPost.Answer answer = broker.post(PATH, new byte[0], MOST);
      if (answer.status() == 200) {
        return Json.mapper().readValue(answer.body(), Persona.class);
      }
      log.warn("The host doesn't say who the agents are: {}", answer);
    } catch (IOException e) {
      log.warn("The host can't be asked who the agents are: {}", e.toString());
    }
    return otherwise;
  }
}
