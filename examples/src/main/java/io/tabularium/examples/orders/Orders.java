/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.examples.orders;

import com.alicloud.openservices.tablestore.model.ColumnValue;
import com.alicloud.openservices.tablestore.model.PrimaryKey;
import com.alicloud.openservices.tablestore.model.PrimaryKeyBuilder;
import com.alicloud.openservices.tablestore.model.PrimaryKeyType;
import com.alicloud.openservices.tablestore.model.PrimaryKeyValue;
import com.alicloud.openservices.tablestore.model.Row;
import com.alicloud.openservices.tablestore.model.RowPutChange;
import com.alicloud.openservices.tablestore.model.TableMeta;
import com.alicloud.openservices.tablestore.model.search.FieldSchema;
import com.alicloud.openservices.tablestore.model.search.FieldType;
import com.alicloud.openservices.tablestore.model.search.analysis.FuzzyAnalyzerParameter;
import io.tabularium.examples.search.Design;
import io.tabularium.examples.search.Found;
import io.tabularium.examples.search.Interview;
import io.tabularium.examples.search.SearchExample;
import io.tabularium.examples.search.SearchedTable;
import java.time.Instant;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;

/**
 * A marketplace's orders: found one by one by their number, and in every other way by a search
 * index.
 */
@Command(
    name = "tabularium example orders",
    description =
        "A marketplace's orders: makes a table with a search index and asks it questions.")
public final class Orders extends SearchExample {
  static final String TABLE = "example_orders";
  static final String INDEX = "orders";

  private static final String BUYER = "buyer007";

  @Override
  protected Design design() {
    TableMeta table = new TableMeta(TABLE);
    table.addPrimaryKeyColumn("order", PrimaryKeyType.STRING);
    return new Design(table, INDEX, fields(), number -> row(Order.of(number)));
  }

  private static List<FieldSchema> fields() {
    return List.of(
        new FieldSchema("ordered", FieldType.DATE)
            .setDateFormats(new ArrayList<>(List.of("epoch_millis"))),
        new FieldSchema("buyer", FieldType.KEYWORD),
        new FieldSchema("region", FieldType.KEYWORD),
        new FieldSchema("shop", FieldType.KEYWORD),
        new FieldSchema("category", FieldType.KEYWORD),
        new FieldSchema("status", FieldType.KEYWORD),
        new FieldSchema("cents", FieldType.LONG),
        // Found by its words ...
        new FieldSchema("product", FieldType.TEXT).setAnalyzer(FieldSchema.Analyzer.SingleWord),
        // ... and, the same column once more, by any part of a word.
        new FieldSchema("product_part", FieldType.TEXT)
            .setVirtualField(true)
            .setSourceFieldName("product")
            .setAnalyzer(FieldSchema.Analyzer.Fuzzy)
            .setAnalyzerParameter(new FuzzyAnalyzerParameter(1, 7)));
  }

  private static RowPutChange row(Order order) {
    return new RowPutChange(TABLE, key(order.id()))
        .addColumn("ordered", ColumnValue.fromLong(order.ordered()))
        .addColumn("buyer", ColumnValue.fromString(order.buyer()))
        .addColumn("region", ColumnValue.fromString(order.region()))
        .addColumn("shop", ColumnValue.fromString(order.shop()))
        .addColumn("product", ColumnValue.fromString(order.product()))
        .addColumn("category", ColumnValue.fromString(order.category()))
        .addColumn("quantity", ColumnValue.fromLong(order.quantity()))
        .addColumn("cents", ColumnValue.fromLong(order.cents()))
        .addColumn("status", ColumnValue.fromString(order.status()));
  }

  static PrimaryKey key(String order) {
    return PrimaryKeyBuilder.createPrimaryKeyBuilder()
        .addPrimaryKeyColumn("order", PrimaryKeyValue.fromString(order))
        .build();
  }

  @Override
  protected void ask(SearchedTable table, Interview interview) {
    OrderQuestions questions = new OrderQuestions(table);
    String number = Order.of(0).id();
    interview.ask(
        "What is order " + number + "?",
        () -> questions.byNumber(number),
        row -> List.of(tell(row)));
    interview.ask(
        "What did " + BUYER + " order from October to December?",
        () -> questions.ofBuyer(BUYER, "2019-10-01", "2020-01-01"),
        found -> found.tell("orders, the newest first", Orders::tell));
    interview.ask(
        "Who ordered a wireless mouse?",
        () -> questions.about("wireless mouse"),
        found -> found.tell("orders, the newest first", Orders::tell));
    for (String part : List.of("耳机", "headph")) {
      interview.ask(
          "Which orders have \"" + part + "\" somewhere in the product's name?",
          () -> questions.withPart(part),
          found -> found.tell("orders, the newest first", Orders::tell));
    }
    interview.ask(
        "Which orders were paid before December 29 and are not shipped?",
        questions::waiting,
        found -> found.tell("orders, the oldest first", Orders::tell));
    interview.ask(
        "How many orders are there of each category, and from where?",
        questions::perCategoryAndRegion,
        Orders::tellCounts);
    interview.ask(
        "What did the three largest sellers earn each month?",
        () -> questions.revenuePerShopAndMonth(3),
        Orders::tellRevenue);
    interview.ask(
        "What did " + BUYER + " spend each month?",
        () -> questions.spentPerMonth(BUYER),
        Orders::tellMonths);
    interview.ask("What was sold each month?", questions::soldPerMonth, Orders::tellMonths);
  }

  private static String tell(Row row) {
    long ordered = row.getLatestColumn("ordered").getValue().asLong();
    return String.format(
        Locale.ROOT,
        "%s  %tF  %s from %s  %s  %s  %s",
        row.getPrimaryKey().getPrimaryKeyColumn("order").getValue().asString(),
        Instant.ofEpochMilli(ordered).atZone(OrderQuestions.ZONE),
        Found.text(row, "buyer"),
        Found.text(row, "shop"),
        money(row.getLatestColumn("cents").getValue().asLong()),
        Found.text(row, "status"),
        Found.text(row, "product"));
  }

  private static List<String> tellCounts(Map<String, Map<String, Long>> counts) {
    List<String> lines = new ArrayList<>();
    counts.forEach((category, regions) -> lines.add(category + ": " + regions));
    return lines;
  }

  private static List<String> tellRevenue(Map<String, Map<YearMonth, Long>> revenue) {
    List<String> lines = new ArrayList<>();
    revenue.forEach(
        (shop, months) -> {
          lines.add(shop);
          tellMonths(months).forEach(line -> lines.add("  " + line));
        });
    return lines;
  }

  private static List<String> tellMonths(Map<YearMonth, Long> months) {
    return months.entrySet().stream()
        .map(month -> String.format("%s %16s", month.getKey(), money(month.getValue())))
        .toList();
  }

  private static String money(long cents) {
    return String.format(Locale.ROOT, "¥%,.2f", cents / 100.0);
  }
}
