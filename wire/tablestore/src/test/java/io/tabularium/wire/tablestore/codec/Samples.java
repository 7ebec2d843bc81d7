/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.wire.tablestore.codec;

import io.tabularium.model.ByteSlice;
import io.tabularium.model.Cell;
import io.tabularium.model.PrimaryKey;
import io.tabularium.model.PrimaryKeyColumn;
import io.tabularium.model.Value;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Provide;
import net.jqwik.api.domains.DomainContextBase;

/** Random keys and cells for property tests. */
public final class Samples extends DomainContextBase {

  /** A row as a client may send it. */
  public record SampleRow(PrimaryKey key, List<Cell> cells, boolean deleted) {}

  static Arbitrary<String> names() {
    return Arbitraries.strings()
        .withCharRange('a', 'z')
        .withChars("äß中文 .:'\"$&*()/\\\n_0")
        .ofMinLength(1)
        .ofMaxLength(30);
  }

  static Arbitrary<Value> texts() {
    return Arbitraries.strings()
        .withCharRange(' ', '~')
        .withChars("\0\u0080߿ࠀ�中")
        .ofMaxLength(60)
        .map(Value::string);
  }

  static Arbitrary<Value> blobs() {
    return Arbitraries.bytes().array(byte[].class).ofMaxSize(60).map(Value::blob);
  }

  static Arbitrary<Value> integers() {
    return Arbitraries.longs().map(Value::integer);
  }

  static Arbitrary<Value> keyValues() {
    return Arbitraries.oneOf(texts(), blobs(), integers());
  }

  static Arbitrary<Value> attributeValues() {
    return Arbitraries.oneOf(
        texts(),
        blobs(),
        integers(),
        Arbitraries.doubles().map(Value::real),
        Arbitraries.of(true, false).map(Value::bool));
  }

  @Provide
  Arbitrary<PrimaryKey> keys() {
    Arbitrary<Value> anyKeyValue =
        Arbitraries.oneOf(
            keyValues(),
            keyValues(),
            keyValues(),
            Arbitraries.of(Value.INF_MIN, Value.INF_MAX, Value.AUTO_INCREMENT));
    return keys(anyKeyValue);
  }

  static Arbitrary<PrimaryKey> keys(Arbitrary<Value> values) {
    return Combinators.combine(names(), values)
        .as(PrimaryKeyColumn::new)
        .list()
        .ofMinSize(1)
        .ofMaxSize(4)
        .map(PrimaryKey::of);
  }

  static Arbitrary<Long> timestamps() {
    return Arbitraries.longs().between(0, Long.MAX_VALUE / 1000 - 1);
  }

  static Arbitrary<Cell> puts() {
    Arbitrary<Long> timestamps =
        Arbitraries.oneOf(timestamps(), Arbitraries.just(Cell.NO_TIMESTAMP));
    return Combinators.combine(names(), attributeValues(), timestamps)
        .as((name, value, timestamp) -> Cell.of(utf8(name), Cell.Operation.PUT, value, timestamp));
  }

  static Arbitrary<Cell> anyCell() {
    return Arbitraries.oneOf(
        puts(),
        puts(),
        names().map(Cell::deleteAll),
        Combinators.combine(names(), timestamps()).as(Cell::deleteOne),
        Combinators.combine(names(), Arbitraries.longs()).as(Cell::increment));
  }

  @Provide
  Arbitrary<SampleRow> rows() {
    return Combinators.combine(keys(), anyCell().list().ofMaxSize(8), Arbitraries.of(true, false))
        .as(SampleRow::new);
  }

  private static ByteSlice utf8(String text) {
    return ByteSlice.utf8(text);
  }
}
