package dev.oxydra.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which notes say the same, more, or something else about the same. */
final class LikenessTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Likes tea | likes   TEA! | same",
        "The user likes green tea | User likes green teas. | same",
        "Lives in Zürich since 2019 | lives in Zurich, since 2019 | same",
        "Likes tea | Likes tea with milk | more",
        "User's dog is called Rex | User's cat is called Tom | other",
        "User lives in Berlin | User lives in Munich | against",
        "The meeting is on Monday at 10 | The meeting is on Monday at 11 | against",
        "User eats meat on Sundays | User does not eat meat on Sundays | against",
        "User likes tea | The build runs with Maven | other",
        "用户喜欢绿茶 | 用户喜欢绿茶。 | same",
        "用户喜欢绿茶 | 明天去北京 | other",
        "x | x | same",
        "🎉 | 🎂 | other",
      })
  void compares(String old, String text, String expected) {
    Likeness known = Likeness.of(old);
    Likeness said = Likeness.of(text);
    String found =
        (said.covers(known) && known.covers(said)) || said.isNear(known)
            ? "same"
            : said.covers(known) ? "more" : said.contradicts(known) ? "against" : "other";
    assertEquals(expected, found);
  }
}
