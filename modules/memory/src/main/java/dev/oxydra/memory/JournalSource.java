package dev.oxydra.memory;

import dev.oxydra.types.Event;
import java.util.List;
import java.util.Optional;

/** The journal as its projections read it: from memory where they follow closely. */
record JournalSource(Reader reader, Tail tail) implements Views.Source {

  @Override
  public long lastSeq() {
    return tail.lastSeq();
  }

  @Override
  public List<Event> after(long seq, int limit) {
    return tail.after(null, seq)
        .map(slice -> slice.events().stream().limit(limit).toList())
        .orElseGet(() -> reader.allEvents(seq, limit));
  }

  @Override
  public List<Event> at(List<Long> seqs) {
    return reader.events(seqs);
  }

  @Override
  public Optional<String> idAt(long seq) {
    return reader.id(seq);
  }
}
