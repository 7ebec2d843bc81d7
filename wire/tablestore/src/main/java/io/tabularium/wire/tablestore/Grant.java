/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.wire.tablestore;

import io.tabularium.model.Limits;
import java.util.EnumSet;
import java.util.Set;

/**
 * What an access key may do, and where. In both patterns {@code *} stands for any run of characters
 * and everything else for itself; matching is case-sensitive.
 *
 * @param instances the instances it covers
 * @param tables the tables of those instances it covers
 * @param access what may be done there; each kind counts for itself, so a key that may write may
 *     not read unless that is granted too
 */
public record Grant(String instances, String tables, Set<Access> access) {
  /** Everything, everywhere. */
  public static final Grant ALL = new Grant("*", "*", EnumSet.allOf(Access.class));

  /** Copies the set and refuses patterns that can match nothing. */
  public Grant {
    if (instances.isEmpty() || tables.isEmpty()) {
      throw new IllegalArgumentException("a pattern of a grant is empty");
    }
    access = Set.copyOf(access);
  }

  /** Whether it covers anything of the instance. */
  boolean covers(String instance) {
    return matches(instances, instance);
  }

  /** Whether it covers the table of an instance that it is known to cover. */
  boolean coversTable(String table) {
    return matches(tables, table);
  }

  /** The classic two-pointer glob: linear for one star, never exponential for many. */
  static boolean matches(String pattern, String name) {
    // A name may be as long as a request allows, and many stars make the match quadratic.
    if (name.length() > Limits.NAME_BYTES) {
      return pattern.equals("*");
    }
    int p = 0;
    int n = 0;
    int star = -1;
    int resume = 0;
    while (n < name.length()) {
      if (p < pattern.length() && pattern.charAt(p) == '*') {
        star = p++;
        resume = n;
      } else if (p < pattern.length() && pattern.charAt(p) == name.charAt(n)) {
        p++;
        n++;
      } else if (star >= 0) {
        p = star + 1;
        n = ++resume;
      } else {
        return false;
      }
    }
    while (p < pattern.length() && pattern.charAt(p) == '*') {
      p++;
    }
    return p == pattern.length();
  }
}
