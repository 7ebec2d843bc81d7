/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.server.config;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** Reads a YAML file into a {@link Node} tree; the only class that knows the YAML library. */
final class YamlFile {
  /** No configuration is larger; a larger file is some other file, named by mistake. */
  private static final long MAX_BYTES = 1 << 20;

  private YamlFile() {}

  static Node.Mapping read(Path file) {
    String text;
    try {
      if (Files.size(file) > MAX_BYTES) {
        throw new ConfigException(file + " is larger than 1 MiB, which no configuration file is.");
      }
      text = Files.readString(file);
    } catch (NoSuchFileException e) {
      throw new ConfigException("The configuration file " + file + " does not exist.");
    } catch (CharacterCodingException e) {
      throw new ConfigException("The configuration file " + file + " is not UTF-8 text.");
    } catch (IOException | UncheckedIOException e) {
      throw new ConfigException("The configuration file " + file + " cannot be read.");
    }
    return parse(file.toString(), text);
  }

  static Node.Mapping parse(String file, String text) {
    Optional<org.snakeyaml.engine.v2.nodes.Node> root;
    try {
      LoadSettings settings = LoadSettings.builder().setLabel(file).setUseMarks(true).build();
      root = new Compose(settings).composeString(text);
    } catch (MarkedYamlEngineException e) {
      int line = e.getProblemMark().or(e::getContextMark).map(Mark::getLine).orElse(0) + 1;
      throw new ConfigException(
          file + ", line " + line + ": not valid YAML: " + e.getProblem() + ".");
    } catch (YamlEngineException e) {
      throw new ConfigException(file + " is not valid YAML: " + firstLine(e.getMessage()) + ".");
    }
    if (root.isEmpty()) {
      return Node.Mapping.empty();
    }
    Node node = convert(file, root.get(), 0);
    if (node instanceof Node.Mapping mapping) {
      return mapping;
    }
    if (node instanceof Node.Scalar scalar && scalar.text() == null) {
      return Node.Mapping.empty();
    }
    throw new ConfigException(
        file
            + ", line "
            + node.line()
            + ": expected settings, such as \"listen: 127.0.0.1:8280\".");
  }

  private static Node convert(String file, org.snakeyaml.engine.v2.nodes.Node node, int depth) {
    int line = line(node);
    if (depth > 20) {
      throw new ConfigException(file + ", line " + line + ": nested too deeply.");
    }
    if (node instanceof ScalarNode scalar) {
      return new Node.Scalar(scalar.getTag().equals(Tag.NULL) ? null : scalar.getValue(), line);
    }
    if (node instanceof SequenceNode sequence) {
      List<Node> items = new ArrayList<>();
      for (org.snakeyaml.engine.v2.nodes.Node item : sequence.getValue()) {
        items.add(convert(file, item, depth + 1));
      }
      return new Node.Sequence(List.copyOf(items), line);
    }
    Map<String, Node.Entry> entries = new LinkedHashMap<>();
    for (NodeTuple tuple : ((MappingNode) node).getValue()) {
      int keyLine = line(tuple.getKeyNode());
      if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
        throw new ConfigException(
            file + ", line " + keyLine + ": the name of a setting must be plain text.");
      }
      Node.Entry entry = new Node.Entry(keyLine, convert(file, tuple.getValueNode(), depth + 1));
      if (entries.put(key.getValue(), entry) != null) {
        throw new ConfigException(
            file + ", line " + keyLine + ": \"" + key.getValue() + "\" is set twice.");
      }
    }
    return new Node.Mapping(entries, line);
  }

  private static int line(org.snakeyaml.engine.v2.nodes.Node node) {
    return node.getStartMark().map(Mark::getLine).orElse(0) + 1;
  }

  private static String firstLine(String text) {
    return text == null ? "unreadable" : text.lines().findFirst().orElse("unreadable");
  }
}
