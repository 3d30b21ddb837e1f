package dev.oxydra.provider.responses;

import dev.oxydra.types.StreamEvent;
import java.util.function.Consumer;

/** A sink that knows whether it has been given anything: then nothing can be asked again. */
final class Watched implements Consumer<StreamEvent> {
  private final Consumer<StreamEvent> sink;
  private boolean began;

  Watched(Consumer<StreamEvent> sink) {
    this.sink = sink;
  }

  boolean began() {
    return began;
  }

  @Override
  public void accept(StreamEvent event) {
    began = true;
    sink.accept(event);
  }
}
