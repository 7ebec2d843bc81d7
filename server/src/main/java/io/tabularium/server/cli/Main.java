/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.server.cli;

import io.tabularium.server.StartupException;
import io.tabularium.server.config.ConfigException;
import io.tabularium.storage.StorageException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/** The program. */
@Command(
    name = "tabularium",
    description = "A self-hosted wide-column store that speaks the Tablestore protocol.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      ServerCommand.class,
      BackupCommand.class,
      RestoreCommand.class,
      CheckCommand.class,
      PartitionsCommand.class,
      VersionCommand.class,
      HelpCommand.class
    },
    footer = {"", "`tabularium help COMMAND` tells a command's options."})
public final class Main {
  private static final int FAILURE = 1;
  private static final int USAGE = 2;

  private Main() {}

  /** Runs a command and ends the process with its exit code. */
  public static void main(String[] arguments) {
    System.exit(run(arguments));
  }

  static int run(String... arguments) {
    CommandLine command =
        new CommandLine(new Main())
            .setParameterExceptionHandler(Main::usage)
            .setExecutionExceptionHandler((e, failed, parsed) -> failure(e));
    addHelp(command);
    command.getSubcommands().values().forEach(Main::addHelp);
    try {
      return command.execute(arguments.length == 0 ? new String[] {"help"} : arguments);
    } catch (Error e) {
      return failure(e);
    }
  }

  /** Many try {@code --help} before they read that there is a command for it. */
  private static void addHelp(CommandLine command) {
    if (!(command.getCommand() instanceof HelpCommand)) {
      command
          .getCommandSpec()
          .addOption(
              OptionSpec.builder("-h", "--help")
                  .usageHelp(true)
                  .description("Shows this help and does nothing else.")
                  .build());
    }
  }

  private static int usage(ParameterException e, String[] arguments) {
    CommandLine command = e.getCommandLine();
    String name = command.getCommandName();
    String help = name.equals("tabularium") ? "help" : "help " + name;
    say(sentence(e.getMessage()) + " See `tabularium " + help + "`.");
    return USAGE;
  }

  private static int failure(Throwable e) {
    if (e instanceof StartupException
        || e instanceof ConfigException
        || e instanceof StorageException) {
      say(sentence(e.getMessage()));
      log().debug("the reason in full", e);
    } else {
      say("Tabularium failed unexpectedly; the log has the details.");
      log().error("unexpected failure", e);
    }
    return FAILURE;
  }

  private static Logger log() {
    return LoggerFactory.getLogger(Main.class);
  }

  private static String sentence(String message) {
    String line = String.valueOf(message).replaceAll("\\s*[\\r\\n]+\\s*", " ").strip();
    return line.endsWith(".") || line.endsWith("?") ? line : line + ".";
  }

  private static void say(String text) {
    System.err.println("tabularium: " + text);
  }
}
