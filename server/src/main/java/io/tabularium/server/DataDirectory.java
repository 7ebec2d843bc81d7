/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.server;

import io.tabularium.server.config.ServerSettings;
import io.tabularium.server.config.StorageSettings;
import io.tabularium.storage.StorageException;
import io.tabularium.storage.Store;
import io.tabularium.storage.StoreConfig;
import io.tabularium.storage.StoreProvider;
import java.io.Closeable;
import java.io.IOException;
import java.io.Serial;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.stream.Stream;

/**
 * The directory behind {@code --data}: the store in {@code store/}, a {@code lock} that says
 * whether a process uses it, and while a server runs the address of its administration listener in
 * {@code admin.address}.
 *
 * @param root the directory
 */
public record DataDirectory(Path root) {

  /** Where the storage engine keeps its files. */
  public Path store() {
    return root.resolve("store");
  }

  /** Makes the directory if it is missing, and refuses what cannot be one. */
  public void prepare() {
    if (Files.exists(root) && !Files.isDirectory(root)) {
      throw new StartupException("The data directory " + root + " is a file.", null);
    }
    try {
      Files.createDirectories(root);
    } catch (IOException e) {
      throw new StartupException(
          "The data directory " + root + " cannot be created: " + reason(e) + ".", e);
    }
    if (!Files.isReadable(root) || !Files.isWritable(root) || !Files.isExecutable(root)) {
      throw new StartupException(
          "The data directory " + root + " cannot be read and written by this user.", null);
    }
  }

  /**
   * Makes sure that no other process uses the directory, before anything in it is looked at. The
   * lock ends with the process, however it ends.
   *
   * @return releases it
   * @throws LockedException if another process has it
   */
  public Closeable lock() {
    try {
      FileChannel channel =
          FileChannel.open(
              root.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      try {
        if (channel.tryLock() != null) {
          return channel;
        }
      } catch (OverlappingFileLockException e) {
        // Another server in this process; the same answer.
      }
      channel.close();
    } catch (IOException e) {
      throw new StartupException(
          "The data directory " + root + " cannot be locked: " + reason(e) + ".", e);
    }
    throw new LockedException(root, null);
  }

  /** Whether nothing is there yet. */
  public boolean isEmpty() {
    if (!Files.exists(root)) {
      return true;
    }
    try (Stream<Path> files = Files.list(root)) {
      return files.findAny().isEmpty();
    } catch (IOException e) {
      throw new StartupException(
          "The directory " + root + " cannot be read: " + reason(e) + ".", e);
    }
  }

  /** Notes where the running server's administration listener is. */
  void recordAdmin(String address) throws IOException {
    Path temporary = root.resolve("admin.address.new");
    Files.writeString(temporary, address + "\n", StandardCharsets.UTF_8);
    Files.move(
        temporary,
        adminFile(),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
  }

  /** Forgets the note. */
  void forgetAdmin() throws IOException {
    Files.deleteIfExists(adminFile());
  }

  /** Where the server that has the directory open is administered; perhaps outdated. */
  public Optional<String> admin() {
    try {
      return Files.readString(adminFile()).lines().findFirst().filter(line -> !line.isBlank());
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** The storage engine of this name. */
  public static StoreProvider provider(String engine) {
    List<String> known = new ArrayList<>();
    for (StoreProvider provider : ServiceLoader.load(StoreProvider.class)) {
      if (provider.name().equals(engine)) {
        return provider;
      }
      known.add(provider.name());
    }
    throw new StartupException(
        "There is no storage engine \"" + engine + "\"; known: " + String.join(", ", known) + ".",
        null);
  }

  /** Opens the store in this directory. */
  public Store openStore(ServerSettings settings) {
    StorageSettings storage = settings.storage().resolved();
    try {
      return provider(storage.engine())
          .open(
              new StoreConfig(
                  store(),
                  settings.durability(),
                  storage.cacheBytes(),
                  storage.writeBufferBytes()));
    } catch (StorageException e) {
      if (e.kind() == StorageException.Kind.LOCKED) {
        throw new LockedException(root, e);
      }
      throw new StartupException(e.getMessage(), e);
    }
  }

  /** The directory is in use by a running server. */
  public static final class LockedException extends StartupException {
    @Serial private static final long serialVersionUID = 1L;

    LockedException(Path root, StorageException cause) {
      super("The data directory " + root + " is in use by another Tabularium process.", cause);
    }
  }

  private Path adminFile() {
    return root.resolve("admin.address");
  }

  private static String reason(IOException e) {
    if (e instanceof AccessDeniedException) {
      return "permission denied";
    }
    if (e instanceof FileAlreadyExistsException) {
      return "a file is in the way";
    }
    return String.valueOf(e.getMessage());
  }
}
