/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.server.sdk;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a suite printed, read as the few lines of the Test Anything Protocol that the suites use:
 * {@code ok N - name}, {@code not ok N - name} followed by {@code # } lines that explain it, and
 * the plan {@code 1..N} at the end. Any other line is output of the SDK and ignored.
 *
 * @param cases the cases in the order reported
 * @param complete whether the plan was printed and agrees with the cases, so that none is missing
 */
record TapReport(List<Case> cases, boolean complete) {
  private static final Pattern CASE = Pattern.compile("(not )?ok (\\d+) - (.*)");
  private static final Pattern PLAN = Pattern.compile("1\\.\\.(\\d+)");

  /**
   * One case of a suite.
   *
   * @param name what it specifies
   * @param passed whether it held
   * @param detail why not; empty if it passed
   */
  record Case(String name, boolean passed, String detail) {}

  static TapReport of(List<String> lines) {
    List<Case> cases = new ArrayList<>();
    boolean inOrder = true;
    int planned = -1;
    for (int i = 0; i < lines.size(); i++) {
      Matcher line = CASE.matcher(lines.get(i));
      Matcher plan = PLAN.matcher(lines.get(i));
      if (line.matches()) {
        StringBuilder detail = new StringBuilder();
        while (i + 1 < lines.size() && lines.get(i + 1).startsWith("#")) {
          detail.append(lines.get(++i).replaceFirst("^# ?", "")).append('\n');
        }
        cases.add(new Case(line.group(3), line.group(1) == null, detail.toString()));
        inOrder &= Integer.parseInt(line.group(2)) == cases.size();
      } else if (plan.matches()) {
        planned = Integer.parseInt(plan.group(1));
      }
    }
    return new TapReport(List.copyOf(cases), inOrder && planned == cases.size());
  }

  boolean allPassed() {
    return complete && cases.stream().allMatch(Case::passed);
  }
}
