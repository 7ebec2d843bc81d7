/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.schema;

import static io.tabularium.search.schema.Capability.COLLAPSE;
import static io.tabularium.search.schema.Capability.COUNT;
import static io.tabularium.search.schema.Capability.EXISTS;
import static io.tabularium.search.schema.Capability.GEO;
import static io.tabularium.search.schema.Capability.GROUP;
import static io.tabularium.search.schema.Capability.HISTOGRAM;
import static io.tabularium.search.schema.Capability.MATCH;
import static io.tabularium.search.schema.Capability.METRIC;
import static io.tabularium.search.schema.Capability.NUMBER;
import static io.tabularium.search.schema.Capability.PERCENTILES;
import static io.tabularium.search.schema.Capability.PREFIX;
import static io.tabularium.search.schema.Capability.RANGE;
import static io.tabularium.search.schema.Capability.SORT;
import static io.tabularium.search.schema.Capability.SUFFIX;
import static io.tabularium.search.schema.Capability.TERM;
import static io.tabularium.search.schema.Capability.VECTOR_SIMILARITY;

import java.util.Locale;

/** The type of an index field, and what may be done with one. */
public enum FieldType {
  /** A signed 64-bit integer. */
  LONG(TERM, RANGE, EXISTS, SORT, COLLAPSE, METRIC, COUNT, PERCENTILES, GROUP, HISTOGRAM, NUMBER),
  /** An IEEE-754 binary64 number. */
  DOUBLE(TERM, RANGE, EXISTS, SORT, COLLAPSE, METRIC, COUNT, PERCENTILES, GROUP, HISTOGRAM, NUMBER),
  /** True or false. */
  BOOLEAN(TERM, EXISTS, SORT, COUNT, GROUP),
  /** A string found as a whole. */
  KEYWORD(TERM, RANGE, MATCH, PREFIX, EXISTS, SORT, COLLAPSE, COUNT, GROUP),
  /** A string found by its beginning, end or a pattern. */
  FUZZY_KEYWORD(TERM, PREFIX, SUFFIX, EXISTS),
  /** A string found by its words. */
  TEXT(TERM, RANGE, MATCH, PREFIX, EXISTS),
  /** A JSON array of objects, each found as a whole. */
  NESTED,
  /** A place on earth, written {@code "latitude,longitude"}. */
  GEO_POINT(EXISTS, GEO, COUNT),
  /** A moment, in nanoseconds since 1970. */
  DATE(TERM, RANGE, EXISTS, SORT, METRIC, COUNT, PERCENTILES, GROUP, NUMBER),
  /** A point of a many-dimensional space. */
  VECTOR(EXISTS, VECTOR_SIMILARITY),
  /** An IPv4 or IPv6 address. */
  IP(TERM, RANGE, EXISTS, SORT, COUNT, GROUP),
  /** A JSON object whose declared members are fields. */
  JSON,
  /** A JSON object every leaf of which is a keyword under its dotted path. */
  FLATTENED(EXISTS);

  /** One bit for each capability. */
  private final int capabilities;

  FieldType(Capability... capabilities) {
    int bits = 0;
    for (Capability capability : capabilities) {
      bits |= 1 << capability.ordinal();
    }
    this.capabilities = bits;
  }

  /** Whether fields of this type can do this. */
  public boolean can(Capability capability) {
    return (capabilities & 1 << capability.ordinal()) != 0;
  }

  /** Whether the field has sub-fields instead of values. */
  public boolean isContainer() {
    return this == NESTED || this == JSON;
  }

  /** Whether values are strings: KEYWORD, FUZZY_KEYWORD or TEXT. */
  public boolean isString() {
    return this == KEYWORD || this == FUZZY_KEYWORD || this == TEXT;
  }

  /** The type as error messages spell it, such as {@code geo_point}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
