/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.examples.orders;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.summingLong;
import static org.assertj.core.api.Assertions.assertThat;

import com.alicloud.openservices.tablestore.model.Row;
import io.tabularium.examples.search.ExampleServer;
import io.tabularium.examples.search.ExampleServer.Outcome;
import io.tabularium.examples.search.Found;
import java.nio.file.Path;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.YearMonth;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example's answers, against the same worked out from its orders. */
final class OrdersTest {
  private static final int ROWS = 5_000;
  private static final String BUYER = "buyer007";

  private static final List<Order> ORDERS = LongStream.range(0, ROWS).mapToObj(Order::of).toList();

  @TempDir static Path data;
  private static ExampleServer server;
  private static Outcome outcome;
  private static OrderQuestions questions;

  @BeforeAll
  static void run() {
    server = new ExampleServer(data);
    Orders orders = new Orders();
    outcome = server.run(orders, "--rows", Integer.toString(ROWS));
    questions = new OrderQuestions(server.table(orders));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static Stream<Order> orders(Predicate<Order> which) {
    return ORDERS.stream().filter(which);
  }

  private static Stream<Order> sales() {
    return orders(
        order -> !order.status().equals("cancelled") && !order.status().equals("refunded"));
  }

  private static long millis(String day) {
    return OffsetDateTime.parse(day + "T00:00:00+08:00").toInstant().toEpochMilli();
  }

  private static YearMonth month(Order order) {
    return YearMonth.from(Instant.ofEpochMilli(order.ordered()).atOffset(OrderQuestions.ZONE));
  }

  private static void assertFound(Found found, Stream<Order> orders, Comparator<Order> order) {
    List<String> expected = orders.sorted(order.thenComparing(Order::id)).map(Order::id).toList();
    assertThat(expected).as("a question whose answer is nothing proves nothing").isNotEmpty();
    assertThat(found.total()).isEqualTo(expected.size());
    assertThat(found.rows())
        .extracting(OrdersTest::number)
        .isEqualTo(expected.stream().limit(100).toList());
  }

  private static String number(Row row) {
    return row.getPrimaryKey().getPrimaryKeyColumn("order").getValue().asString();
  }

  private static Comparator<Order> newestFirst() {
    return Comparator.comparing(Order::ordered).reversed();
  }

  @Test
  void everyQuestionIsAnswered() {
    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.code()).isZero();
    assertThat(outcome.out().lines().filter(line -> line.endsWith("?"))).hasSize(10);
    assertThat(outcome.out().lines().filter(line -> line.matches("  \\([0-9.]+ ms\\)")))
        .hasSize(10);
  }

  @Test
  void numbersAreDistinct() {
    assertThat(ORDERS.stream().map(Order::id).distinct()).hasSize(ROWS);
  }

  @Test
  void oneOrder() {
    Order order = Order.of(42);
    Row row = questions.byNumber(order.id());
    assertThat(number(row)).isEqualTo(order.id());
    assertThat(row.getLatestColumn("product").getValue().asString()).isEqualTo(order.product());
    assertThat(row.getLatestColumn("cents").getValue().asLong()).isEqualTo(order.cents());
  }

  @Test
  void ordersOfABuyer() {
    assertFound(
        questions.ofBuyer(BUYER, "2019-10-01", "2020-01-01"),
        orders(
            order ->
                order.buyer().equals(BUYER)
                    && order.ordered() >= millis("2019-10-01")
                    && order.ordered() < millis("2020-01-01")),
        newestFirst());
  }

  @Test
  void ordersByWords() {
    assertFound(
        questions.about("mouse Wireless"),
        orders(
            order ->
                Arrays.asList(order.product().toLowerCase(Locale.ROOT).split("[ ,]+"))
                    .containsAll(List.of("wireless", "mouse"))),
        newestFirst());
  }

  @Test
  void ordersByPartOfAName() {
    for (String part : List.of("耳机", "headph", "花茶")) {
      assertFound(
          questions.withPart(part), orders(order -> order.product().contains(part)), newestFirst());
    }
  }

  @Test
  void ordersThatWait() {
    assertFound(
        questions.waiting(),
        orders(order -> order.status().equals("paid") && order.ordered() < millis("2019-12-29")),
        Comparator.comparing(Order::ordered));
  }

  @Test
  void countsWithinCounts() {
    assertThat(questions.perCategoryAndRegion())
        .isEqualTo(
            ORDERS.stream()
                .collect(groupingBy(Order::category, groupingBy(Order::region, counting()))));
  }

  @Test
  void sumsOfTheLargestSellers() {
    Map<String, Long> totals = sales().collect(groupingBy(Order::shop, summingLong(Order::cents)));
    List<String> largest =
        totals.entrySet().stream()
            .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
            .limit(3)
            .map(Map.Entry::getKey)
            .toList();
    Map<String, Map<YearMonth, Long>> revenue = questions.revenuePerShopAndMonth(3);
    assertThat(List.copyOf(revenue.keySet())).isEqualTo(largest);
    Map<String, Map<YearMonth, Long>> expected =
        sales()
            .filter(order -> largest.contains(order.shop()))
            .collect(
                groupingBy(Order::shop, groupingBy(OrdersTest::month, summingLong(Order::cents))));
    assertThat(revenue).isEqualTo(expected);
  }

  @Test
  void sumsByMonth() {
    assertThat(questions.spentPerMonth(BUYER))
        .isNotEmpty()
        .isEqualTo(
            sales()
                .filter(order -> order.buyer().equals(BUYER))
                .collect(groupingBy(OrdersTest::month, summingLong(Order::cents))));
    assertThat(questions.soldPerMonth())
        .hasSize(12)
        .isEqualTo(sales().collect(groupingBy(OrdersTest::month, summingLong(Order::cents))));
  }
}
