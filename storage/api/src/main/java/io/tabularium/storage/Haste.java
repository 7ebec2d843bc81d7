/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.storage;

import java.util.function.Supplier;

/**
 * For threads that serve many and must not wait for one: work done {@linkplain #run in haste} is
 * given up where it would have to wait for a lock, for room among the writes under way, for the
 * disk, or for a stalled store. Nothing has been written by then, so that it can be done again by a
 * thread that may wait.
 *
 * <p>Stores call {@link #beforeWaiting} in such places. It costs nothing where nobody has to wait.
 */
public final class Haste {
  private static final ThreadLocal<Boolean> ACTIVE = new ThreadLocal<>();

  private Haste() {}

  /**
   * Does something on a thread that must not wait.
   *
   * @param work has no effect if it is given up
   * @throws WouldWaitException if it would have to wait
   */
  public static <R> R run(Supplier<R> work) {
    ACTIVE.set(Boolean.TRUE);
    try {
      return work.get();
    } finally {
      ACTIVE.remove();
    }
  }

  /**
   * To be called before the calling thread waits, while what it does has had no effect.
   *
   * @throws WouldWaitException if it must not
   */
  public static void beforeWaiting() {
    if (ACTIVE.get() != null) {
      throw new WouldWaitException();
    }
  }

  /** What was to be done in haste cannot be done without waiting; nothing has been done. */
  public static final class WouldWaitException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private WouldWaitException() {
      super("the thread would have to wait", null, false, false);
    }
  }
}
