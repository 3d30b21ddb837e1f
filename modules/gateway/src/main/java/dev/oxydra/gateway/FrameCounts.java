package dev.oxydra.gateway;

import java.util.concurrent.atomic.LongAdder;

/** How many text frames all clients of a gateway have sent and been sent. */
record FrameCounts(LongAdder received, LongAdder sent) {
  FrameCounts() {
    this(new LongAdder(), new LongAdder());
  }
}
