/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.wire.wtable;

import static org.awaitility.Awaitility.await;

import io.netty.buffer.ByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import java.lang.ref.PhantomReference;
import java.lang.ref.ReferenceQueue;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds buffers that nobody gave back. Needs the detector at its strictest, as the build sets it.
 */
final class NettyLeaks {
  private NettyLeaks() {}

  /** The reports among what has been logged, after everything unreachable has been collected. */
  static List<String> reports(Logs logs) {
    if (ResourceLeakDetector.getLevel() != ResourceLeakDetector.Level.PARANOID) {
      throw new IllegalStateException("run with -Dio.netty.leakDetection.level=paranoid");
    }
    for (int i = 0; i < 4; i++) {
      awaitCollection();
      // Leaks are reported when the next buffers are made.
      for (int k = 0; k < 100; k++) {
        ByteBufAllocator.DEFAULT.ioBuffer(16).release();
        ByteBufAllocator.DEFAULT.heapBuffer(16).release();
      }
    }
    List<String> reports = new ArrayList<>();
    logs.events.forEach(
        event -> {
          if (event.getFormattedMessage().startsWith("LEAK:")) {
            reports.add(event.getFormattedMessage());
          }
        });
    return reports;
  }

  /** Returns when a collection has been noticed by those who wait for unreachable objects. */
  private static void awaitCollection() {
    ReferenceQueue<Object> queue = new ReferenceQueue<>();
    PhantomReference<Object> sentinel = new PhantomReference<>(new Object(), queue);
    await()
        .until(
            () -> {
              System.gc();
              return queue.remove(50) == sentinel;
            });
  }
}
