/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.examples.search;

import com.alicloud.openservices.tablestore.ClientException;
import com.alicloud.openservices.tablestore.SyncClient;
import com.alicloud.openservices.tablestore.TableStoreException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** An example that fills a table with a search index and asks it questions: its command. */
public abstract class SearchExample implements Callable<Integer> {
  private static final long MOST_ROWS = 100_000_000;

  @Spec private CommandSpec spec;

  @Mixin private ServerOptions server;

  @Option(
      names = "--rows",
      paramLabel = "N",
      description = "How many rows to make up (default: ${DEFAULT-VALUE}).")
  private long rows = 20_000;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Shows this.")
  private boolean help;

  /** What the table is called and how it is made and filled. */
  protected abstract Design design();

  /** Asks the questions. */
  protected abstract void ask(SearchedTable table, Interview interview);

  /** Runs the example; 0 if all went well. */
  @Override
  public final Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    SyncClient client = null;
    try {
      if (rows < 1 || rows > MOST_ROWS) {
        throw new ExampleException("--rows must be a number from 1 to " + MOST_ROWS + ".");
      }
      client = server.connect();
      SearchedTable table = new SearchedTable(client, design(), out);
      table.fill(rows);
      ask(table, new Interview(out));
      return 0;
    } catch (ExampleException e) {
      err.println(e.getMessage());
    } catch (TableStoreException e) {
      err.println("The server refuses: " + e.getErrorCode() + ": " + e.getMessage());
    } catch (ClientException e) {
      err.println("The server cannot be reached any more: " + e.getMessage());
    } finally {
      if (client != null) {
        client.shutdown();
      }
      out.flush();
      err.flush();
    }
    return 1;
  }
}
