/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.storage.testkit;

import io.tabularium.storage.StorageException;
import io.tabularium.storage.StorageException.Kind;
import io.tabularium.storage.Store;
import io.tabularium.storage.StoreConfig;
import io.tabularium.storage.StoreProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** Opens {@link InMemoryStore}s. Each is kept in one file, written when the store closes. */
public final class InMemoryStoreProvider implements StoreProvider {
  private static final Set<Path> OPEN = ConcurrentHashMap.newKeySet();

  @Override
  public String name() {
    return "memory";
  }

  @Override
  public Store open(StoreConfig config) {
    Path directory = config.directory().toAbsolutePath().normalize();
    try {
      Files.createDirectories(directory);
    } catch (IOException e) {
      throw new StorageException(Kind.UNAVAILABLE, directory + " is not a directory.", e);
    }
    if (!OPEN.add(directory)) {
      throw new StorageException(Kind.LOCKED, directory + " is open already.", null);
    }
    try {
      Path file = directory.resolve(StoreImage.FILE);
      StoreImage image = Files.exists(file) ? StoreImage.read(file) : new StoreImage();
      return new InMemoryStore(image, directory, () -> OPEN.remove(directory));
    } catch (RuntimeException e) {
      OPEN.remove(directory);
      throw e;
    }
  }

  @Override
  public void restore(Path backup, Path directory) {
    Path file = backup.resolve(StoreImage.FILE);
    if (!Files.isRegularFile(file)) {
      throw new StorageException(Kind.UNAVAILABLE, backup + " is not a backup.", null);
    }
    StoreImage image = StoreImage.read(file);
    try {
      Files.createDirectories(directory);
      try (Stream<Path> files = Files.list(directory)) {
        if (files.findAny().isPresent()) {
          throw new StorageException(Kind.UNAVAILABLE, directory + " is not empty.", null);
        }
      }
    } catch (IOException e) {
      throw new StorageException(Kind.UNAVAILABLE, directory + " cannot be written.", e);
    }
    image.write(directory.resolve(StoreImage.FILE));
  }
}
