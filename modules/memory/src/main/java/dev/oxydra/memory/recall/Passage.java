package dev.oxydra.memory.recall;

import dev.oxydra.types.MemoryEvent.Place;
import dev.oxydra.types.SessionId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is found: a note, or a part of a message.
 *
 * @param place what it is of
 * @param part which part of the message, from 0
 * @param line who says what
 * @param source who said it, and what strangers' texts were read by then
 * @param at when it was said, or the note last changed
 * @param context what was said before it, the oldest first, at most {@link #CONTEXT}
 * @param note what else a note has
 */
record Passage(
    Place place,
    int part,
    Line line,
    String source,
    Instant at,
    List<Line> context,
    NoteFacts note) {
  /**
   * How many passages before it help to find one: a passage is often about something that only they
   * name.
   */
  static final int CONTEXT = 2;

  Passage {
    context = List.copyOf(context);
  }

  /** What is replaced as one: the message, or the note. */
  String unit() {
    return unit(place);
  }

  static String unit(Place place) {
    return place.noteId() == null ? unit(place.seq()) : "note " + place.noteId();
  }

  static String unit(@Nullable Long seq) {
    return "message " + seq;
  }

  String id() {
    return unit() + " " + part;
  }

  /** The texts whose vectors are averaged: the passage by itself, and after the one before it. */
  List<String> embedded() {
    if (isNote()) {
      return List.of(line.text());
    }
    String own = line.speaker() + ": " + line.text();
    if (context.isEmpty()) {
      return List.of(own);
    }
    Line before = context.getLast();
    return List.of(own, before.speaker() + ": " + before.text() + " " + own);
  }

  boolean isNote() {
    return place.noteId() != null;
  }

  /**
   * A piece of a conversation.
   *
   * @param speaker {@code user}, {@code assistant} or {@code note}
   */
  record Line(String speaker, String text) {
    static final String NOTE = "note";
  }

  /**
   * What a note has and a message has not.
   *
   * @param session where it was taken; null where that isn't known
   * @param contradicts older notes that say something else about the same
   */
  record NoteFacts(@Nullable SessionId session, List<String> tags, List<String> contradicts) {
    static final NoteFacts NONE = new NoteFacts(null, List.of(), List.of());

    NoteFacts {
      tags = List.copyOf(tags);
      contradicts = List.copyOf(contradicts);
    }
  }
}
