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
}
