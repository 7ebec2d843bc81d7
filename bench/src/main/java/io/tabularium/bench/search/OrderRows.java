/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.bench.search;

import io.tabularium.model.ByteSlice;
import io.tabularium.model.Cell;
import io.tabularium.model.KeyColumnSchema;
import io.tabularium.model.KeyType;
import io.tabularium.model.PrimaryKey;
import io.tabularium.model.PrimaryKeyColumn;
import io.tabularium.model.PrimaryKeySchema;
import io.tabularium.model.Value;
import io.tabularium.search.Document;
import io.tabularium.search.schema.FieldSchema;
import io.tabularium.search.schema.FieldType;
import io.tabularium.search.schema.IndexSchema;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * Orders with ten fields of every common type: who bought where and when, for how much, where it
 * went, what it was called, and two tags. About 300 bytes each. A row follows from its number.
 */
final class OrderRows {
  static final PrimaryKeySchema KEY =
      PrimaryKeySchema.of(KeyColumnSchema.of("id", KeyType.INTEGER));

  static final IndexSchema SCHEMA =
      IndexSchema.of(
          FieldSchema.of("buyer", FieldType.KEYWORD),
          FieldSchema.of("shop", FieldType.KEYWORD),
          FieldSchema.of("status", FieldType.KEYWORD),
          FieldSchema.builder("time", FieldType.DATE).dateFormats(List.of("epoch_millis")).build(),
          FieldSchema.of("amount", FieldType.DOUBLE),
          FieldSchema.of("pieces", FieldType.LONG),
          FieldSchema.of("starred", FieldType.BOOLEAN),
          FieldSchema.of("place", FieldType.GEO_POINT),
          FieldSchema.of("title", FieldType.TEXT),
          FieldSchema.builder("tags", FieldType.NESTED)
              .subFields(
                  List.of(
                      FieldSchema.of("name", FieldType.KEYWORD),
                      FieldSchema.of("weight", FieldType.LONG)))
              .build());

  static final int SHOPS = 1000;
  static final int TAGS = 200;
  static final int TAG_WEIGHTS = 100;
  static final int PIECES = 20;
  static final double MOST_AMOUNT = 1000;

  /** Orders lie in a square of about 110 km around a city. */
  static final double LATITUDE = 39.4;

  static final double LONGITUDE = 115.9;
  static final double DEGREES = 1;

  /** 2023-01-01 and three years. */
  static final long BEGIN = 1_672_531_200_000L;

  static final long SPAN = 3L * 365 * 86_400_000;

  /** Words of titles; the first are the most frequent. */
  static final int WORDS = 5000;

  static final List<String> STATES = List.of("created", "paid", "sent", "received", "returned");

  private static final int WORDS_OF_A_TITLE = 8;

  /** Orders of a buyer. */
  private static final int PER_BUYER = 10;

  private final int buyers;

  OrderRows(int rows) {
    this.buyers = Math.max(1, rows / PER_BUYER);
  }

  /** The row as an index takes it in. */
  Document row(int id) {
    return new Document(rowKey(id), key(id), cells(id));
  }

  static ByteSlice rowKey(int id) {
    return ByteSlice.of(ByteBuffer.allocate(Long.BYTES).putLong(id).array());
  }

  static PrimaryKey key(int id) {
    return PrimaryKey.of(new PrimaryKeyColumn("id", Value.integer(id)));
  }

  /** The columns, ordered by name. */
  List<Cell> cells(int id) {
    SplittableRandom random = new SplittableRandom(id);
    return List.of(
        cell("amount", Value.real(random.nextInt((int) MOST_AMOUNT * 100) / 100.0)),
        cell("buyer", Value.string("buyer" + random.nextInt(buyers))),
        cell("pieces", Value.integer(1 + random.nextInt(PIECES))),
        cell("place", Value.string(place(random))),
        cell("shop", Value.string(shop(random.nextInt(SHOPS)))),
        cell("starred", Value.bool(random.nextInt(10) == 0)),
        cell("status", Value.string(STATES.get(random.nextInt(STATES.size())))),
        cell("tags", Value.string(tags(random))),
        cell("time", Value.integer(BEGIN + random.nextLong(SPAN))),
        cell("title", Value.string(title(random))));
  }

  private static Cell cell(String name, Value value) {
    return Cell.put(name, value, BEGIN);
  }

  private static String place(SplittableRandom random) {
    return String.format(
        Locale.ROOT,
        "%.5f,%.5f",
        LATITUDE + random.nextDouble(DEGREES),
        LONGITUDE + random.nextDouble(DEGREES));
  }

  private static String tags(SplittableRandom random) {
    return "[" + tag(random) + "," + tag(random) + "]";
  }

  private static String tag(SplittableRandom random) {
    return "{\"name\":\""
        + tag(random.nextInt(TAGS))
        + "\",\"weight\":"
        + random.nextInt(TAG_WEIGHTS)
        + "}";
  }

  private static String title(SplittableRandom random) {
    StringBuilder title = new StringBuilder();
    for (int i = 0; i < WORDS_OF_A_TITLE; i++) {
      // The product of two draws is small more often than not, as words are frequent or rare.
      double draw = random.nextDouble() * random.nextDouble();
      title.append(i == 0 ? "" : " ").append(word((int) (draw * WORDS)));
    }
    return title.toString();
  }

  static String shop(int number) {
    return "shop" + number;
  }

  static String tag(int number) {
    return "tag" + number;
  }

  /** A word of letters only, so that every analyzer cuts it alike. */
  static String word(int number) {
    StringBuilder word = new StringBuilder("w");
    for (int left = number + 26; left > 0; left /= 26) {
      word.append((char) ('a' + left % 26));
    }
    return word.toString();
  }
}
