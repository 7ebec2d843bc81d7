/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.server;

import io.tabularium.search.SearchConfig;
import io.tabularium.search.SearchEngine;
import io.tabularium.search.SearchException;
import io.tabularium.search.SearchProvider;
import io.tabularium.server.config.SearchOptions;
import io.tabularium.server.config.ServerSettings;
import io.tabularium.server.config.StorageSettings;
import io.tabularium.storage.StorageException;
import io.tabularium.storage.Store;
import io.tabularium.storage.StoreConfig;
import io.tabularium.storage.StoreProvider;
import java.io.Closeable;
import java.io.IOException;
import java.io.Serial;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The directory behind {@code --data}: the store in {@code store/}, search indexes in {@code
 * search/}, a {@code lock} that says whether a process uses it, and while a server runs how to
 * administer it in {@code admin.address}: a line with the address of the administration listener
 * and a line {@code token=...} with what proves that a caller may read this directory.
 *
 * @param root the directory
 */
public record DataDirectory(Path root) {
  private static final String TOKEN = "token=";

  /**
   * How a running server is administered.
   *
   * @param address the administration listener's, such as {@code http://127.0.0.1:8281}
   * @param token what {@link io.tabularium.server.admin.AdminServer} wants to be shown
   */
  public record Administration(String address, String token) {

    /** Without the token, which does not belong into logs. */
    @Override
    public String toString() {
      return address;
    }
  }

  /** Where the storage engine keeps its files. */
  public Path store() {
    return root.resolve("store");
  }

  /** Where the search engine keeps its files. They can be made again from the store. */
  public Path search() {
    return root.resolve("search");
  }

  /**
   * Makes the directory if it is missing, closed to other users, and refuses what cannot be one. A
   * directory that is there keeps its permissions: whoever made it may have had reasons.
   */
  public void prepare() {
    if (Files.exists(root) && !Files.isDirectory(root)) {
      throw new StartupException("The data directory " + root + " is a file.", null);
    }
    try {
      if (!Files.exists(root)) {
        Path parent = root.toAbsolutePath().getParent();
        if (parent != null) {
          Files.createDirectories(parent);
        }
        // Where two begin at once, the lock decides; here both succeed.
        Files.createDirectories(root, onlyOwner("rwx------"));
      }
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

  /** Notes how the running server is administered, for its own user only. */
  void recordAdmin(Administration admin) throws IOException {
    Path temporary = root.resolve("admin.address.new");
    // A crash may have left one, and what exists would keep its permissions.
    Files.deleteIfExists(temporary);
    String text = admin.address() + "\n" + TOKEN + admin.token() + "\n";
    try (SeekableByteChannel file =
        Files.newByteChannel(
            temporary,
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            onlyOwner("rw-------"))) {
      ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
      while (bytes.hasRemaining()) {
        file.write(bytes);
      }
    }
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

  /**
   * How the server that has the directory open is administered; perhaps outdated.
   *
   * @return empty if there is no note, as while a server starts
   * @throws StartupException if there is one that this user may not read
   */
  public Optional<Administration> admin() {
    try {
      List<String> lines = Files.readAllLines(adminFile());
      return lines.size() >= 2 && lines.get(1).startsWith(TOKEN)
          ? Optional.of(new Administration(lines.get(0), lines.get(1).substring(TOKEN.length())))
          : Optional.empty();
    } catch (AccessDeniedException e) {
      throw new StartupException(
          "The file "
              + adminFile()
              + " cannot be read by this user; only the server's own user can administer it.",
          e);
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

  /** Opens the search indexes in this directory. */
  public SearchEngine openSearch(ServerSettings settings) {
    SearchOptions search = settings.search();
    SearchConfig config =
        new SearchConfig(
            search(), search.refreshInterval(), search.writeBuffer(), search.concurrentSearches());
    List<String> known = new ArrayList<>();
    for (SearchProvider provider : ServiceLoader.load(SearchProvider.class)) {
      if (provider.name().equals(search.engine())) {
        try {
          return provider.open(config);
        } catch (SearchException e) {
          throw new StartupException(e.getMessage(), e);
        }
      }
      known.add(provider.name());
    }
    throw new StartupException(
        "There is no search engine \""
            + search.engine()
            + "\"; known: "
            + String.join(", ", known)
            + ".",
        null);
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

  /** Permissions for something to be made, where the file system knows any. */
  private FileAttribute<?>[] onlyOwner(String permissions) {
    if (!root.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      return new FileAttribute<?>[0];
    }
    return new FileAttribute<?>[] {
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
    };
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
