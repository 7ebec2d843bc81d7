/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.storage.rocksdb;

import io.tabularium.storage.StorageException;
import io.tabularium.storage.StorageException.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.rocksdb.BackupEngine;
import org.rocksdb.BackupEngineOptions;
import org.rocksdb.BackupInfo;
import org.rocksdb.Env;
import org.rocksdb.RestoreOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;

/**
 * Copies a store while it works, and makes a store from a copy. RocksDB's backup engine does the
 * copying: it shares files with the earlier copy in the same directory, keeps a checksum of each
 * and checks it when restoring. Beside its directory, {@code files}, lies a {@code FORMAT} that
 * tells which store it is; a backup without it is not complete.
 */
final class RocksBackup {
  private static final String FILES = "files";

  static {
    // A restore opens no database, which would have loaded it.
    RocksDB.loadLibrary();
  }

  private RocksBackup() {}

  /** Brings a backup up to date, or makes it. */
  static void write(RocksDB db, String storeId, Path directory, Consumer<String> progress) {
    StoreDirectory.makeDirectory(directory);
    String earlier = formatOf(directory);
    if (earlier == null && !isEmptyOrUnfinished(directory)) {
      throw new StorageException(
          Kind.UNAVAILABLE, "The directory " + directory + " is neither empty nor a backup.", null);
    }
    if (earlier != null && !earlier.equals(storeId)) {
      throw new StorageException(
          Kind.UNAVAILABLE, "The directory " + directory + " is a backup of another store.", null);
    }
    Path files = directory.resolve(FILES);
    progress.accept(
        (earlier == null ? "Copying the store to " : "Bringing up to date ") + directory + ".");
    try (BackupEngineOptions options = new BackupEngineOptions(makeDirectory(files).toString());
        BackupEngine engine = BackupEngine.open(Env.getDefault(), options.setSync(true))) {
      // Written out first, so that little of the log needs to be copied; the rest of it is, too.
      engine.createNewBackup(db, true);
      engine.purgeOldBackups(1);
      engine.garbageCollect();
      if (earlier == null) {
        StoreDirectory.writeFormat(directory, true, storeId);
      }
      List<BackupInfo> copies = engine.getBackupInfo();
      BackupInfo copy = copies.get(copies.size() - 1);
      progress.accept(
          String.format(
              Locale.ROOT,
              "The backup is complete: %,d bytes in %,d files.",
              copy.size(),
              copy.numberFiles()));
    } catch (RocksDBException e) {
      throw RocksErrors.of("back up to " + directory, e);
    }
  }

  /** Makes a store from a backup. */
  static void restore(Path backup, Path directory) {
    String storeId = formatOf(backup);
    Path files = backup.resolve(FILES);
    if (storeId == null || !Files.isDirectory(files)) {
      throw new StorageException(
          Kind.UNAVAILABLE, "The directory " + backup + " is not a complete backup.", null);
    }
    StoreDirectory.makeDirectory(directory);
    if (!StoreDirectory.isEmpty(directory)) {
      throw new StorageException(
          Kind.UNAVAILABLE, "The directory " + directory + " is not empty.", null);
    }
    try (BackupEngineOptions options = new BackupEngineOptions(files.toString());
        BackupEngine engine = BackupEngine.open(Env.getDefault(), options);
        RestoreOptions restoring = new RestoreOptions(false)) {
      if (engine.getBackupInfo().isEmpty()) {
        throw new StorageException(
            Kind.CORRUPT, "The backup in " + backup + " is damaged: no copy in it is whole.", null);
      }
      engine.restoreDbFromLatestBackup(directory.toString(), directory.toString(), restoring);
    } catch (RocksDBException e) {
      throw RocksErrors.of("restore the backup in " + backup, e);
    }
    StoreDirectory.flushAll(directory);
    // Last: without it, a directory that was restored by half does not open.
    StoreDirectory.writeFormat(directory, false, storeId);
  }

  private static String formatOf(Path backup) {
    try {
      return StoreDirectory.readFormat(backup, true);
    } catch (StorageException e) {
      if (e.kind() == Kind.UNKNOWN_FORMAT) {
        throw e;
      }
      throw new StorageException(
          Kind.UNAVAILABLE, "The backup in " + backup + " cannot be read.", e);
    }
  }

  private static Path makeDirectory(Path directory) {
    StoreDirectory.makeDirectory(directory);
    return directory;
  }

  /** Whether only a first backup that was interrupted lies in a directory. */
  private static boolean isEmptyOrUnfinished(Path directory) {
    if (StoreDirectory.isEmpty(directory)) {
      return true;
    }
    Path files = directory.resolve(FILES);
    try (Stream<Path> entries = Files.list(directory)) {
      return entries.allMatch(files::equals) && Files.isDirectory(files.resolve("meta"));
    } catch (IOException e) {
      throw new StorageException(
          Kind.UNAVAILABLE, "The directory " + directory + " cannot be read.", e);
    }
  }
}
