/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.server.e2e;

import com.alicloud.openservices.tablestore.model.RetryStrategy;

/**
 * Retries nothing but what the SDK does to itself. When the thread that hands a request to a pooled
 * connection is held up for as long as the whole exchange takes, it finds the connection handed
 * back already, takes it for closed and fails a request that may well have succeeded. On a machine
 * with few and busy processors this happens about once in a million small requests, and once in a
 * hundred if the connection ends with the answer.
 */
final class SelfInflicted implements RetryStrategy {
  private int retries;

  @Override
  @SuppressWarnings("MissingSuperCall") // a clone starts counting anew
  public RetryStrategy clone() {
    return new SelfInflicted();
  }

  @Override
  public int getRetries() {
    return retries;
  }

  @Override
  public long nextPause(String action, Exception e) {
    if (retries == 5 || !is(e)) {
      return 0;
    }
    retries++;
    return 1;
  }

  /** Whether this is that failure: a closed connection, found where it was to be taken over. */
  static boolean is(Throwable e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause.getClass().getSimpleName().equals("ConnectionClosedException")) {
        for (StackTraceElement at : cause.getStackTrace()) {
          if (at.getMethodName().equals("connectionAllocated")) {
            return true;
          }
        }
      }
    }
    return false;
  }
}
