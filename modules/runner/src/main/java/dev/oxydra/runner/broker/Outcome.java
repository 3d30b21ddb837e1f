package dev.oxydra.runner.broker;

/** What became of one request, for the log. */
final class Outcome {
  private String verdict = "forwarded";
  private int status;
  private long sent;

  void verdict(String word) {
    verdict = word;
  }

  void status(int code) {
    status = code;
  }

  void sent(long bytes) {
    sent += bytes;
  }

  boolean answered() {
    return status != 0;
  }

  String line(String received, long requestBytes, long nanos) {
    return received
        + " "
        + verdict
        + " status="
        + status
        + " in="
        + requestBytes
        + " out="
        + sent
        + " ms="
        + nanos / 1_000_000;
  }
}
