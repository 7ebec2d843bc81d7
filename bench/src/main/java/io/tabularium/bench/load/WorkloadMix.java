/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.bench.load;

import java.util.Locale;
import java.util.Properties;

/**
 * The workloads: YCSB's core six, its load phase, and two of our own that ask for one operation on
 * uniformly chosen rows. Rows have ten fields of 100 bytes; reads want all of them, updates write
 * one.
 */
public enum WorkloadMix {
  /** Inserts every record once. */
  LOAD(0, 0, 1, 0, 0, Distribution.UNIFORM),
  /** Half reads, half updates. */
  A(0.5, 0.5, 0, 0, 0, Distribution.ZIPFIAN),
  /** Reads, few updates. */
  B(0.95, 0.05, 0, 0, 0, Distribution.ZIPFIAN),
  /** Reads only. */
  C(1, 0, 0, 0, 0, Distribution.ZIPFIAN),
  /** Reads of what was inserted last, few inserts. */
  D(0.95, 0, 0.05, 0, 0, Distribution.LATEST),
  /** Scans of 1 to 100 rows, few inserts. */
  E(0, 0, 0.05, 0.95, 0, Distribution.ZIPFIAN),
  /** Half reads, half read-modify-writes. */
  F(0.5, 0, 0, 0, 0.5, Distribution.ZIPFIAN),
  /** Reads of uniformly chosen rows. */
  GET(1, 0, 0, 0, 0, Distribution.UNIFORM),
  /** Replaces uniformly chosen rows; not one of YCSB's, so only the lean generator has it. */
  PUT(0, 0, 0, 0, 0, Distribution.UNIFORM);

  /** Fields of a row. */
  public static final int FIELDS = 10;

  /** Bytes of a field. */
  public static final int FIELD_BYTES = 100;

  /** The longest scan, in rows. */
  public static final int MAX_SCAN_ROWS = 100;

  /** The table's name. */
  public static final String TABLE = "usertable";

  /** The table a load warms up with. */
  public static final String WARM_UP_TABLE = "warmup";

  /** How keys are chosen. */
  public enum Distribution {
    /** Every key alike. */
    UNIFORM,
    /** A few keys often, the others rarely, scattered over the key space. */
    ZIPFIAN,
    /** The keys inserted last most often. */
    LATEST
  }

  private final double reads;
  private final double updates;
  private final double inserts;
  private final double scans;
  private final double readModifyWrites;
  private final Distribution distribution;

  WorkloadMix(
      double reads,
      double updates,
      double inserts,
      double scans,
      double readModifyWrites,
      Distribution distribution) {
    this.reads = reads;
    this.updates = updates;
    this.inserts = inserts;
    this.scans = scans;
    this.readModifyWrites = readModifyWrites;
    this.distribution = distribution;
  }

  /** The share of reads. */
  public double reads() {
    return reads;
  }

  /** The share of updates. */
  public double updates() {
    return updates;
  }

  /** The share of inserts. */
  public double inserts() {
    return inserts;
  }

  /** The share of scans. */
  public double scans() {
    return scans;
  }

  /** The share of read-modify-writes. */
  public double readModifyWrites() {
    return readModifyWrites;
  }

  /** How keys are chosen. */
  public Distribution distribution() {
    return distribution;
  }

  /** The workload with this name in any case. */
  public static WorkloadMix named(String name) {
    return valueOf(name.toUpperCase(Locale.ROOT));
  }

  /** The name as people write it: {@code load}, {@code A}, … */
  public String label() {
    return name().length() == 1 ? name() : name().toLowerCase(Locale.ROOT);
  }

  /**
   * The properties YCSB's core workload takes.
   *
   * @param records rows in the table, or to be loaded
   * @param operations about how many operations there will be, from which YCSB guesses the inserts
   */
  public Properties coreWorkload(long records, long operations) {
    Properties p = new Properties();
    p.setProperty("workload", "site.ycsb.workloads.CoreWorkload");
    p.setProperty("table", TABLE);
    p.setProperty("recordcount", Long.toString(records));
    p.setProperty("operationcount", Long.toString(operations));
    p.setProperty("fieldcount", Integer.toString(FIELDS));
    p.setProperty("fieldlength", Integer.toString(FIELD_BYTES));
    p.setProperty("readallfields", "true");
    p.setProperty("writeallfields", "false");
    p.setProperty("readproportion", Double.toString(reads));
    p.setProperty("updateproportion", Double.toString(updates));
    p.setProperty("insertproportion", Double.toString(inserts));
    p.setProperty("scanproportion", Double.toString(scans));
    p.setProperty("readmodifywriteproportion", Double.toString(readModifyWrites));
    p.setProperty("requestdistribution", distribution.name().toLowerCase(Locale.ROOT));
    p.setProperty("maxscanlength", Integer.toString(MAX_SCAN_ROWS));
    p.setProperty("scanlengthdistribution", "uniform");
    return p;
  }
}
