package dev.oxydra.channels;

import dev.oxydra.channels.Outgoing.Button;
import dev.oxydra.types.ApprovalEvent.Decision;
import dev.oxydra.types.ClientFrame;
import dev.oxydra.types.MemoryEvent;
import dev.oxydra.types.MemoryFrame;
import dev.oxydra.types.MemoryRequest;
import dev.oxydra.types.MemoryStore;
import dev.oxydra.types.OverviewFrame;
import dev.oxydra.types.OverviewRequest;
import dev.oxydra.types.OverviewRequest.ScheduleAction;
import dev.oxydra.types.Selection;
import dev.oxydra.types.ServerFrame;
import dev.oxydra.types.SessionId;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** What the buttons of a chat do. */
final class ChatPresses {
  static final String SESSION = "s:";
  static final String MODEL = "m:";
  static final String AGENT = "g:";
  private static final String SCHEDULE = "t:";
  private static final String FORGET = "f:";

  private final Chat chat;

  /** What the last /forget has found, and the mark of its buttons. */
  private List<MemoryEvent.Place> places = List.of();

  private String mark = "";

  ChatPresses(Chat chat) {
    this.chat = chat;
  }

  /**
   * Does what a button says.
   *
   * @return a note for whoever pressed it; empty for none
   */
  String press(String data) throws InterruptedException {
    String rest = data.length() < 2 ? "" : data.substring(2);
    return switch (data.length() < 2 ? "" : data.substring(0, 2)) {
      case QuestionCards.PREFIX -> question(rest);
      case SESSION -> go(new SessionId(rest));
      case MODEL -> model(rest.equals("default") ? null : ChatCommands.selection(rest));
      case AGENT -> renewed(rest);
      case SCHEDULE -> schedule(rest);
      case FORGET -> forget(rest);
      default -> "This button is of another time.";
    };
  }

  private String question(String rest) throws InterruptedException {
    int colon = rest.lastIndexOf(':');
    if (colon < 0) {
      return "";
    }
    String id = rest.substring(0, colon);
    return switch (rest.substring(colon + 1)) {
      case "y" -> resolve(id, Decision.ALLOW_ONCE, null);
      case "s" -> resolve(id, Decision.ALLOW_SESSION, null);
      case "A" -> resolve(id, Decision.ALLOW_ALWAYS, null);
      case "n" -> resolve(id, Decision.DENY, null);
      case "a" -> {
        chat.offer(id, true);
        yield "Sure?";
      }
      default -> {
        chat.offer(id, false);
        yield "";
      }
    };
  }

  private String resolve(String id, Decision decision, @Nullable String note)
      throws InterruptedException {
    ServerFrame answer =
        chat.link("").ask(request -> new ClientFrame.ResolveApproval(request, id, decision, note));
    return answer instanceof ServerFrame.Error error ? error.message() : "";
  }

  /** Answers the only open question by words, where there are no buttons. */
  void answer(String words) throws InterruptedException {
    String[] parts = words.split("\\s+", 2);
    Decision decision =
        switch (parts[0].toLowerCase(Locale.ROOT)) {
          case "y" -> Decision.ALLOW_ONCE;
          case "s" -> Decision.ALLOW_SESSION;
          case "n" -> Decision.DENY;
          default -> null;
        };
    String open = chat.question();
    if (open == null || decision == null) {
      chat.say(
          open == null
              ? "There is no question here."
              : "Say /approve y (once), s (in this session) or n (no), and a note if you like.");
      return;
    }
    String problem = resolve(open, decision, parts.length > 1 ? parts[1] : null);
    if (!problem.isEmpty()) {
      chat.say("⚠️ " + problem);
    }
  }

  /** Goes on with a session, and says so. */
  String go(SessionId session) throws InterruptedException {
    String problem = chat.move(session);
    String said = problem == null ? "You go on with this session here." : "⚠️ " + problem;
    chat.say(said);
    return problem == null ? "" : problem;
  }

  /**
   * @param model null for the agent's own
   */
  String model(@Nullable Selection model) {
    chat.choose(model);
    chat.say(
        model == null
            ? "The agent's own model answers from now on."
            : "%s is asked from now on."
                .formatted(
                    model.provider() == null
                        ? model.model()
                        : model.provider() + "/" + model.model()));
    return "";
  }

  private String renewed(String agent) throws InterruptedException {
    String problem = chat.renew(null, agent);
    chat.say(problem == null ? "A new session with the agent " + agent + "." : "⚠️ " + problem);
    return "";
  }

  void schedules(OverviewFrame.ScheduleList list) {
    if (list.schedules().isEmpty()) {
      chat.say("There are no schedules. Ask your agent for one.");
      return;
    }
    StringBuilder text = new StringBuilder("**Schedules**");
    List<List<Button>> rows = new ArrayList<>();
    for (OverviewFrame.ScheduleInfo it : list.schedules()) {
      String name = it.name() == null ? it.prompt() : it.name();
      String label = name.length() > 20 ? name.substring(0, 20) + "…" : name;
      text.append(
          "\n- %s: %s, %s"
              .formatted(
                  label,
                  it.when(),
                  it.enabled() ? "next " + (it.next() == null ? "never" : it.next()) : "paused"));
      String id = it.scheduleId();
      if ((SCHEDULE + "r:" + id).getBytes(StandardCharsets.UTF_8).length <= Button.MAX_DATA) {
        rows.add(
            List.of(
                new Button("▶️ " + label, SCHEDULE + "r:" + id),
                new Button(it.enabled() ? "⏸" : "⏵", SCHEDULE + (it.enabled() ? "p:" : "e:") + id),
                new Button("🗑", SCHEDULE + "d:" + id)));
      }
    }
    chat.say(new Outgoing(text.toString(), rows, null));
  }

  private String schedule(String rest) throws InterruptedException {
    if (rest.length() < 3) {
      return "";
    }
    ScheduleAction action =
        switch (rest.charAt(0)) {
          case 'r' -> ScheduleAction.RUN;
          case 'p' -> ScheduleAction.PAUSE;
          case 'd' -> ScheduleAction.DELETE;
          default -> ScheduleAction.RESUME;
        };
    ServerFrame answer =
        chat.link("").ask(id -> new OverviewRequest.ChangeSchedule(id, rest.substring(2), action));
    if (answer instanceof OverviewFrame.ScheduleList list) {
      if (action == ScheduleAction.RUN) {
        return "It runs now.";
      }
      schedules(list);
      return "";
    }
    return answer instanceof ServerFrame.Error error ? error.message() : "";
  }

  /** Buttons that forget one of these, or all. */
  synchronized List<List<Button>> forgetting(List<MemoryEvent.Place> found) {
    places = List.copyOf(found);
    mark = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());
    List<Button> numbers = new ArrayList<>();
    for (int i = 1; i <= places.size(); i++) {
      numbers.add(new Button(Integer.toString(i), FORGET + mark + ":" + i));
    }
    return List.of(
        numbers.subList(0, Math.min(5, numbers.size())),
        numbers.subList(Math.min(5, numbers.size()), numbers.size()),
        List.of(new Button("All of these", FORGET + mark + ":all")));
  }

  private synchronized List<MemoryEvent.Place> chosen(String rest) {
    int colon = rest.indexOf(':');
    if (colon < 0 || !rest.substring(0, colon).equals(mark)) {
      return List.of();
    }
    String which = rest.substring(colon + 1);
    return which.equals("all") ? places : List.of(places.get(Integer.parseInt(which) - 1));
  }

  private String forget(String rest) throws InterruptedException {
    List<MemoryEvent.Place> which;
    try {
      which = chosen(rest);
    } catch (IndexOutOfBoundsException | NumberFormatException e) {
      which = List.of();
    }
    if (which.isEmpty()) {
      return "This button is of another time. Ask with /forget again.";
    }
    List<MemoryEvent.Place> items = which;
    ServerFrame answer = chat.link("").ask(id -> new MemoryRequest.Forget(id, items));
    if (answer instanceof MemoryFrame.MemoryForgotten forgotten) {
      MemoryStore.Receipt receipt = forgotten.receipt();
      chat.say(
          "Forgotten for good: %d notes, %d messages.%s"
              .formatted(
                  receipt.notes(),
                  receipt.messages(),
                  receipt.backups().isEmpty()
                      ? ""
                      : " Backups still have it: " + String.join(", ", receipt.backups())));
      return "";
    }
    return answer instanceof ServerFrame.Error error ? error.message() : "";
  }
}
