/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.lucene.analysis;

/**
 * All pieces of some lengths of each run of letters and digits. Pieces that begin at the same
 * character share a position, so that longer texts are found as phrases of pieces.
 */
final class GramCutter implements Cutter {
  private final int shortest;
  private final int longest;
  private final boolean keepsCase;

  GramCutter(int shortest, int longest, boolean keepsCase) {
    this.shortest = shortest;
    this.longest = longest;
    this.keepsCase = keepsCase;
  }

  @Override
  public void cut(String text, Tokens words) {
    int behind = 1;
    for (Pieces piece = new Pieces(text); piece.next(); ) {
      for (int i = 0; i < piece.size(); i++) {
        for (int length = shortest; length <= longest && i + length <= piece.size(); length++) {
          int start = piece.offset(i);
          int end = piece.offset(i + length);
          String word = text.substring(start, end);
          words.add(keepsCase ? word : Letters.lower(word), start, end, behind);
          behind = 0;
        }
        behind++;
      }
    }
  }
}
