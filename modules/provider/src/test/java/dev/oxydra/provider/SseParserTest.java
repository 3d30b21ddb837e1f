package dev.oxydra.provider;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SseParserTest {
  /** What was heard, each as {@code name=data}. */
  private static List<String> events(InputStream body, int most) throws IOException {
    List<String> events = new ArrayList<>();
    SseParser.parse(
        body,
        (name, bytes, from, length) -> {
          events.add(name + "=" + new String(bytes, from, length, StandardCharsets.UTF_8));
          return events.size() != most;
        });
    return events;
  }

  private static List<String> events(String wire) throws IOException {
    return events(new ByteArrayInputStream(wire.getBytes(StandardCharsets.UTF_8)), -1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "data: a~~ | [null=a]",
        "data:a^~^~data:  b^~^~ | [null=a, null= b]",
        "data: a^^data: b^^ | [null=a, null=b]",
        "data: a~^~data: b~~ | [null=a, null=b]",
        "data: a~data: b~data:~~ | [null=a!b!]",
        "event: e~data: a~~data: b~~ | [e=a, null=b]",
        "event: e~~data: b~~ | [null=b]",
        ": comment~~:~data: a~id: 7~retry: 1~~ | [null=a]",
        "data~~ | [null=]",
        "datax: a~dat: b~ data: c~~ | []",
        "data: a:b: c~~ | [null=a:b: c]",
        "data: a~~data: b~ | [null=a]",
        "data: a~~data: b | [null=a]",
        "#data: a~~ | [null=a]",
        "data: a~~#data: b~~ | [null=a]",
        "~~^^data: a~~ | [null=a]",
      })
  void readsAsTheStandardSays(String wire, String events) throws IOException {
    String bytes = wire.replace('~', '\n').replace('^', '\r').replace('#', '\uFEFF');
    assertEquals(events.replace('!', '\n'), events(bytes).toString());
  }

  @Test
  void anySplitGivesTheSame() throws IOException {
    StringBuilder wire = new StringBuilder("\uFEFF");
    String[] ends = {"\n", "\r\n", "\r"};
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int i = 0; i < 500; i++) {
      String end = ends[random.nextInt(3)];
      String data = "東京🗼x".repeat(random.nextInt(i % 50 == 0 ? 5000 : 8));
      wire.append(": k").append(end).append("event: e").append(i).append(end);
      wire.append("data: ").append(data).append(end);
      wire.append(i % 3 == 0 ? "data:more" + end : "").append(end);
    }
    byte[] bytes = wire.toString().getBytes(StandardCharsets.UTF_8);
    List<String> whole = events(new ByteArrayInputStream(bytes), -1);
    assertEquals(500, whole.size());
    InputStream pieces =
        new ByteArrayInputStream(bytes) {
          @Override
          public synchronized int read(byte[] target, int offset, int length) {
            return super.read(target, offset, Math.min(length, 1 + random.nextInt(12)));
          }
        };
    assertEquals(whole, events(pieces, -1), "seed " + seed);
  }

  @Test
  void nothingIsReadAfterACancellation() throws IOException {
    InputStream two =
        new ByteArrayInputStream("data: a\n\ndata: b\n\n".getBytes(StandardCharsets.UTF_8));
    assertEquals(List.of("null=a"), events(two, 1));
  }

  @ParameterizedTest
  @CsvSource({
    "data: x",
    "data: a line that is mostly data and is followed by others of its kind~",
    ": comment"
  })
  void anEventIsBounded(String unit) {
    String line = unit.replace('~', '\n');
    String endless = line.repeat((20 << 20) / line.length());
    assertThrows(MalformedHttpException.class, () -> events(endless));
  }
}
