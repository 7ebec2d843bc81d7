/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.lucene.analysis;

/**
 * Runs of letters and digits, ideographic or not, for texts looked for in a field of {@link
 * GramCutter}. A piece longer than the longest gram becomes its grams of that length, one position
 * after the other; the next piece stands where the field has it.
 */
final class PieceCutter implements Cutter {
  private final int longest;
  private final boolean keepsCase;

  PieceCutter(int longest, boolean keepsCase) {
    this.longest = longest;
    this.keepsCase = keepsCase;
  }

  @Override
  public void cut(String text, Tokens words) {
    int behind = 1;
    for (Pieces piece = new Pieces(text); piece.next(); ) {
      int size = piece.size();
      int grams = Math.max(1, size - longest + 1);
      for (int i = 0; i < grams; i++) {
        int start = piece.offset(i);
        int end = piece.offset(Math.min(size, i + longest));
        String word = text.substring(start, end);
        words.add(keepsCase ? word : Letters.lower(word), start, end, i == 0 ? behind : 1);
      }
      behind = size - grams + 1;
    }
  }
}
