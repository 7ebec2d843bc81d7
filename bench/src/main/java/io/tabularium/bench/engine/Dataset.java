/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.bench.engine;

import io.tabularium.bench.load.KeyChooser;
import io.tabularium.bench.load.WorkloadMix;
import io.tabularium.bench.ycsb.TablestoreClient;
import io.tabularium.model.ByteSlice;
import io.tabularium.model.Cell;
import io.tabularium.model.KeyColumnSchema;
import io.tabularium.model.KeyType;
import io.tabularium.model.PrimaryKey;
import io.tabularium.model.PrimaryKeyColumn;
import io.tabularium.model.PrimaryKeySchema;
import io.tabularium.model.ReservedThroughput;
import io.tabularium.model.StreamSpec;
import io.tabularium.model.TableMeta;
import io.tabularium.model.TableOptionsChange;
import io.tabularium.model.TableSpec;
import io.tabularium.model.Value;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * The rows of the in-process benchmarks: keys as YCSB makes them, ten cells of 100 random printable
 * bytes. Rows are made before they are needed, because making them is no part of what is measured.
 */
public final class Dataset {
  /** How many different rows there are to write. */
  public static final int VARIANTS = 4096;

  private final byte[][] keys;
  private final List<List<Cell>> rows = new ArrayList<>();
  private final List<List<Cell>> updates = new ArrayList<>();
  private final byte[][] rawRows = new byte[VARIANTS][];

  /** Rows with this many different keys. */
  public Dataset(int count) {
    keys = new byte[count][];
    for (int i = 0; i < count; i++) {
      keys[i] = KeyChooser.key(i);
    }
    SplittableRandom random = new SplittableRandom(7);
    for (int v = 0; v < VARIANTS; v++) {
      List<Cell> cells = new ArrayList<>();
      ByteArrayOutputStream raw = new ByteArrayOutputStream();
      for (int f = 0; f < WorkloadMix.FIELDS; f++) {
        ByteSlice name = ByteSlice.utf8("field" + f);
        byte[] value = new byte[WorkloadMix.FIELD_BYTES];
        for (int i = 0; i < value.length; i++) {
          value[i] = (byte) (' ' + random.nextInt(95));
        }
        cells.add(Cell.of(name, Cell.Operation.PUT, Value.blob(value), Cell.NO_TIMESTAMP));
        raw.write(name.array(), name.offset(), name.length());
        raw.write(value, 0, value.length);
      }
      rows.add(List.copyOf(cells));
      updates.add(List.of(cells.get(v % WorkloadMix.FIELDS)));
      rawRows[v] = raw.toByteArray();
    }
  }

  /** How many keys there are. */
  public int size() {
    return keys.length;
  }

  /** A key as bytes. */
  public byte[] key(int number) {
    return keys[number];
  }

  /** A key as the engine takes it. */
  public PrimaryKey primaryKey(int number) {
    return primaryKey(keys[number]);
  }

  /** A key as the engine takes it. */
  public static PrimaryKey primaryKey(byte[] key) {
    return PrimaryKey.of(
        new PrimaryKeyColumn(TablestoreClient.KEY_COLUMN, Value.string(ByteSlice.of(key))));
  }

  /** The cells of a whole row. */
  public List<Cell> row(int variant) {
    return rows.get(variant % VARIANTS);
  }

  /** One cell of a row. */
  public List<Cell> update(int variant) {
    return updates.get(variant % VARIANTS);
  }

  /** The same names and values as {@link #row}, one after the other. */
  public byte[] rawRow(int variant) {
    return rawRows[variant % VARIANTS];
  }

  /** The table for such rows: one STRING key column, one version. */
  public static TableSpec table(String name) {
    return table(name, null);
  }

  /** The same with a stream, or without one if it is {@code null}. */
  public static TableSpec table(String name, StreamSpec stream) {
    return new TableSpec(
        new TableMeta(
            name,
            PrimaryKeySchema.of(KeyColumnSchema.of(TablestoreClient.KEY_COLUMN, KeyType.STRING)),
            List.of()),
        new TableOptionsChange(-1, 1, null, null, null),
        new ReservedThroughput(0, 0),
        List.of(),
        stream,
        null,
        List.of(),
        false);
  }
}
