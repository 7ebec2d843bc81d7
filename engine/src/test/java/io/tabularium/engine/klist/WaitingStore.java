/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine.klist;

import io.tabularium.storage.Haste;
import io.tabularium.storage.Store;
import io.tabularium.storage.TableSpace;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Set;
import java.util.function.BooleanSupplier;

/** A store in which writers sometimes would have to wait, which those in haste do not. */
final class WaitingStore {
  private static final Set<String> WRITES = Set.of("write", "writeIf", "transact");

  private WaitingStore() {}

  /**
   * Wraps a store.
   *
   * @param waits asked before each write and transaction
   */
  static Store around(Store store, BooleanSupplier waits) {
    return proxy(
        Store.class,
        (self, method, arguments) -> {
          Object result = invoke(store, method, arguments);
          return result instanceof TableSpace table ? table(table, waits) : result;
        });
  }

  private static TableSpace table(TableSpace table, BooleanSupplier waits) {
    return proxy(
        TableSpace.class,
        (self, method, arguments) -> {
          if (WRITES.contains(method.getName()) && waits.getAsBoolean()) {
            Haste.beforeWaiting();
          }
          return invoke(table, method, arguments);
        });
  }

  private static <T> T proxy(Class<T> type, InvocationHandler handler) {
    return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
  }

  private static Object invoke(Object target, Method method, Object[] arguments) throws Throwable {
    try {
      return method.invoke(target, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }
}
