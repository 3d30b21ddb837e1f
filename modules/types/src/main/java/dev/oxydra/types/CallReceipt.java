package dev.oxydra.types;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What a turn really did, in words for people: an answer that says more than this is wrong. Calls
 * that change nothing are only told where they failed.
 */
public final class CallReceipt {
  /** What a tool handles, and what becomes of that. */
  private record Words(String one, String many, String done) {}

  private static final Map<String, Words> KNOWN =
      Map.of(
          "file_write", new Words("file", "files", "written"),
          "file_edit", new Words("file", "files", "edited"),
          "file_delete", new Words("file", "files", "deleted"),
          "shell_exec", new Words("command", "commands", "run"),
          "shell_start", new Words("command", "commands", "started"),
          "memory_save", new Words("note", "notes", "saved"),
          "memory_update", new Words("note", "notes", "changed"),
          "memory_delete", new Words("note", "notes", "deleted"));

  private CallReceipt() {}

  /** Such as {@code 3 files written, 1 command failed}; empty for nothing to tell. */
  public static String text(List<CallTally> calls) {
    List<String> parts = new ArrayList<>();
    for (CallTally tally : calls) {
      if (tally.ok() > 0 && tally.tier() != SafetyTier.READ_ONLY) {
        Words words = KNOWN.get(tally.tool());
        parts.add(
            words == null
                ? tally.ok() + " × " + tally.tool()
                : told(tally.ok(), words, words.done()));
      }
      add(parts, tally, tally.failed(), "failed");
      add(parts, tally, tally.unfinished(), "unfinished");
    }
    return String.join(", ", parts);
  }

  private static void add(List<String> parts, CallTally tally, int count, String became) {
    if (count > 0) {
      Words words = KNOWN.get(tally.tool());
      parts.add(
          words == null || words.one().equals("file")
              ? count + " × " + tally.tool() + " " + became
              : told(count, words, became));
    }
  }

  private static String told(int count, Words words, String became) {
    return count + " " + (count == 1 ? words.one() : words.many()) + " " + became;
  }

  /** Whether a call failed or was cut off. */
  public static boolean isTroubled(List<CallTally> calls) {
    return calls.stream().anyMatch(tally -> tally.failed() + tally.unfinished() > 0);
  }
}
