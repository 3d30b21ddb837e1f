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

  /** Whether the guest has stopped to wait, or the upstream was too slow. */
  boolean cancelled() {
    return verdict.equals("cancelled") || verdict.equals("timeout");
  }

  String verdict() {
    return verdict;
  }

  int status() {
    return status;
  }

  long sent() {
    return sent;
  }
}
