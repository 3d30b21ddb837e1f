package dev.oxydra.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Conversations about nothing, always the same: made-up words, of which a few are said often and
 * most seldom, half of them words that say nothing, and a fifth what a session is about.
 */
final class Chatter {
  private static final int WORDS = 30_000;
  private static final int OF_TOPIC = 60;

  /** With it the most frequent word that says something is in one of ten messages. */
  private static final double SHIFT = 30;

  private static final List<String> COMMON =
      List.of(
          ("the and to of a in is that it for on with as was at by be this have from or not but what all"
                  + " were when we there can an your which their if will each about how up out them then"
                  + " he many some so these she has more her his him my no than been its who now over"
                  + " did down only after other where most you they do i")
              .split(" "));
  private static final String[] ONSETS = {"b", "d", "f", "g", "k", "l", "m", "n", "p", "st", "tr"};
  private static final String[] RIMES = {"an", "el", "ist", "o", "ur", "ate", "ing", "e", "um"};

  private final Random random = new Random(1);
  private final List<String> rare = IntStream.range(0, WORDS).mapToObj(i -> word()).toList();
  private List<String> topic = List.of();

  private String word() {
    StringBuilder word = new StringBuilder();
    for (int i = random.nextInt(2, 4); i > 0; i--) {
      word.append(ONSETS[random.nextInt(ONSETS.length)])
          .append(RIMES[random.nextInt(RIMES.length)]);
    }
    return word.toString();
  }

  /** Begins a session. */
  void nextTopic() {
    topic = random.ints(OF_TOPIC, 0, WORDS).mapToObj(rare::get).toList();
  }

  /** A message of about 60 words, of which half are common ones. */
  String message() {
    return text(random.nextInt(40, 81));
  }

  /** A question of about ten words, with some of the session's. */
  String question() {
    return "What was " + text(random.nextInt(6, 11)) + "?";
  }

  private String text(int words) {
    List<String> said = new ArrayList<>();
    for (int i = 0; i < words; i++) {
      said.add(
          switch (random.nextInt(10)) {
            case 0, 1, 2 -> rare.get(zipf());
            case 3, 4 -> topic.get(random.nextInt(topic.size()));
            default -> COMMON.get(random.nextInt(COMMON.size()));
          });
    }
    return String.join(" ", said);
  }

  /** Each word as often as Zipf and Mandelbrot say. */
  private int zipf() {
    return (int) (SHIFT * (Math.pow(1 + WORDS / SHIFT, random.nextDouble()) - 1));
  }
}
