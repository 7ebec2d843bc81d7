/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.storage.rocksdb;

import io.tabularium.storage.StorageException;
import io.tabularium.storage.StorageException.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The directory of a store: RocksDB's files and one text file, {@code FORMAT}, that tells the
 * format and which store it is. A backup has the same file, with another first word.
 */
final class StoreDirectory {
  /** The format this version writes, and the only one it reads. */
  static final int FORMAT = 1;

  static final String FORMAT_FILE = "FORMAT";
  private static final String FORMAT_DRAFT = "FORMAT.new";
  private static final Pattern FORMAT_TEXT =
      Pattern.compile("tabularium-rocksdb(-backup)? ([0-9]{1,9})\nid ([0-9a-f-]{1,64})\n");

  /** Names a directory may have and still count as empty. */
  private static final Set<String> NOTHING = Set.of("lost+found", FORMAT_DRAFT);

  private StoreDirectory() {}

  /**
   * Makes a directory ready for RocksDB.
   *
   * @return whether there is no database in it yet
   */
  static boolean prepare(Path directory) {
    makeDirectory(directory);
    if (readFormat(directory, false) == null) {
      if (!isEmpty(directory)) {
        throw new StorageException(
            Kind.UNKNOWN_FORMAT,
            "The directory " + directory + " holds files that are not a Tabularium store's.",
            null);
      }
      writeFormat(directory, false, UUID.randomUUID().toString());
      return true;
    }
    if (Files.exists(directory.resolve("CURRENT"))) {
      return false;
    }
    // Either the process ended between the two steps of making the store, or files got lost.
    // RocksDB
    // would make a new database in both cases.
    if (holdsData(directory)) {
      throw new StorageException(
          Kind.CORRUPT,
          "The directory " + directory + " holds a store whose file CURRENT is missing.",
          null);
    }
    return true;
  }

  /** Which store a directory holds. */
  static String storeId(Path directory) {
    String id = readFormat(directory, false);
    if (id == null) {
      throw new StorageException(
          Kind.UNAVAILABLE, "The file " + directory.resolve(FORMAT_FILE) + " is missing.", null);
    }
    return id;
  }

  /** Makes a directory and those above it, and checks that it can be used. */
  static void makeDirectory(Path directory) {
    if (Files.exists(directory) && !Files.isDirectory(directory)) {
      throw new StorageException(
          Kind.UNAVAILABLE, "The path " + directory + " is not a directory.", null);
    }
    try {
      List<Path> parents = new ArrayList<>();
      for (Path path = directory.toAbsolutePath(); path != null && !Files.exists(path); ) {
        path = path.getParent();
        parents.add(path);
      }
      Files.createDirectories(directory);
      for (Path parent : parents) {
        // Else, what is acknowledged in the directory could go together with the directory.
        flush(parent);
      }
    } catch (IOException e) {
      throw new StorageException(
          Kind.UNAVAILABLE, "The directory " + directory + " cannot be made.", e);
    }
    if (!Files.isReadable(directory)
        || !Files.isWritable(directory)
        || !Files.isExecutable(directory)) {
      throw new StorageException(
          Kind.UNAVAILABLE, "The directory " + directory + " cannot be read and written.", null);
    }
  }

  /** Whether nothing is in a directory that anyone could miss. */
  static boolean isEmpty(Path directory) {
    try (Stream<Path> files = Files.list(directory)) {
      return files.allMatch(file -> NOTHING.contains(file.getFileName().toString()));
    } catch (IOException e) {
      throw new StorageException(
          Kind.UNAVAILABLE, "The directory " + directory + " cannot be read.", e);
    }
  }

  private static boolean holdsData(Path directory) {
    try (Stream<Path> files = Files.list(directory)) {
      List<Path> data =
          files
              .filter(
                  file -> {
                    String name = file.getFileName().toString();
                    return name.endsWith(".sst") || name.endsWith(".log");
                  })
              .toList();
      for (Path file : data) {
        if (Files.size(file) > 0) {
          return true;
        }
      }
      return false;
    } catch (IOException e) {
      throw new StorageException(
          Kind.UNAVAILABLE, "The directory " + directory + " cannot be read.", e);
    }
  }

  /**
   * The store's id, or {@code null} if there is no {@code FORMAT}.
   *
   * @param backup whether the directory should be a backup rather than a store
   */
  static String readFormat(Path directory, boolean backup) {
    Path file = directory.resolve(FORMAT_FILE);
    String text;
    try {
      byte[] bytes = Files.readAllBytes(file);
      text = new String(bytes, StandardCharsets.ISO_8859_1);
    } catch (NoSuchFileException e) {
      return null;
    } catch (IOException e) {
      throw new StorageException(Kind.UNAVAILABLE, "The file " + file + " cannot be read.", e);
    }
    Matcher matcher = FORMAT_TEXT.matcher(text);
    if (!matcher.matches() || (matcher.group(1) != null) != backup) {
      throw new StorageException(
          Kind.UNKNOWN_FORMAT,
          "The file "
              + file
              + " does not say that this is a Tabularium "
              + (backup ? "backup." : "store."),
          null);
    }
    int format = Integer.parseInt(matcher.group(2));
    if (format != FORMAT) {
      throw new StorageException(
          Kind.UNKNOWN_FORMAT,
          "The files in "
              + directory
              + " are of format "
              + format
              + "; this version knows format "
              + FORMAT
              + ".",
          null);
    }
    return matcher.group(3);
  }

  /** Writes {@code FORMAT} so that it is there as a whole or not at all. */
  static void writeFormat(Path directory, boolean backup, String storeId) {
    Path draft = directory.resolve(FORMAT_DRAFT);
    String text =
        "tabularium-rocksdb" + (backup ? "-backup " : " ") + FORMAT + "\nid " + storeId + "\n";
    try {
      try (FileChannel channel =
          FileChannel.open(
              draft,
              StandardOpenOption.CREATE,
              StandardOpenOption.TRUNCATE_EXISTING,
              StandardOpenOption.WRITE)) {
        ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
        channel.force(true);
      }
      Files.move(
          draft,
          directory.resolve(FORMAT_FILE),
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
      flush(directory);
    } catch (IOException e) {
      throw new StorageException(
          Kind.UNAVAILABLE, "The directory " + directory + " cannot be written.", e);
    }
  }

  /** Flushes all files in a directory, and the directory. */
  static void flushAll(Path directory) {
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.toList()) {
        flush(file);
      }
      flush(directory);
    } catch (IOException e) {
      throw new StorageException(
          Kind.UNAVAILABLE, "The directory " + directory + " cannot be written.", e);
    }
  }

  private static void flush(Path path) throws IOException {
    FileChannel channel;
    try {
      channel = FileChannel.open(path, StandardOpenOption.READ);
    } catch (IOException e) {
      if (Files.isDirectory(path)) {
        // Some systems do not open directories; they do not need it, either.
        return;
      }
      throw e;
    }
    try (channel) {
      channel.force(true);
    }
  }
}
