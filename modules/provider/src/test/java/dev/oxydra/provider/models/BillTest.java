package dev.oxydra.provider.models;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.oxydra.types.Prices;
import dev.oxydra.types.Usage;
import java.math.BigDecimal;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BillTest {
  private static final Prices LONG =
      new Prices(usd("2.5"), usd("15"), null, usd("0.25"), null, null);
  private static final Prices ALL =
      new Prices(usd("1.25"), usd("10"), usd("12"), usd("0.125"), usd("1.5625"), LONG);
  private static final Prices PLAIN = new Prices(usd("3"), usd("15"), null, null, null, null);

  private static BigDecimal usd(String amount) {
    return new BigDecimal(amount);
  }

  private static void assertCost(String expected, @Nullable BigDecimal cost) {
    assertEquals(0, usd(expected).compareTo(cost), "expected " + expected + ", was " + cost);
  }

  @ParameterizedTest
  @CsvSource({
    // input, output, cached, reasoning, written, cost; worked out by hand
    "0,0,0,0,0,0",
    "1000000,0,0,0,0,2.5", // long
    "100000,0,0,0,0,0.125",
    "120,30,64,0,0,0.000378", // 56*1.25 + 64*0.125 + 30*10 = 70 + 8 + 300
    "120,30,64,20,0,0.000418", // 78 + 10*10 + 20*12
    "120,30,64,20,40,0.0004305", // 16*1.25 + 8 + 40*1.5625 + 340 = 20 + 8 + 62.5 + 340
    "200000,1,0,0,0,0.25001", // at the bound: the short prices
    "200001,1,0,0,0,0.5000175", // 200001*2.5 + 15
    "200001,1,200000,0,0,0.0500175", // 2.5 + 200000*0.25 + 15, long though all but one is cached
    "200001,2,0,1,200001,0.5000325", // no price of writing or thinking: those of input and output
  })
  void isExact(
      long input, long output, long cached, long reasoning, long written, String expected) {
    assertCost(expected, Bill.of(ALL, new Usage(input, output, cached, reasoning, written)));
  }

  @Test
  void withoutACachePriceTheFullOneHolds() {
    // 1000*3 + 100*15
    assertCost("0.0045", Bill.of(PLAIN, new Usage(1000, 100, 900, 60, 50)));
    // No prices of long requests either.
    assertCost("0.9", Bill.of(PLAIN, new Usage(300_000, 0, 0, 0)));
  }

  @Test
  void whatIsUnknownIsNotFree() {
    assertNull(Bill.of(null, new Usage(1, 1, 0, 0)));
    assertNull(Bill.of(PLAIN, null));
    assertCost("0", Bill.of(new Prices(usd("0"), usd("0"), null, null, null, null), usage()));
  }

  private static Usage usage() {
    return new Usage(1000, 1000, 10, 10);
  }

  @Test
  void partsThatExceedTheWholeCostNothingNegative() {
    // 100 cached, whatever the whole says, and 8 thought
    assertCost("0.00043975", Bill.of(ALL, new Usage(50, 5, 100, 8, 212)));
  }

  @Test
  void moreTokensNeverCostLess() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int i = 0; i < 2000; i++) {
      long cached = random.nextLong(1000);
      long written = random.nextLong(1000);
      long thought = random.nextLong(1000);
      long input = cached + written + random.nextLong(300_000);
      long output = thought + random.nextLong(100_000);
      BigDecimal less = Bill.of(ALL, new Usage(input, output, cached, thought, written));
      BigDecimal more = Bill.of(ALL, new Usage(input + 1, output + 1, cached, thought, written));
      BigDecimal sum =
          Bill.of(PLAIN, new Usage(input, 0, cached, 0, written))
              .add(Bill.of(PLAIN, new Usage(0, output, 0, thought, 0)));
      assertEquals(1, more.compareTo(less), "seed " + seed);
      assertEquals(
          0,
          sum.compareTo(Bill.of(PLAIN, new Usage(input, output, cached, thought, written))),
          "seed " + seed);
    }
  }
}
