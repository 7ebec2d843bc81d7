/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.bench.process;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * HBase standalone (master, region server and ZooKeeper in one JVM) as a child process, on the
 * local file system, with its default settings but for ports and directories. Its log is not
 * flushed to disk for each write, which is also its default.
 */
public final class HBaseServer implements AutoCloseable {
  /** What HBase's own start script passes to Java 17, as far as a local server needs it. */
  private static final List<String> MODULE_OPTIONS =
      List.of(
          "--add-opens=java.base/java.io=ALL-UNNAMED",
          "--add-opens=java.base/java.lang=ALL-UNNAMED",
          "--add-opens=java.base/java.lang.reflect=ALL-UNNAMED",
          "--add-opens=java.base/java.net=ALL-UNNAMED",
          "--add-opens=java.base/java.nio=ALL-UNNAMED",
          "--add-opens=java.base/java.util=ALL-UNNAMED",
          "--add-opens=java.base/java.util.concurrent=ALL-UNNAMED",
          "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
          "--add-opens=java.base/jdk.internal.ref=ALL-UNNAMED",
          "--add-exports=java.base/jdk.internal.misc=ALL-UNNAMED",
          "--add-exports=java.security.jgss/sun.security.krb5=ALL-UNNAMED");

  private static final List<String> LOGGING =
      List.of(
          "log4j.rootLogger=WARN,console",
          "log4j.appender.console=org.apache.log4j.ConsoleAppender",
          "log4j.appender.console.target=System.err",
          "log4j.appender.console.layout=org.apache.log4j.PatternLayout",
          "log4j.appender.console.layout.ConversionPattern="
              + "%d{ISO8601} %-5p [%t] %c{2}: %.500m%n",
          "log4j.logger.org.apache.hadoop.hbase.master.HMaster=INFO");

  private final ChildJvm process;
  private final String clientClassPath;

  private HBaseServer(ChildJvm process, String clientClassPath) {
    this.process = process;
    this.clientClassPath = clientClassPath;
  }

  /**
   * Downloads HBase and builds the binding for it, unless that has been done. The first time takes
   * a minute or two and about 120 MB.
   */
  public static void prepare(Path home, Path log) {
    Path unused = PeerProject.build(home, "peers", log);
  }

  /**
   * Starts the server and waits until it is ready.
   *
   * @param home the project
   * @param data an empty directory
   * @param jvmOptions options of its JVM
   * @param log receives what it prints
   */
  public static HBaseServer start(Path home, Path data, List<String> jvmOptions, Path log) {
    Path target = home.resolve("bench").resolve("peers").resolve("target");
    String peers =
        target.resolve("tabularium-bench-peers.jar")
            + File.pathSeparator
            + target.resolve("lib").resolve("*");
    Path configuration = data.resolve("conf");
    writeConfiguration(configuration, data);
    List<String> options = new ArrayList<>(MODULE_OPTIONS);
    options.addAll(jvmOptions);
    ChildJvm process =
        ChildJvm.start(
            "HBase",
            options,
            configuration + File.pathSeparator + peers,
            "org.apache.hadoop.hbase.master.HMaster",
            List.of("start"),
            log);
    try {
      String unused =
          process.awaitLine(
              line -> line.contains("Master has completed initialization"), Duration.ofMinutes(3));
    } catch (RuntimeException e) {
      process.close();
      throw e;
    }
    // Our jar comes last: it brings the generator, while libraries are to be HBase's own.
    return new HBaseServer(
        process, configuration + File.pathSeparator + peers + File.pathSeparator + ownCode());
  }

  private static Path ownCode() {
    try {
      return Path.of(HBaseServer.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (java.net.URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void writeConfiguration(Path directory, Path data) {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("hbase.cluster.distributed", "false");
    settings.put("hbase.rootdir", data.resolve("root").toUri().toString());
    settings.put("hbase.tmp.dir", data.resolve("tmp").toString());
    settings.put("hbase.zookeeper.property.dataDir", data.resolve("zookeeper").toString());
    settings.put("hbase.zookeeper.property.clientPort", Integer.toString(Workspace.freePort()));
    settings.put("hbase.zookeeper.quorum", "127.0.0.1");
    settings.put("hbase.unsafe.stream.capability.enforce", "false");
    settings.put("hbase.master.info.port", "-1");
    settings.put("hbase.regionserver.info.port", "-1");
    settings.put("hbase.master.port", "0");
    settings.put("hbase.regionserver.port", "0");
    settings.put("hbase.master.hostname", "localhost");
    settings.put("hbase.regionserver.hostname", "localhost");
    settings.put("hbase.master.ipc.address", "127.0.0.1");
    settings.put("hbase.regionserver.ipc.address", "127.0.0.1");
    String xml =
        settings.entrySet().stream()
            .map(
                e ->
                    "  <property><name>"
                        + e.getKey()
                        + "</name><value>"
                        + e.getValue()
                        + "</value></property>\n")
            .collect(Collectors.joining("", "<configuration>\n", "</configuration>\n"));
    try {
      Files.createDirectories(directory);
      Files.writeString(directory.resolve("hbase-site.xml"), xml);
      Files.write(directory.resolve("log4j.properties"), LOGGING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Its process. */
  public long pid() {
    return process.pid();
  }

  /** The class path of a generator that drives it. */
  public String clientClassPath() {
    return clientClassPath;
  }

  @Override
  public void close() {
    process.close();
  }
}
