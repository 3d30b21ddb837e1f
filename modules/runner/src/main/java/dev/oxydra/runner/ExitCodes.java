package dev.oxydra.runner;

import java.util.LinkedHashMap;
import java.util.Map;

/** What the command's exit codes mean. */
final class ExitCodes {
  static final int OK = 0;
  static final int FAILED = 1;

  /** The command line or the configuration is wrong; nothing was done. */
  static final int WRONG_INPUT = 2;

  static final int NOT_RUNNING = 3;

  static final int ANOTHER_RUNS = 4;

  /** A turn was cancelled. */
  static final int CANCELLED = 5;

  /** A turn took too long; as timeout(1) has it. */
  static final int TIMED_OUT = 124;

  /** What the JVM ends with after Ctrl+C, as a shell has it. */
  static final int INTERRUPTED = 130;

  private ExitCodes() {}

  /** For the help texts. */
  static Map<String, String> descriptions() {
    Map<String, String> codes = new LinkedHashMap<>();
    codes.put(String.valueOf(OK), "done, or there was nothing to do");
    codes.put(String.valueOf(FAILED), "it failed; the message says why and what to do");
    codes.put(
        String.valueOf(WRONG_INPUT),
        "the command line or the configuration is wrong; nothing was started");
    codes.put(
        String.valueOf(NOT_RUNNING),
        "status, attach, reload, memory, schedule, budget: no guest runs");
    codes.put(String.valueOf(ANOTHER_RUNS), "start --foreground: a daemon runs already");
    return codes;
  }

  /** For the help text of {@code ask}. */
  static Map<String, String> ofAsk() {
    Map<String, String> codes = new LinkedHashMap<>();
    codes.put(String.valueOf(OK), "the turn is completed");
    codes.put(String.valueOf(FAILED), "the turn failed; the message says why and what to do");
    codes.put(
        String.valueOf(WRONG_INPUT),
        "the command line or the configuration is wrong, or there is no such session, agent or model; nothing was asked");
    codes.put(String.valueOf(NOT_RUNNING), "the agent can't be started or reached");
    codes.put(
        String.valueOf(CANCELLED),
        "the turn was cancelled, by somebody else or as nobody reads the answer any more");
    codes.put(String.valueOf(TIMED_OUT), "the turn took longer than --timeout, and was cancelled");
    codes.put(String.valueOf(INTERRUPTED), "Ctrl+C: the turn was cancelled");
    return codes;
  }
}
