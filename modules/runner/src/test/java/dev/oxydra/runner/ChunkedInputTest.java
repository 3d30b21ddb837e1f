package dev.oxydra.runner;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The chunked encoding of HTTP/1.1, and what a guest may make of it. */
class ChunkedInputTest {
  private static String read(String body) throws IOException {
    var bytes = new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8));
    return new String(new ChunkedInput(bytes).readAllBytes(), StandardCharsets.UTF_8);
  }

  @Test
  void chunksAreJoined() throws IOException {
    assertEquals("", read("0\r\n\r\n"));
    assertEquals("hello", read("2\r\nhe\r\n3;name=x\r\nllo\r\n0\r\n\r\n"));
    assertEquals("x".repeat(26), read("1A\r\n" + "x".repeat(26) + "\r\n0\r\n\r\n"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "5\r\nhe",
        "2\r\nhe",
        "2\r\nhe\r\n",
        "2\r\nhello\r\n0\r\n\r\n",
        "-1\r\nx",
        "ffffffffffffffff\r\nx",
        "x\r\n",
        "\r\n0\r\n\r\n"
      })
  void whatBrokeOffOrIsMalformedIsKnown(String body) {
    assertThrows(IOException.class, () -> read(body));
  }
}
