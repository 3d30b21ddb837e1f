package dev.oxydra.runner.broker;

import io.netty.handler.codec.http.LastHttpContent;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/** The body of an answer on its way to the guest, without the secrets that are in it. */
final class ScrubbedBody {
  private final List<Scrubber> scrubbers;
  private final GuestWriter guest;
  private final Outcome outcome;

  ScrubbedBody(Secrets secrets, GuestWriter guest, Outcome outcome) {
    this.scrubbers = secrets.scrubbers();
    this.guest = guest;
    this.outcome = outcome;
  }

  /** Sends what came, but for an end that may be the beginning of a secret. */
  void send(byte[] buffer, int length) throws IOException {
    pass(0, Arrays.copyOf(buffer, length));
  }

  /** Sends what was held back, and that it is all. */
  void end() throws IOException {
    for (int i = 0; i < scrubbers.size(); i++) {
      pass(i + 1, scrubbers.get(i).end());
    }
    guest.send(LastHttpContent.EMPTY_LAST_CONTENT);
  }

  /** Through one scrubber after the other, then to the guest. */
  private void pass(int from, byte[] bytes) throws IOException {
    byte[] clean = bytes;
    for (Scrubber scrubber : scrubbers.subList(from, scrubbers.size())) {
      clean = scrubber.next(clean);
    }
    outcome.sent(clean.length);
    guest.send(clean);
  }
}
