package dev.oxydra.tui;

import dev.oxydra.types.StartupStatus;
import dev.oxydra.types.UserId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * All that the screen shows.
 *
 * @param session null before the first hello is answered
 * @param guest what the guest found when it started, null while that is unknown
 * @param scroll how many lines the pane is above the bottom; too many are as many as there are
 * @param hint a line about the last key or request, empty for none
 * @param pending null where every prompt that was sent is committed
 * @param switchTo what {@code /switch} named, until the list of sessions is there; null for none
 * @param attachedAt when the last hello was answered
 * @param activeAtHello whether a turn ran then
 */
record Screen(
    UserId user,
    LinkState link,
    @Nullable Session session,
    Conversation conversation,
    Editor editor,
    @Nullable StartupStatus guest,
    int scroll,
    String hint,
    @Nullable Pending pending,
    @Nullable String switchTo,
    Instant attachedAt,
    boolean activeAtHello) {

  static Screen first(UserId user, String version) {
    String greeting =
        "Oxydra " + version + ". Type a message and press Enter; /help lists what else there is.";
    return new Screen(
        user,
        new LinkState.Connecting(),
        null,
        Conversation.EMPTY.notice(Entry.Level.INFO, greeting),
        Editor.EMPTY,
        null,
        0,
        "",
        null,
        null,
        Instant.EPOCH,
        false);
  }

  boolean online() {
    return link instanceof LinkState.Online;
  }

  Screen with(LinkState changed) {
    return new Screen(
        user,
        changed,
        session,
        conversation,
        editor,
        guest,
        scroll,
        hint,
        pending,
        switchTo,
        attachedAt,
        activeAtHello);
  }

  Screen with(Conversation changed) {
    return new Screen(
        user,
        link,
        session,
        changed,
        editor,
        guest,
        scroll,
        hint,
        pending,
        switchTo,
        attachedAt,
        activeAtHello);
  }

  Screen with(Editor changed) {
    return new Screen(
        user,
        link,
        session,
        conversation,
        changed,
        guest,
        scroll,
        hint,
        pending,
        switchTo,
        attachedAt,
        activeAtHello);
  }

  Screen with(StartupStatus status) {
    return new Screen(
        user,
        link,
        session,
        conversation,
        editor,
        status,
        scroll,
        hint,
        pending,
        switchTo,
        attachedAt,
        activeAtHello);
  }

  /** Its name is known, or it is another one. */
  Screen with(Session changed) {
    return new Screen(
        user,
        link,
        changed,
        conversation,
        editor,
        guest,
        scroll,
        hint,
        pending,
        switchTo,
        attachedAt,
        activeAtHello);
  }

  Screen attached(Instant at, boolean active) {
    return new Screen(
        user,
        link,
        session,
        conversation,
        editor,
        guest,
        scroll,
        hint,
        pending,
        switchTo,
        at,
        active);
  }

  Screen scrolled(int lines) {
    return new Screen(
        user,
        link,
        session,
        conversation,
        editor,
        guest,
        Math.max(0, lines),
        hint,
        pending,
        switchTo,
        attachedAt,
        activeAtHello);
  }

  Screen hinted(String text) {
    return new Screen(
        user,
        link,
        session,
        conversation,
        editor,
        guest,
        scroll,
        text,
        pending,
        switchTo,
        attachedAt,
        activeAtHello);
  }

  Screen pending(@Nullable Pending sent) {
    return new Screen(
        user,
        link,
        session,
        conversation,
        editor,
        guest,
        scroll,
        hint,
        sent,
        switchTo,
        attachedAt,
        activeAtHello);
  }

  Screen switchingTo(@Nullable String target) {
    return new Screen(
        user,
        link,
        session,
        conversation,
        editor,
        guest,
        scroll,
        hint,
        pending,
        target,
        attachedAt,
        activeAtHello);
  }

  Screen notice(Entry.Level level, String text) {
    return with(conversation.notice(level, text));
  }

  /** Another session, with nothing of the one before. */
  Screen moved(Session other) {
    return with(other).with(Conversation.EMPTY).scrolled(0);
  }
}
