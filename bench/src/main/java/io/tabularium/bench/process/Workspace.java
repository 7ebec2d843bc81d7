/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.bench.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.List;

/**
 * A directory for a benchmark's data and logs. Data directories are removed as soon as they are no
 * longer needed, everything else at the end, unless it is to be kept; what fails quotes the end of
 * its log.
 */
public final class Workspace implements AutoCloseable {
  private final Path root;
  private final boolean keep;

  /**
   * Makes the directory.
   *
   * @param parent where to make it, or {@code null} for the system's temporary directory
   * @param keep whether to leave everything there at the end
   */
  public Workspace(Path parent, boolean keep) {
    this.keep = keep;
    try {
      if (parent == null) {
        root = Files.createTempDirectory("tabularium-bench");
      } else {
        Files.createDirectories(parent);
        root = Files.createTempDirectory(parent, "tabularium-bench");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A path in the directory. */
  public Path path(String name) {
    return root.resolve(name);
  }

  /** A directory in the directory. */
  public Path directory(String name) {
    try {
      return Files.createDirectories(root.resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Removes a file or a directory with everything in it. */
  public void remove(Path path) {
    try {
      Files.walkFileTree(
          path,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                throws IOException {
              Files.deleteIfExists(file);
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, IOException failure)
                throws IOException {
              Files.deleteIfExists(directory);
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (NoSuchFileException e) {
      // Nothing to remove.
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The bytes of all files in a directory, without those a server deletes meanwhile. */
  public long size(Path directory) {
    long[] sum = new long[1];
    try {
      Files.walkFileTree(
          directory,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
              sum[0] += attributes.isRegularFile() ? attributes.size() : 0;
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException failure)
                throws IOException {
              if (failure instanceof NoSuchFileException) {
                return FileVisitResult.CONTINUE;
              }
              throw failure;
            }
          });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return sum[0];
  }

  /** A port nobody listens on just now. */
  public static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Runs a program of this build in a JVM of its own and waits until it has succeeded.
   *
   * @param name what messages call it, and its log here
   * @param jvmArguments options of the JVM
   * @param main the program
   * @param limit how long it may take
   * @return the lines it printed
   */
  public List<String> run(
      String name,
      List<String> jvmArguments,
      Class<?> main,
      List<String> arguments,
      Duration limit) {
    try (ChildJvm child =
        ChildJvm.start(
            name,
            jvmArguments,
            System.getProperty("java.class.path"),
            main.getName(),
            arguments,
            path(name + ".log"))) {
      return child.awaitSuccess(limit);
    }
  }

  /** Removes everything, unless it is to be kept. */
  @Override
  public void close() {
    if (keep) {
      System.out.println("Data and logs are kept in " + root);
    } else {
      remove(root);
    }
  }
}
