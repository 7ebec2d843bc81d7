/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.bench.load;

import java.nio.charset.StandardCharsets;
import site.ycsb.Utils;
import site.ycsb.generator.AcknowledgedCounterGenerator;
import site.ycsb.generator.NumberGenerator;
import site.ycsb.generator.ScrambledZipfianGenerator;
import site.ycsb.generator.SkewedLatestGenerator;
import site.ycsb.generator.UniformLongGenerator;

/**
 * Chooses keys as YCSB's core workload does, from YCSB's own generators: records are numbered, and
 * a record's key is {@code user} and a hash of its number. Not thread-safe.
 */
public final class KeyChooser {
  private final AcknowledgedCounterGenerator inserts;
  private final NumberGenerator numbers;

  /**
   * A chooser over the records loaded so far.
   *
   * @param records how many there are
   * @param expectedInserts about how many will be inserted while it is used
   */
  public KeyChooser(WorkloadMix.Distribution distribution, long records, long expectedInserts) {
    inserts = new AcknowledgedCounterGenerator(records);
    numbers =
        switch (distribution) {
          case UNIFORM -> new UniformLongGenerator(0, records - 1);
          case ZIPFIAN -> new ScrambledZipfianGenerator(0, records + expectedInserts);
          case LATEST -> new SkewedLatestGenerator(inserts);
        };
  }

  /** The number of an existing record. */
  public long existing() {
    long number;
    do {
      number = numbers.nextValue().longValue();
    } while (number < 0 || number > inserts.lastValue());
    return number;
  }

  /** The number of a new record; it exists for {@link #existing} once acknowledged. */
  public long insert() {
    return inserts.nextValue();
  }

  /** Says that an insert is done. */
  public void acknowledge(long number) {
    inserts.acknowledge(number);
  }

  /** The key of a record. */
  public static byte[] key(long number) {
    return ("user" + Utils.hash(number)).getBytes(StandardCharsets.ISO_8859_1);
  }
}
