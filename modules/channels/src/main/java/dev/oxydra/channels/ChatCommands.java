package dev.oxydra.channels;

import dev.oxydra.channels.Outgoing.Button;
import dev.oxydra.types.ClientFrame;
import dev.oxydra.types.MemoryEvent;
import dev.oxydra.types.MemoryFrame;
import dev.oxydra.types.MemoryRequest;
import dev.oxydra.types.MemoryStore;
import dev.oxydra.types.ModelId;
import dev.oxydra.types.ModelRef;
import dev.oxydra.types.OverviewFrame;
import dev.oxydra.types.OverviewRequest;
import dev.oxydra.types.QueueRequest;
import dev.oxydra.types.Selection;
import dev.oxydra.types.ServerFrame;
import dev.oxydra.types.SessionId;
import dev.oxydra.types.SessionInfo;
import dev.oxydra.types.SlashCommand;
import dev.oxydra.types.StartupStatus;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What a chat can be told by a line that begins with a slash, of the table of all front ends. */
final class ChatCommands {
  /** Those that make sense in a chat. */
  static final Set<SlashCommand> SERVED =
      EnumSet.of(
          SlashCommand.NEW,
          SlashCommand.SESSIONS,
          SlashCommand.SWITCH,
          SlashCommand.HANDOFF,
          SlashCommand.CANCEL,
          SlashCommand.CANCELALL,
          SlashCommand.STEER,
          SlashCommand.STATUS,
          SlashCommand.USAGE,
          SlashCommand.MODEL,
          SlashCommand.AGENT,
          SlashCommand.SCHEDULE,
          SlashCommand.MEMORY,
          SlashCommand.FORGET,
          SlashCommand.APPROVE,
          SlashCommand.HELP);

  /** How many sessions, models or notes a chat is shown. */
  private static final int MOST = 10;

  private static final int MOST_SHOWN = 300;

  private final Chat chat;
  private final ChatPresses presses;

  ChatCommands(Chat chat, ChatPresses presses) {
    this.chat = chat;
    this.presses = presses;
  }

  /**
   * Does what a line says.
   *
   * @param words what stands after the command; empty for nothing
   */
  void run(SlashCommand command, String words) throws InterruptedException {
    switch (command) {
      case NEW -> renew(words);
      case SESSIONS -> sessions();
      case SWITCH -> switchTo(words);
      case HANDOFF -> handoff();
      case CANCEL -> send(id -> new ClientFrame.CancelActiveTurn(id, chat.session(), null));
      case CANCELALL -> send(ClientFrame.CancelAllActiveTurns::new);
      case STEER -> steer(words);
      case STATUS -> status();
      case USAGE -> usage();
      case MODEL -> model(words);
      case AGENT -> agent(words);
      case SCHEDULE -> schedules();
      case MEMORY -> memory(words);
      case FORGET -> forget(words);
      case APPROVE -> presses.answer(words);
      case HELP -> chat.say(help());
      default -> chat.say(command.word() + " is there in the terminal.");
    }
  }

  private void send(Function<String, ClientFrame> frame) throws InterruptedException {
    chat.link("").send(frame);
  }

  private ServerFrame ask(Function<String, ClientFrame> frame) throws InterruptedException {
    return chat.link("").ask(frame);
  }

  /** Says what is wrong, or what has been done. */
  private void done(@Nullable String problem, String said) {
    chat.say(problem == null ? said : "⚠️ " + problem);
  }

  private void unexpected(ServerFrame answer) {
    chat.say(
        "⚠️ "
            + (answer instanceof ServerFrame.Error error
                ? error.message()
                : "The agent said something else: " + answer));
  }

  private static String help() {
    return SERVED.stream()
        .map(it -> "%s — %s".formatted(it.usage(), it.does()))
        .collect(Collectors.joining("\n\n"));
  }

  private void renew(String words) throws InterruptedException {
    int at = words.indexOf("--agent ");
    String name = (at < 0 ? words : words.substring(0, at)).strip();
    String agent = at < 0 ? null : words.substring(at + "--agent ".length()).strip();
    done(
        chat.renew(name.isEmpty() ? null : name, agent),
        "A new session" + (name.isEmpty() ? "." : ": " + name + "."));
  }

  private List<SessionInfo> all() throws InterruptedException {
    ServerFrame answer = ask(id -> new ClientFrame.ListSessions(id, false, false));
    return answer instanceof ServerFrame.SessionList list ? list.sessions() : List.of();
  }

  private static String label(SessionInfo session) {
    return session.displayName() == null
        ? session
            .sessionId()
            .value()
            .substring(0, Math.min(8, session.sessionId().value().length()))
        : session.displayName();
  }

  private void sessions() throws InterruptedException {
    SessionId here = chat.session();
    List<List<Button>> rows = new ArrayList<>();
    for (SessionInfo session : all()) {
      String data = ChatPresses.SESSION + session.sessionId();
      if (rows.size() < MOST && fits(data)) {
        String mark = session.sessionId().equals(here) ? "● " : "";
        rows.add(List.of(new Button(mark + label(session), data)));
      }
    }
    chat.say(new Outgoing("Go on with which session?", rows, null));
  }

  private static boolean fits(String data) {
    return data.getBytes(StandardCharsets.UTF_8).length <= Button.MAX_DATA;
  }

  private void switchTo(String words) throws InterruptedException {
    if (words.isEmpty()) {
      sessions();
      return;
    }
    List<SessionInfo> found =
        all().stream()
            .filter(it ->
                it.sessionId().value().startsWith(words)
                    || words.equalsIgnoreCase(it.displayName()))
            .toList();
    if (found.size() != 1) {
      chat.say(
          found.isEmpty()
              ? "There is no session that is called “%s”. /sessions lists them.".formatted(words)
              : "There are %d sessions of that name. /sessions lists them."
                  .formatted(found.size()));
      return;
    }
    presses.go(found.getFirst().sessionId());
  }

  /** To the session that was last active elsewhere, and from there back. */
  private void handoff() throws InterruptedException {
    SessionId here = chat.session();
    List<SessionInfo> sessions = all();
    boolean own =
        sessions.stream()
            .anyMatch(
                it -> it.sessionId().equals(here) && it.channelOrigin().equals(chat.channel()));
    SessionId before = chat.before();
    if (!own && before != null) {
      presses.go(before);
      return;
    }
    SessionInfo elsewhere =
        sessions.stream()
            .filter(it -> !it.channelOrigin().equals(chat.channel()))
            .filter(it -> !it.channelOrigin().equals("schedule"))
            .findFirst()
            .orElse(null);
    if (elsewhere == null) {
      chat.say("There is no session of another front end to go on with.");
    } else {
      presses.go(elsewhere.sessionId());
    }
  }

  private void steer(String words) throws InterruptedException {
    if (words.isEmpty()) {
      chat.say("Say what: " + SlashCommand.STEER.usage());
      return;
    }
    ServerFrame health = ask(ClientFrame.HealthCheck::new);
    ServerFrame.TurnRef running =
        health instanceof ServerFrame.HealthStatus status ? status.activeTurn() : null;
    if (running == null) {
      chat.say("Nothing runs. Just write it.");
      return;
    }
    ServerFrame answer =
        ask(id -> new QueueRequest.SteerTurn(id, chat.session(), running.turnId(), words));
    if (answer instanceof ServerFrame.Error) {
      unexpected(answer);
    } else {
      chat.say("↪️ It is told that before its next step.");
    }
  }

  private void status() throws InterruptedException {
    ServerFrame answer = ask(ClientFrame.HealthCheck::new);
    if (!(answer instanceof ServerFrame.HealthStatus health)) {
      unexpected(answer);
      return;
    }
    StringBuilder text = new StringBuilder(health.healthy() ? "✅ Running" : "⚠️ Not well");
    StartupStatus startup = health.startupStatus();
    if (startup != null) {
      text.append(", in the tier ").append(startup.sandboxTier()).append('.');
      startup.degradedReasons().forEach(reason -> text.append("\n\n⚠️ ").append(reason.detail()));
    }
    text.append("\n\n")
        .append(health.activeTurn() == null ? "Nothing runs here." : "A turn runs here.");
    chat.say(text.toString());
  }

  private void usage() throws InterruptedException {
    ServerFrame answer = ask(id -> new OverviewRequest.GetUsage(id, 7));
    if (!(answer instanceof OverviewFrame.UsageReport report)) {
      unexpected(answer);
      return;
    }
    StringBuilder text = new StringBuilder("**The last 7 days**");
    BigDecimal cost = BigDecimal.ZERO;
    for (OverviewFrame.UsageOfDay day : report.days()) {
      BigDecimal spent = Objects.requireNonNullElse(day.costUsd(), BigDecimal.ZERO);
      cost = cost.add(spent);
      text.append(
          "\n- %s %s/%s: %d calls, %d tokens in, %d out%s"
              .formatted(
                  day.day(),
                  day.provider(),
                  day.model(),
                  day.calls(),
                  day.inputTokens(),
                  day.outputTokens(),
                  day.costUsd() == null ? "" : ", $" + spent.toPlainString()));
    }
    chat.say(
        report.days().isEmpty()
            ? "No model was used in the last 7 days."
            : text.append("\n\nTogether $").append(cost.toPlainString()).toString());
  }

  private void model(String words) throws InterruptedException {
    if (words.equalsIgnoreCase("default")) {
      presses.model(null);
      return;
    }
    if (!words.isEmpty()) {
      try {
        presses.model(selection(words));
      } catch (IllegalArgumentException e) {
        chat.say("That is no model: %s.".formatted(e.getMessage()));
      }
      return;
    }
    ServerFrame answer = ask(OverviewRequest.ListModels::new);
    if (!(answer instanceof OverviewFrame.ModelList list)) {
      unexpected(answer);
      return;
    }
    List<List<Button>> rows = new ArrayList<>();
    rows.add(List.of(new Button("The agent's own", ChatPresses.MODEL + "default")));
    for (OverviewFrame.ModelChoice model : list.models()) {
      String name = model.provider() + "/" + model.model();
      if (rows.size() < MOST && fits(ChatPresses.MODEL + name)) {
        rows.add(
            List.of(
                new Button(
                    Objects.requireNonNullElse(model.name(), name), ChatPresses.MODEL + name)));
      }
    }
    chat.say(
        new Outgoing(
            "Which model? Any other one: /model provider/model (%d are known)."
                .formatted(list.models().size()),
            rows,
            null));
  }

  static Selection selection(String wish) {
    if (wish.indexOf('/') < 0) {
      return new Selection(null, new ModelId(wish).value(), null);
    }
    ModelRef model = ModelRef.parse(wish);
    return new Selection(model.provider().value(), model.model().value(), null);
  }

  private void agent(String words) throws InterruptedException {
    if (!words.isEmpty()) {
      done(chat.renew(null, words), "A new session with the agent " + words + ".");
      return;
    }
    ServerFrame answer = ask(OverviewRequest.ListAgents::new);
    if (!(answer instanceof OverviewFrame.AgentList list)) {
      unexpected(answer);
      return;
    }
    List<List<Button>> rows =
        list.agents().stream()
            .filter(it -> fits(ChatPresses.AGENT + it.name()))
            .map(it -> List.of(new Button(it.name(), ChatPresses.AGENT + it.name())))
            .toList();
    chat.say(new Outgoing("Begin a session with which agent?", rows, null));
  }

  private void schedules() throws InterruptedException {
    ServerFrame answer = ask(OverviewRequest.ListSchedules::new);
    if (answer instanceof OverviewFrame.ScheduleList list) {
      presses.schedules(list);
    } else {
      unexpected(answer);
    }
  }

  private void memory(String words) throws InterruptedException {
    if (!words.isEmpty()) {
      List<MemoryStore.Recalled> found = found(words);
      if (found != null) {
        chat.say(
            found.isEmpty()
                ? "Nothing was found."
                : found.stream().map(ChatCommands::line).collect(Collectors.joining("\n")));
      }
      return;
    }
    ServerFrame answer = ask(MemoryRequest.ListNotes::new);
    if (!(answer instanceof MemoryFrame.NoteList list)) {
      unexpected(answer);
      return;
    }
    chat.say(
        list.notes().isEmpty()
            ? "There are no notes."
            : list.notes().stream()
                .limit(MOST)
                .map(it -> "- " + shortened(it.text()))
                .collect(Collectors.joining("\n")));
  }

  private @Nullable List<MemoryStore.Recalled> found(String words) throws InterruptedException {
    ServerFrame answer =
        ask(id -> new MemoryRequest.SearchMemory(id, words, MOST, null, null, null, null));
    if (answer instanceof MemoryFrame.MemoryResults results) {
      return results.items();
    }
    unexpected(answer);
    return null;
  }

  private static String line(MemoryStore.Recalled item) {
    return "- *%s, %s:* %s"
        .formatted(item.at().toString().substring(0, 10), item.source(), shortened(item.text()));
  }

  private static String shortened(String text) {
    String line = text.replaceAll("\\s+", " ").strip();
    return line.length() > MOST_SHOWN ? line.substring(0, MOST_SHOWN) + "…" : line;
  }

  private void forget(String words) throws InterruptedException {
    if (words.isEmpty()) {
      chat.say("Say what about: " + SlashCommand.FORGET.usage());
      return;
    }
    List<MemoryStore.Recalled> found = found(words);
    if (found == null) {
      return;
    }
    if (found.isEmpty()) {
      chat.say("Nothing was found.");
      return;
    }
    StringBuilder text = new StringBuilder("What is to be forgotten for good?");
    List<MemoryEvent.Place> places = new ArrayList<>();
    for (MemoryStore.Recalled item : found) {
      places.add(item.place());
      text.append("\n%d. %s".formatted(places.size(), shortened(item.text())));
    }
    chat.say(new Outgoing(text.toString(), presses.forgetting(places), null));
  }
}
