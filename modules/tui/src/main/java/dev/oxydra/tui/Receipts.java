package dev.oxydra.tui;

import dev.oxydra.types.MemoryEvent;
import dev.oxydra.types.MemoryFrame;
import dev.oxydra.types.MemoryStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/** What was forgotten, in words and on the screen. */
final class Receipts {
  private Receipts() {}

  /** Says what was forgotten, and takes it off the screen. */
  static Screen forgotten(Screen screen, MemoryFrame.MemoryForgotten frame) {
    MemoryView.Forgetting asked = screen.memory().forgetting();
    Screen told = screen.notice(Entry.Level.INFO, text(frame.receipt()));
    if (asked == null || !asked.requestId().equals(frame.requestId())) {
      return told;
    }
    Set<Long> seqs =
        asked.places().stream()
            .filter(place -> place.sessionId() != null && screen.shows(place.sessionId()))
            .map(MemoryEvent.Place::seq)
            .filter(Objects::nonNull)
            .collect(Collectors.toSet());
    Editor editor = screen.editor();
    for (Entry entry : screen.conversation().entries()) {
      if (entry instanceof Entry.User said && seqs.contains(said.seq())) {
        editor = editor.forget(said.text());
      }
    }
    return told.with(told.conversation().forgotten(seqs))
        .with(editor)
        .with(told.memory().with((MemoryView.Forgetting) null));
  }

  private static String text(MemoryStore.Receipt receipt) {
    List<String> gone = new ArrayList<>();
    gone.add(Remembered.counted(receipt.notes(), "note"));
    gone.add(Remembered.counted(receipt.messages(), "message"));
    gone.add("%d copies of them elsewhere".formatted(receipt.copies()));
    StringBuilder text = new StringBuilder("Forgotten: " + String.join(", ", gone) + ". ");
    text.append(Remembered.counted(receipt.passages(), "passage"))
        .append(" left the index, ")
        .append(Remembered.counted(receipt.vectors(), "vector"))
        .append(" with them.");
    if (receipt.withdrawn() > 0) {
      text.append(
          receipt.withdrawn() == 1
              ? "\n1 message stays in its conversation and is not found any more."
              : "\n%d messages stay in their conversations and are not found any more."
                  .formatted(receipt.withdrawn()));
    }
    if (!receipt.backups().isEmpty()) {
      text.append("\nBackups that still have it: ")
          .append(PlainText.line(String.join(", ", receipt.backups())));
    }
    return text.toString();
  }
}
