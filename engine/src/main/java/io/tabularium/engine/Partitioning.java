/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine;

import io.tabularium.model.Errors;
import io.tabularium.model.Value;
import io.tabularium.model.ValueType;
import io.tabularium.storage.Keyspace;
import io.tabularium.storage.Store;
import java.time.Clock;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;

/**
 * What an administrator does to the partitions of tables. Splitting moves no row: what it gives is
 * more shards in the table's stream, and so more workers that can share it, each in its own order.
 */
public final class Partitioning {
  private Partitioning() {}

  /**
   * What is to be done to a table, in this order: merging, splitting, cutting by size.
   *
   * @param instance the table's instance, or {@code null} for the one that has such a table
   * @param table its name
   * @param mergeAt where partitions that meet become one: partition-key values as text; a binary
   *     one in hexadecimal digits
   * @param splitAt where partitions are split, likewise
   * @param parts into how many parts of about equal size the whole is cut; 0 for not at all
   */
  public record Request(
      String instance, String table, List<String> mergeAt, List<String> splitAt, int parts) {
    /** Copies the lists. */
    public Request {
      mergeAt = List.copyOf(mergeAt);
      splitAt = List.copyOf(splitAt);
    }
  }

  /**
   * Does what is asked to a store no server has open, and reports what partitions there are then.
   *
   * @throws IllegalArgumentException with a sentence for the caller if the table cannot be told
   * @throws io.tabularium.model.ServiceException if it cannot be done; what came before it is done
   */
  public static void offline(Store store, Request request, Consumer<String> report) {
    try (Catalog catalog = new Catalog(store, EngineConfig.DEFAULT, Clock.systemUTC())) {
      run(catalog, request, report);
    }
  }

  static void run(Catalog catalog, Request request, Consumer<String> report) {
    Table table = find(catalog, request);
    ValueType type = table.schema().column(0).type().valueType();
    for (String at : request.mergeAt()) {
      catalog.merge(table, value(type, at));
    }
    for (String at : request.splitAt()) {
      catalog.split(table, value(type, at));
    }
    if (request.parts() > 1) {
      int parts = request.parts();
      long partBytes = Math.max(1, table.space().approximateBytes(Keyspace.ROWS) / parts);
      List<Value> points = Splits.points(table, partBytes, 4 * parts, parts - 1);
      for (Value point : points) {
        if (!table.state().partitions().points().contains(point)) {
          catalog.split(table, point);
        }
      }
      if (points.isEmpty()) {
        report.accept("The table is too small to be cut by size.");
      }
    }
    describe(table.state().partitions(), report);
  }

  private static Table find(Catalog catalog, Request request) {
    if (request.instance() != null) {
      return mainTable(catalog.find(request.instance(), request.table()), request);
    }
    List<Table> found =
        catalog.tables().stream().filter(table -> table.name().equals(request.table())).toList();
    if (found.size() > 1) {
      throw new IllegalArgumentException(
          "Several instances have a table " + request.table() + "; name the instance.");
    }
    return mainTable(found.isEmpty() ? null : found.get(0), request);
  }

  private static Table mainTable(Table table, Request request) {
    if (table == null) {
      throw new IllegalArgumentException("There is no table " + request.table() + ".");
    }
    if (table.main() != null) {
      throw Errors.indexAsTable(table.name());
    }
    return table;
  }

  private static Value value(ValueType type, String text) {
    try {
      return switch (type) {
        case INTEGER -> Value.integer(Long.parseLong(text));
        case BLOB -> Value.blob(HexFormat.of().parseHex(text));
        default -> Value.string(text);
      };
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "'" + text + "' is no value of the partition key, which is of type " + type + ".", e);
    }
  }

  private static void describe(Partitions partitions, Consumer<String> report) {
    List<Value> points = partitions.points();
    for (int i = 0; i <= points.size(); i++) {
      report.accept(
          "partition "
              + (i + 1)
              + ": from "
              + (i == 0 ? "the beginning" : text(points.get(i - 1)))
              + " to "
              + (i == points.size() ? "the end" : text(points.get(i)))
              + ", shard "
              + partitions.open().get(i));
    }
  }

  private static String text(Value point) {
    return switch (point.type()) {
      case INTEGER -> Long.toString(point.asLong());
      case BLOB -> HexFormat.of().formatHex(point.asBytes().toByteArray());
      default -> point.asString();
    };
  }
}
