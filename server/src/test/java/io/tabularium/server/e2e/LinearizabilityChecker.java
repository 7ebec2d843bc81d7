/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.server.e2e;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * Decides whether what clients saw of one row can be explained by doing their operations one after
 * the other, each at some moment between its call and its return (Herlihy and Wing).
 *
 * <p>Implementation note: the search of Wing and Gong, made affordable by Lowe's memory of
 * configurations. The operations are kept as a list of calls and returns in time order. An
 * operation may go first if no return stands before its call; it is tried, lifted out of the list,
 * and put back if that leads nowhere. A pair of (operations done, state) that was met before is not
 * entered again.
 */
final class LinearizabilityChecker {
  /** Where a search gives up; far above what a correct history of the tests needs. */
  private static final int MAX_CONFIGURATIONS = 5_000_000;

  /** What an operation did to a row's value and answered. {@code null} is a missing row. */
  interface Step {
    /**
     * The value afterwards, if the recorded answer is the one this state gives.
     *
     * @return the next state in a box, or {@code null} if the answer contradicts the state
     */
    Next from(Long state);
  }

  /** A state to go on with. */
  record Next(Long state) {}

  /**
   * One operation as its client saw it.
   *
   * @param called when it was sent
   * @param returned when its answer was there; {@link Long#MAX_VALUE} if none came, so that it may
   *     have happened at any time or, which is the same as after everything else, never
   * @param what for the report
   * @param step its meaning
   */
  record Operation(long called, long returned, String what, Step step) {}

  /** A call or a return in a doubly linked list. */
  private static final class Event {
    final int id;
    final Event match; // of a call: its return
    Event previous;
    Event next;

    Event(int id, Event match) {
      this.id = id;
      this.match = match;
    }
  }

  private record Configuration(BitSet done, Long state) {}

  private record Tried(Event call, Long stateBefore) {}

  private LinearizabilityChecker() {}

  /** Whether there is such an order, starting from a missing row. */
  static boolean isLinearizable(List<Operation> history) {
    Event head = timeline(history);
    Set<Configuration> met = new HashSet<>();
    List<Tried> path = new ArrayList<>();
    BitSet done = new BitSet(history.size());
    Long state = null;
    Event at = head.next;
    while (head.next != null) {
      if (at.match != null) { // a call: it may go first
        Next next = history.get(at.id).step().from(state);
        boolean enter = false;
        if (next != null) {
          done.set(at.id);
          enter = met.add(new Configuration((BitSet) done.clone(), next.state()));
          if (!enter) {
            done.clear(at.id);
          }
        }
        if (enter) {
          if (met.size() > MAX_CONFIGURATIONS) {
            throw new AssertionError("the search for an order takes too long");
          }
          path.add(new Tried(at, state));
          state = next.state();
          lift(at);
          at = head.next;
        } else {
          at = at.next;
        }
      } else { // a return whose call is still here: whatever was tried last was wrong
        if (path.isEmpty()) {
          return false;
        }
        Tried last = path.remove(path.size() - 1);
        state = last.stateBefore();
        done.clear(last.call().id);
        unlift(last.call());
        at = last.call().next;
      }
    }
    return true;
  }

  /** Calls and returns in time order behind a head. */
  private static Event timeline(List<Operation> history) {
    record At(long time, boolean call, int id) {}
    List<At> order = new ArrayList<>();
    for (int i = 0; i < history.size(); i++) {
      order.add(new At(history.get(i).called(), true, i));
      order.add(new At(history.get(i).returned(), false, i));
    }
    // A call at the very moment of a return counts as overlapping.
    order.sort(
        (a, b) ->
            a.time() != b.time()
                ? Long.compare(a.time(), b.time())
                : Boolean.compare(b.call(), a.call()));
    Event[] returns = new Event[history.size()];
    for (int i = 0; i < returns.length; i++) {
      returns[i] = new Event(i, null);
    }
    Event head = new Event(-1, null);
    Event last = head;
    for (At at : order) {
      Event event = at.call() ? new Event(at.id(), returns[at.id()]) : returns[at.id()];
      event.previous = last;
      last.next = event;
      last = event;
    }
    return head;
  }

  private static void lift(Event call) {
    unlink(call);
    unlink(call.match);
  }

  private static void unlink(Event event) {
    event.previous.next = event.next;
    if (event.next != null) {
      event.next.previous = event.previous;
    }
  }

  /** The reverse of {@link #lift}: in the opposite order, each event still knows its neighbours. */
  private static void unlift(Event call) {
    relink(call.match);
    relink(call);
  }

  private static void relink(Event event) {
    event.previous.next = event;
    if (event.next != null) {
      event.next.previous = event;
    }
  }

  // ---- the operations of a row ------------------------------------------------------------------

  /** A read that saw this value. */
  static Step read(Long seen) {
    return state -> Objects.equals(state, seen) ? new Next(state) : null;
  }

  /** An unconditional write. */
  static Step write(Long value) {
    return state -> new Next(value);
  }

  /**
   * A write on condition that the row holds a value.
   *
   * @param succeeded what was answered, or {@code null} if nothing was
   */
  static Step compareAndSet(long expected, long value, Boolean succeeded) {
    return state -> {
      boolean holds = state != null && state == expected;
      return succeeded != null && holds != succeeded
          ? null
          : new Next(holds ? (Long) value : state);
    };
  }

  /**
   * A write on condition that there is no row.
   *
   * @param succeeded what was answered, or {@code null} if nothing was
   */
  static Step create(long value, Boolean succeeded) {
    return state ->
        succeeded != null && (state == null) != succeeded
            ? null
            : new Next(state == null ? (Long) value : state);
  }

  /**
   * An increment.
   *
   * @param answered the new value, or {@code null} if nothing was answered
   */
  static Step increment(long by, Long answered) {
    return state -> {
      long sum = (state == null ? 0 : state) + by;
      return answered != null && sum != answered ? null : new Next(sum);
    };
  }
}
