/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.lucene.aggregation;

import io.tabularium.model.Errors;
import io.tabularium.model.ServiceException;
import java.io.IOException;
import java.util.Base64;
import java.util.List;
import org.apache.lucene.store.ByteArrayDataInput;
import org.apache.lucene.store.ByteBuffersDataOutput;
import org.apache.lucene.util.BytesRef;

/**
 * Where a page of combinations ended, as text a client gives back: in Base64, one byte of format,
 * the number of ways, and of each way one byte of kind and then nothing, eight bytes, or a length
 * and bytes.
 */
final class CompositeToken {
  private static final byte FORMAT = 1;
  private static final byte ABSENT = 0;
  private static final byte NUMBER = 1;
  private static final byte STRING = 2;

  /** The longest token read; ours are never longer than a hundred of the longest keywords. */
  private static final int LONGEST = 1 << 20;

  private CompositeToken() {}

  static String encode(Combination last, List<CompositeSource> sources) {
    ByteBuffersDataOutput out = new ByteBuffersDataOutput();
    try {
      out.writeByte(FORMAT);
      out.writeVInt(sources.size());
      for (int i = 0; i < sources.size(); i++) {
        TermValues terms = sources.get(i).terms();
        if (last.isAbsent(i)) {
          out.writeByte(ABSENT);
        } else if (terms == null) {
          out.writeByte(NUMBER);
          out.writeLong(last.key(i));
        } else {
          out.writeByte(STRING);
          BytesRef string = terms.string(last.key(i));
          out.writeVInt(string.length);
          out.writeBytes(string.bytes, string.offset, string.length);
        }
      }
    } catch (IOException e) {
      throw new IllegalStateException("memory cannot be written", e);
    }
    return Base64.getUrlEncoder().withoutPadding().encodeToString(out.toArrayCopy());
  }

  /**
   * Reads a token.
   *
   * @throws io.tabularium.model.ServiceException OTSParameterInvalid if it is none of a request
   *     with these ways of grouping
   */
  static Combination decode(String token, List<CompositeSource> sources) {
    if (token.length() > LONGEST) {
      throw Errors.searchToken();
    }
    try {
      byte[] bytes = Base64.getUrlDecoder().decode(token);
      ByteArrayDataInput in = new ByteArrayDataInput(bytes);
      if (in.readByte() != FORMAT || in.readVInt() != sources.size()) {
        throw Errors.searchToken();
      }
      Combination combination = new Combination(sources.size());
      for (int i = 0; i < sources.size(); i++) {
        read(in, bytes, sources.get(i).terms(), combination, i);
      }
      if (!in.eof()) {
        throw Errors.searchToken();
      }
      return combination;
    } catch (ServiceException e) {
      throw e;
    } catch (RuntimeException e) {
      // Whatever is not Base64, ends too early, or is no number to Lucene.
      throw Errors.searchToken();
    }
  }

  private static void read(
      ByteArrayDataInput in, byte[] bytes, TermValues terms, Combination combination, int way) {
    byte kind = in.readByte();
    if (kind == ABSENT) {
      combination.setAbsent(way);
    } else if (kind == NUMBER && terms == null) {
      combination.set(way, in.readLong());
    } else if (kind == STRING && terms != null) {
      int length = in.readVInt();
      if (length < 0 || length > bytes.length - in.getPosition()) {
        throw Errors.searchToken();
      }
      combination.set(way, terms.number(new BytesRef(bytes, in.getPosition(), length)));
      in.skipBytes(length);
    } else {
      throw Errors.searchToken();
    }
  }
}
