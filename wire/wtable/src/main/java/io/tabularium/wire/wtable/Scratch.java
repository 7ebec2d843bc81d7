/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.wire.wtable;

import io.netty.util.concurrent.FastThreadLocal;
import io.tabularium.wire.wtable.codec.PacketDecoder;
import io.tabularium.wire.wtable.codec.PacketEncoder;

/**
 * What a network thread needs to take packets apart and put them together. It serves all of the
 * thread's connections, one at a time, so that idle ones hold no memory.
 */
final class Scratch {
  private static final int INITIAL_BYTES = 64 * 1024;

  private static final FastThreadLocal<Scratch> OF_THREAD =
      new FastThreadLocal<>() {
        @Override
        protected Scratch initialValue() {
          return new Scratch();
        }
      };

  final PacketDecoder decoder = new PacketDecoder();
  final PacketEncoder encoder = new PacketEncoder();
  private byte[] input = new byte[INITIAL_BYTES];

  private Scratch() {}

  /** The one of the calling thread. */
  static Scratch get() {
    return OF_THREAD.get();
  }

  /** Room for what was just read. */
  byte[] input(int bytes) {
    if (input.length < bytes) {
      input = new byte[bytes];
    }
    return input;
  }
}
