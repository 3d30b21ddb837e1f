package dev.oxydra.tui;

import java.io.BufferedReader;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;

/** Answers what the user is asked about tool calls. A question that comes again is answered so. */
final class AskApprovals {
  private static final String TERMINAL = "/dev/tty";
  private static final String ALLOW = "allow_once";
  private static final String DENY = "deny";
  private static final String NOBODY =
      "Nobody can be asked: this turn was sent by a script that allows nothing.";

  private final Ask.Approval approval;
  private final Consumer<String> frames;
  private final Map<String, String> decisions = new ConcurrentHashMap<>();
  private final Set<String> asked = ConcurrentHashMap.newKeySet();
  private final BlockingQueue<PlainFrame> questions = new LinkedBlockingQueue<>();

  /**
   * @param frames takes what is to be sent, from any thread
   */
  AskApprovals(Ask.Approval approval, Consumer<String> frames) {
    this.approval = approval;
    this.frames = frames;
  }

  /** Takes an {@code approval_requested}. */
  void requested(PlainFrame question) {
    String id = question.text("approval_id");
    String decision = decisions.get(id);
    if (decision != null) {
      decide(id, decision);
      return;
    }
    switch (approval) {
      case NONE -> decide(id, DENY);
      case ALL -> decide(id, ALLOW);
      case ASK -> {
        if (asked.isEmpty()) {
          Thread.ofPlatform().daemon().name("questions").start(this::askAll);
        }
        if (asked.add(id)) {
          questions.add(question);
        }
      }
    }
  }

  private void decide(String id, String decision) {
    decisions.put(id, decision);
    frames.accept(AskFrames.resolve(id, decision, approval == Ask.Approval.NONE ? NOBODY : null));
  }

  private void askAll() {
    try {
      while (true) {
        PlainFrame question = questions.take();
        decide(question.text("approval_id"), ask(question) ? ALLOW : DENY);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Without a terminal, or at its end, the answer is no. */
  private static boolean ask(PlainFrame question) {
    try (OutputStream out = new FileOutputStream(TERMINAL);
        BufferedReader in =
            new BufferedReader(
                new InputStreamReader(new FileInputStream(TERMINAL), StandardCharsets.UTF_8))) {
      while (true) {
        out.write(text(question).getBytes(StandardCharsets.UTF_8));
        String line = in.readLine();
        if (line == null || line.strip().matches("(?i)n|no")) {
          return false;
        }
        if (line.strip().matches("(?i)y|yes")) {
          return true;
        }
      }
    } catch (IOException e) {
      return false;
    }
  }

  /** The calls exactly as they would be made. */
  static String text(PlainFrame question) {
    String where = PlainText.line(question.text("binding"));
    StringBuilder text =
        new StringBuilder("\nMay I run this")
            .append(where.isEmpty() ? "" : " " + where)
            .append("? ")
            .append(PlainText.line(question.text("reason")))
            .append('\n');
    String tool = PlainText.line(question.text("tool"));
    add(text, tool, question.payload());
    for (Object also : PlainFrame.array(question.payload(), "also")) {
      if (also instanceof Map<?, ?> call) {
        add(text, tool, call);
      }
    }
    return text.append("y or n: ").toString();
  }

  private static void add(StringBuilder text, String tool, Map<?, ?> call) {
    String arguments = AskFrames.json(PlainFrame.object(call, "arguments"));
    text.append("  ").append(tool).append(' ').append(PlainText.line(arguments)).append('\n');
  }
}
