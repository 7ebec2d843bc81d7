/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.server;

import io.tabularium.storage.StorageException;
import io.tabularium.storage.StoreProvider;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.stream.Stream;

/**
 * The directory behind {@code --data}: the store in {@code store/}, and while a server runs the
 * address of its administration listener in {@code admin.address}.
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

  /** Whether nothing is there yet. */
  public boolean isEmpty() {
    if (!Files.exists(root)) {
      return true;
    }
    try (Stream<Path> files = Files.list(root)) {
      return files.findAny().isEmpty();
    } catch (IOException e) {
      throw new StartupException("The directory " + root + " cannot be read: " + reason(e) + ".", e);
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

  /** What to tell an operator about a store that does not open. */
  StartupException refused(StorageException e) {
    String sentence =
        switch (e.kind()) {
          case LOCKED ->
              "The data directory " + root + " is in use by another Tabularium server.";
          case UNKNOWN_FORMAT ->
              "The data directory " + root + " has a format this version does not know: " + e.getMessage();
          case CORRUPT -> "The data directory " + root + " is damaged: " + e.getMessage();
          case UNAVAILABLE, BUSY ->
              "The data directory " + root + " cannot be opened: " + e.getMessage();
        };
    return new StartupException(sentence.endsWith(".") ? sentence : sentence + ".", e);
  }

  private Path adminFile() {
    return root.resolve("admin.address");
  }

  private static String reason(IOException e) {
    return e instanceof java.nio.file.AccessDeniedException
        ? "permission denied"
        : e instanceof java.nio.file.FileAlreadyExistsException
            ? "a file is in the way"
            : String.valueOf(e.getMessage());
  }
}
