/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.lucene;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.tabularium.model.ByteSlice;
import io.tabularium.model.ErrorCode;
import io.tabularium.model.ServiceException;
import io.tabularium.search.lucene.sort.CompiledSort;
import io.tabularium.search.lucene.sort.CompiledSort.Kind;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.apache.lucene.search.FieldDoc;
import org.apache.lucene.search.Sort;
import org.apache.lucene.util.BytesRef;

/** What clients send back as tokens is a token or refused, whatever it is. */
class TokensFuzzTest {
  private static final CompiledSort SORT =
      new CompiledSort(new Sort(), List.of(Kind.LONG, Kind.DOUBLE, Kind.SCORE, Kind.BYTES));

  @Property(tries = 200)
  void aCursorComesBackAsItWas(
      @ForAll long l, @ForAll double d, @ForAll float f, @ForAll byte[] bytes, @ForAll long id) {
    FieldDoc row =
        new FieldDoc(0, 0, new Object[] {l, d, f, bytes.length == 1 ? null : new BytesRef(bytes)});
    FieldDoc back = Cursor.decode(Cursor.encode(id, SORT, row), id, SORT);
    assertThat(back.fields).isEqualTo(row.fields);
  }

  @Property(tries = 200)
  void aScanTokenComesBackAsItWas(@ForAll int workers, @ForAll int worker, @ForAll int next) {
    ScanToken token = new ScanToken("1-abc", workers, worker, next);
    assertThat(ScanToken.decode(token.encode())).isEqualTo(token);
  }

  @Property(tries = 2000)
  void anythingElseIsRefused(@ForAll byte[] bytes) {
    refuses(() -> Cursor.decode(ByteSlice.of(bytes), 1, SORT), ErrorCode.OTSParameterInvalid);
    refuses(() -> ScanToken.decode(ByteSlice.of(bytes)), ErrorCode.OTSSessionExpired);
  }

  @Property(tries = 2000)
  void aDamagedTokenIsRefused(@ForAll @IntRange(max = 10_000) int bit) {
    FieldDoc row = new FieldDoc(0, 0, new Object[] {1L, 2.0, 3f, new BytesRef("key")});
    byte[] cursor = Cursor.encode(1, SORT, row).toByteArray();
    flip(cursor, bit);
    refuses(() -> Cursor.decode(ByteSlice.of(cursor), 1, SORT), ErrorCode.OTSParameterInvalid);
    byte[] token = new ScanToken("1-abc", 1, 0, 5).encode().toByteArray();
    flip(token, bit);
    refuses(() -> ScanToken.decode(ByteSlice.of(token)), ErrorCode.OTSSessionExpired);
  }

  private static void flip(byte[] bytes, int bit) {
    int at = bit % (bytes.length * Byte.SIZE);
    bytes[at / Byte.SIZE] ^= (byte) (1 << at % Byte.SIZE);
  }

  private static void refuses(Runnable decoding, ErrorCode code) {
    try {
      decoding.run();
      fail("it was taken for a token");
    } catch (ServiceException e) {
      assertThat(e.code()).isEqualTo(code);
    }
  }
}
