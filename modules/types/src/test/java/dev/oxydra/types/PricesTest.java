package dev.oxydra.types;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.math.BigDecimal;
import java.util.List;
import org.junit.jupiter.api.Test;

class PricesTest {
  private static Prices flat(int input, int output) {
    return new Prices(
        BigDecimal.valueOf(input), BigDecimal.valueOf(output), null, null, null, null);
  }

  private static Prices.Tier tier(int input, int output, long size) {
    return new Prices.Tier(
        BigDecimal.valueOf(input),
        BigDecimal.valueOf(output),
        null,
        null,
        null,
        new Prices.Threshold(size));
  }

  @Test
  void withoutTiersAllCallsCostTheSame() {
    assertEquals(flat(2, 10), flat(2, 10).at(0));
    assertEquals(flat(2, 10), flat(2, 10).at(1_000_000));
  }

  @Test
  void longInputsMayCostMore() {
    Prices prices = new Prices(BigDecimal.TWO, BigDecimal.TEN, null, null, null, flat(4, 15));
    assertEquals(flat(2, 10), prices.at(200_000));
    assertEquals(flat(4, 15), prices.at(200_001));
    assertNull(prices.at(0).over200k());
  }

  @Test
  void theHighestTierThatIsReachedCountsAndNotTheOlderField() {
    Prices prices =
        new Prices(
            BigDecimal.TWO,
            BigDecimal.TEN,
            null,
            null,
            null,
            flat(99, 99),
            List.of(tier(6, 20, 500_000), tier(4, 15, 272_000)));
    assertEquals(flat(2, 10), prices.at(200_001));
    assertEquals(flat(2, 10), prices.at(272_000));
    assertEquals(flat(4, 15), prices.at(272_001));
    assertEquals(flat(6, 20), prices.at(500_001));
  }
}
