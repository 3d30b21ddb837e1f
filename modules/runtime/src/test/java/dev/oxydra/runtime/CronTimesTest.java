package dev.oxydra.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** When cron expressions are due, where clocks change above all. */
final class CronTimesTest {
  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

  private static List<String> next(String expression, String after, int count) {
    CronTimes times = CronTimes.of(expression, BERLIN);
    List<String> found = new ArrayList<>();
    Instant at = Instant.parse(after);
    while (at != null && found.size() < count) {
      at = times.next(at);
      if (at != null) {
        found.add(OffsetDateTime.ofInstant(at, BERLIN).toString());
      }
    }
    return found;
  }

  @Test
  void aTimeThatIsLeftOutIsDueAfterTheChange() {
    assertEquals(
        List.of("2026-03-28T02:30+01:00", "2026-03-29T03:30+02:00", "2026-03-30T02:30+02:00"),
        next("30 2 * * *", "2026-03-28T00:00:00Z", 3));
  }

  @Test
  void twoThatFallTogetherAreOne() {
    assertEquals(
        List.of("2026-03-29T03:30+02:00", "2026-03-30T02:30+02:00", "2026-03-30T03:30+02:00"),
        next("30 2,3 * * *", "2026-03-28T12:00:00Z", 3));
  }

  @Test
  void whatIsLeftOutIsDueThoughTheChangeHasPassed() {
    assertEquals(
        List.of("2026-03-29T03:45+02:00", "2026-03-30T02:45+02:00"),
        next("45 2 * * *", "2026-03-29T01:10:00Z", 2));
  }

  @Test
  void aTimeThatComesTwiceIsDueTheFirstTime() {
    assertEquals(
        List.of("2026-10-25T02:30+02:00", "2026-10-26T02:30+01:00"),
        next("30 2 * * *", "2026-10-24T12:00:00Z", 2));
    assertEquals(List.of("2026-10-26T02:30+01:00"), next("30 2 * * *", "2026-10-25T01:10:00Z", 1));
  }

  @Test
  void everyHourFollowsTheTimeThatPasses() {
    assertEquals(
        List.of("2026-03-29T01:00+01:00", "2026-03-29T03:00+02:00", "2026-03-29T04:00+02:00"),
        next("0 * * * *", "2026-03-28T23:30:00Z", 3));
    assertEquals(
        List.of(
            "2026-10-25T01:30+02:00",
            "2026-10-25T02:30+02:00",
            "2026-10-25T02:30+01:00",
            "2026-10-25T03:30+01:00"),
        next("30 * * * *", "2026-10-24T23:00:00Z", 4));
    assertEquals(
        List.of("2026-10-25T02:45+02:00", "2026-10-25T02:00+01:00", "2026-10-25T02:15+01:00"),
        next("*/15 * * * *", "2026-10-25T00:30:00Z", 3));
  }

  @ParameterizedTest
  @CsvSource({
    "0 8 * * MON-FRI, 2026-01-03T00:00:00Z, 2026-01-05T08:00+01:00",
    "0 0 1 1 *,       2026-01-01T00:00:00Z, 2027-01-01T00:00+01:00",
    "0 12 29 2 *,     2026-01-01T00:00:00Z, 2028-02-29T12:00+01:00",
    "15 10 * * 0,     2026-01-01T00:00:00Z, 2026-01-04T10:15+01:00",
    "15 10 * * 7,     2026-01-01T00:00:00Z, 2026-01-04T10:15+01:00",
    "0 0 31 * *,      2026-02-01T00:00:00Z, 2026-03-31T00:00+02:00",
  })
  void whatElseThereIs(String expression, String after, String due) {
    assertEquals(List.of(due), next(expression, after, 1));
  }

  @Test
  void aDayOfTheMonthOrOfTheWeek() {
    assertEquals(
        List.of("2026-02-06T00:00+01:00", "2026-02-13T00:00+01:00", "2026-02-20T00:00+01:00"),
        next("0 0 13 * FRI", "2026-02-01T00:00:00Z", 3));
  }

  @Test
  void thirtyFebruaryNeverComes() {
    assertNull(CronTimes.of("0 0 30 2 *", BERLIN).next(Instant.parse("2026-01-01T00:00:00Z")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"61 * * * *", "* 25 * * *", "* * * 13 *", "* * * * FOO", "a b c d e"})
  void whatIsNoExpressionIsRefused(String expression) {
    assertThrows(IllegalArgumentException.class, () -> CronTimes.of(expression, BERLIN));
  }
}
