package dev.oxydra.tools;

import dev.oxydra.types.TurnUpdate.ToolOutput.Stream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.function.BiConsumer;

/**
 * One stream of a running command as text for those who watch. A character whose bytes come in
 * several pieces is shown when it is whole; what is no UTF-8 becomes a replacement character.
 */
final class LiveText {
  private static final String CUT = "\n[… there is more than is shown while it runs]\n";

  private final Stream stream;
  private final BiConsumer<Stream, String> watchers;
  private final CharsetDecoder decoder =
      StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPLACE)
          .onUnmappableCharacter(CodingErrorAction.REPLACE);
  private ByteBuffer rest = ByteBuffer.allocate(0);
  private long room;

  /**
   * @param room how many bytes are shown, at most
   */
  LiveText(Stream stream, long room, BiConsumer<Stream, String> watchers) {
    this.stream = stream;
    this.room = room;
    this.watchers = watchers;
  }

  void write(byte[] data) {
    if (room <= 0) {
      return;
    }
    int length = (int) Math.min(room, data.length);
    room -= length;
    show(ByteBuffer.wrap(data, 0, length), false);
    if (room == 0) {
      rest = ByteBuffer.allocate(0);
      watchers.accept(stream, CUT);
    }
  }

  /** The command writes no more. */
  void end() {
    show(ByteBuffer.allocate(0), true);
  }

  private void show(ByteBuffer data, boolean last) {
    ByteBuffer in = ByteBuffer.allocate(rest.remaining() + data.remaining()).put(rest).put(data);
    in.flip();
    // Each byte makes one character at most.
    CharBuffer out = CharBuffer.allocate(in.remaining() + 1);
    decoder.decode(in, out, last);
    rest = in;
    out.flip();
    if (out.hasRemaining()) {
      watchers.accept(stream, out.toString());
    }
  }
}
