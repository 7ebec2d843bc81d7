/* SPDX-License-Identifier: Apache-2.0 */
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Collections;
import java.util.List;
import java.util.Properties;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/**
 * Fetches Maven for {@code ./mvnw} with nothing but a JDK: downloads the zip, checks its SHA-512,
 * unpacks it and moves it into place in one step, so that an interrupted run leaves nothing behind.
 *
 * <p>Arguments: the properties file, the directory to create.
 */
final class FetchMaven {
  public static void main(String[] args) throws Exception {
    Properties wanted = new Properties();
    try (InputStream in = Files.newInputStream(Path.of(args[0]))) {
      wanted.load(in);
    }
    Path target = Path.of(args[1]);
    String version = wanted.getProperty("version");
    String base = System.getenv("MVNW_REPOURL");
    if (base == null || base.isBlank()) {
      // Maven Central's host is Maven's own group id, org.apache.maven, read backwards.
      List<String> labels = Arrays.asList("org.apache.maven.repo".split("\\."));
      Collections.reverse(labels);
      base = "https://" + String.join(".", labels) + "/maven2";
    }
    URI uri =
        URI.create(
            base + "/org/apache/maven/apache-maven/" + version + "/apache-maven-" + version
                + "-bin.zip");
    System.err.println("Fetching Maven " + version + " (once; about 9 MB) ...");

    Files.createDirectories(target.getParent());
    Path work = Files.createTempDirectory(target.getParent(), ".fetch-");
    try {
      Path zip = work.resolve("maven.zip");
      String sum = download(uri, zip);
      if (!sum.equals(wanted.getProperty("sha512"))) {
        throw new IOException("checksum of the downloaded Maven is " + sum + ", not as expected");
      }
      unpack(zip, work);
      Path home = work.resolve("apache-maven-" + version);
      home.resolve("bin/mvn").toFile().setExecutable(true, false);
      try {
        Files.move(home, target, StandardCopyOption.ATOMIC_MOVE);
      } catch (IOException e) {
        if (!Files.isDirectory(target)) { // else another run was faster
          throw e;
        }
      }
    } finally {
      deleteTree(work);
    }
  }

  private static String download(URI uri, Path file) throws Exception {
    HttpClient client =
        HttpClient.newBuilder()
            .connectTimeout(Duration.ofSeconds(30))
            .followRedirects(HttpClient.Redirect.NORMAL)
            .proxy(ProxySelector.getDefault())
            .build();
    HttpResponse<InputStream> response =
        client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofInputStream());
    if (response.statusCode() != 200) {
      throw new IOException("the repository answered " + response.statusCode() + " for " + uri);
    }
    MessageDigest digest = MessageDigest.getInstance("SHA-512");
    try (InputStream in = new DigestInputStream(response.body(), digest)) {
      Files.copy(in, file);
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static void unpack(Path zip, Path into) throws IOException {
    try (ZipInputStream in = new ZipInputStream(Files.newInputStream(zip))) {
      for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        Path path = into.resolve(entry.getName()).normalize();
        if (!path.startsWith(into)) {
          throw new IOException("the zip reaches outside itself: " + entry.getName());
        }
        if (entry.isDirectory()) {
          Files.createDirectories(path);
        } else {
          Files.createDirectories(path.getParent());
          Files.copy(in, path);
        }
      }
    }
  }

  private static void deleteTree(Path root) throws IOException {
    try (var paths = Files.walk(root)) {
      paths
          .sorted(Collections.reverseOrder())
          .forEach(
              path -> {
                try {
                  Files.delete(path);
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              });
    }
  }
}
