package dev.oxydra.tui;

import dev.oxydra.types.Selection;
import dev.oxydra.types.SessionId;
import dev.oxydra.types.UserId;
import org.jspecify.annotations.Nullable;

/**
 * All that the screen shows.
 *
 * @param session null before the first hello is answered
 * @param overview what is around the conversation, and what lies over it
 * @param hint a line about the last key or request, empty for none
 * @param switchTo what {@code /switch} named, until the list of sessions is there; null for none
 * @param selection the model that turns are to ask for, null for the agent's
 * @param memory what is shown of the memory, and what is asked of it
 */
record Screen(
    UserId user,
    LinkState link,
    @Nullable Session session,
    Conversation conversation,
    Editor editor,
    Overview overview,
    Scroll scroll,
    String hint,
    @Nullable String switchTo,
    @Nullable Selection selection,
    MemoryView memory) {

  /**
   * @param version of the product, empty where it is not known
   */
  static Screen first(UserId user, String version) {
    String greeting =
        "Oxydra%s. Type a message and press Enter; /help lists what else there is."
            .formatted(version.isBlank() ? "" : " " + version.strip());
    return new Screen(
        user,
        new LinkState.Connecting(),
        null,
        Conversation.EMPTY.notice(Entry.Level.INFO, greeting),
        Editor.EMPTY,
        Overview.NOTHING,
        Scroll.BOTTOM,
        "",
        null,
        null,
        MemoryView.NONE);
  }

  Screen with(LinkState link) {
    return new Screen(
        user,
        link,
        session,
        conversation,
        editor,
        overview,
        scroll,
        hint,
        switchTo,
        selection,
        memory);
  }

  Screen with(Session session) {
    return new Screen(
        user,
        link,
        session,
        conversation,
        editor,
        overview,
        scroll,
        hint,
        switchTo,
        selection,
        memory);
  }

  Screen with(Conversation conversation) {
    return new Screen(
        user,
        link,
        session,
        conversation,
        editor,
        overview,
        scroll,
        hint,
        switchTo,
        selection,
        memory);
  }

  Screen with(Editor editor) {
    return new Screen(
        user,
        link,
        session,
        conversation,
        editor,
        overview,
        scroll,
        hint,
        switchTo,
        selection,
        memory);
  }

  Screen with(Overview overview) {
    return new Screen(
        user,
        link,
        session,
        conversation,
        editor,
        overview,
        scroll,
        hint,
        switchTo,
        selection,
        memory);
  }

  Screen with(Scroll scroll) {
    return new Screen(
        user,
        link,
        session,
        conversation,
        editor,
        overview,
        scroll,
        hint,
        switchTo,
        selection,
        memory);
  }

  Screen hinted(String hint) {
    return new Screen(
        user,
        link,
        session,
        conversation,
        editor,
        overview,
        scroll,
        hint,
        switchTo,
        selection,
        memory);
  }

  Screen switchingTo(@Nullable String switchTo) {
    return new Screen(
        user,
        link,
        session,
        conversation,
        editor,
        overview,
        scroll,
        hint,
        switchTo,
        selection,
        memory);
  }

  /** The following turns ask for this model. */
  Screen choosing(@Nullable Selection selection) {
    return new Screen(
        user,
        link,
        session,
        conversation,
        editor,
        overview,
        scroll,
        hint,
        switchTo,
        selection,
        memory);
  }

  Screen with(MemoryView memory) {
    return new Screen(
        user,
        link,
        session,
        conversation,
        editor,
        overview,
        scroll,
        hint,
        switchTo,
        selection,
        memory);
  }

  /** With something over the conversation; null for nothing. */
  Screen showing(@Nullable Panel panel) {
    return with(overview.showing(panel));
  }

  Screen with(Draft draft) {
    return with(editor.with(draft));
  }

  Screen notice(Entry.Level level, String text) {
    return with(conversation.notice(level, text));
  }

  /** Another session, with nothing of the one before. */
  Screen moved(Session other) {
    Editor there =
        session == null || session.id().equals(other.id())
            ? editor
            : editor.moved(session.id(), other.id());
    return with(other)
        .with(Conversation.EMPTY)
        .with(there)
        .with(Scroll.BOTTOM)
        .with(overview.in(null).showing(null).live(false));
  }

  boolean online() {
    return link instanceof LinkState.Online;
  }

  boolean shows(SessionId id) {
    return session != null && session.id().equals(id);
  }
}
