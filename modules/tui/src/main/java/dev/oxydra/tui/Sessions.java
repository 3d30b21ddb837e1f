package dev.oxydra.tui;

import dev.oxydra.types.ServerFrame;
import dev.oxydra.types.SessionId;
import dev.oxydra.types.SessionInfo;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;

/** The list of sessions, and the one that a person means. */
final class Sessions {
  /** Shorter beginnings of an id look like words. */
  private static final int MIN_PREFIX = 8;

  /**
   * In the place of a session that is wanted: the one that was last active in another front end.
   */
  static final String ELSEWHERE = "\0elsewhere";

  /** What a session's origin is that was made in a terminal. */
  private static final String GATEWAY = "gateway";

  private Sessions() {}

  static Step listed(Screen screen, ServerFrame.SessionList list, Instant now) {
    List<SessionInfo> sessions = list.sessions();
    String target = screen.switchTo();
    if (target == null) {
      return Menus.sessions(screen, list, now);
    }
    Screen done = screen.switchingTo(null);
    if (target.equals(ELSEWHERE)) {
      return handoff(done, sessions);
    }
    List<SessionInfo> found = find(sessions, target);
    if (found.size() == 1) {
      return Step.send(done, Requests.switchTo(found.getFirst().sessionId()));
    }
    return Step.of(
        done.notice(
            Entry.Level.ERROR,
            found.isEmpty()
                ? "No session's id begins with '%s', and none is called that. /sessions lists them."
                    .formatted(target)
                : "%d sessions match '%s'; give more of the id.\n%s"
                    .formatted(found.size(), target, table(screen, found, now))));
  }

  /** From a session of the terminal to one of a chat, and from there back. */
  private static Step handoff(Screen screen, List<SessionInfo> sessions) {
    Session shown = screen.session();
    boolean isOwn =
        sessions.stream()
            .filter(it -> shown != null && it.sessionId().equals(shown.id()))
            .noneMatch(Sessions::isElsewhere);
    return sessions.stream()
        .filter(it -> isElsewhere(it) == isOwn && !it.channelOrigin().equals("schedule"))
        .findFirst()
        .map(it -> Step.send(screen, Requests.switchTo(it.sessionId())))
        .orElseGet(() ->
            Step.of(
                screen.notice(
                    Entry.Level.INFO, "There is no session of another front end to go on with.")));
  }

  private static boolean isElsewhere(SessionInfo session) {
    return !session.channelOrigin().equals(GATEWAY);
  }

  /** By the whole id, else by name, else by the beginning of the id. */
  static List<SessionInfo> find(List<SessionInfo> sessions, String target) {
    List<SessionInfo> exact =
        sessions.stream().filter(it -> it.sessionId().value().equals(target)).toList();
    if (!exact.isEmpty()) {
      return exact;
    }
    List<SessionInfo> named =
        sessions.stream()
            .filter(it -> it.displayName() != null && it.displayName().equalsIgnoreCase(target))
            .toList();
    return named.size() == 1
        ? named
        : sessions.stream()
            .filter(it -> it.sessionId().value().startsWith(target) || named.contains(it))
            .toList();
  }

  /** A session that has all that is shown of this one. */
  static Step fork(Screen screen, Screen sent, String name) {
    long seq = screen.conversation().lastSeq();
    return seq == 0
        ? Step.of(screen.hinted("There is nothing in this session yet."))
        : Requests.send(screen, sent, session -> Requests.fork(session, seq, name));
  }

  private static String table(Screen screen, List<SessionInfo> sessions, Instant now) {
    int width =
        sessions.stream().mapToInt(it -> prefix(it.sessionId(), sessions).length()).max().orElse(0);
    return sessions.stream()
        .map(it -> row(screen, it, sessions, width, now))
        .collect(Collectors.joining("\n", "Sessions (/switch <id or name>):\n", ""));
  }

  private static String row(
      Screen screen, SessionInfo it, List<SessionInfo> all, int width, Instant now) {
    Session shown = screen.session();
    boolean here = shown != null && shown.id().equals(it.sessionId());
    String name = it.displayName();
    return "%s %s  %s  %s"
        .formatted(
            here ? "●" : " ",
            DisplayWidth.pad(prefix(it.sessionId(), all), width),
            DisplayWidth.pad(ago(it.lastActiveAt(), now), 8),
            name == null ? "" : PlainText.line(name))
        .stripTrailing();
  }

  /** So much of the id that only one session begins with it; default sessions in full. */
  static String prefix(SessionId id, List<SessionInfo> all) {
    String value = id.value();
    for (int length = MIN_PREFIX; length < value.length(); length++) {
      String prefix = value.substring(0, length);
      if (all.stream().filter(it -> it.sessionId().value().startsWith(prefix)).count() <= 1
          && !value.startsWith("runtime-")) {
        return prefix;
      }
    }
    return value;
  }

  static String ago(Instant then, Instant now) {
    Duration since = Duration.between(then, now);
    if (since.toMinutes() < 1) {
      return "now";
    }
    if (since.toHours() < 1) {
      return since.toMinutes() + " min";
    }
    return since.toDays() < 1 ? since.toHours() + " h" : since.toDays() + " d";
  }
}
