import com.alicloud.openservices.tablestore.SyncClient;
import com.alicloud.openservices.tablestore.model.*;
import java.util.Arrays;

public class Hello {
  public static void main(String[] args) {
    SyncClient client = new SyncClient("http://127.0.0.1:8280", "tabularium", "tabularium", "demo");
    if (!client.listTable().getTableNames().contains("hello_java")) {
      TableMeta table = new TableMeta("hello_java");
      table.addPrimaryKeyColumn("id", PrimaryKeyType.STRING);
      client.createTable(new CreateTableRequest(table, new TableOptions(-1, 1)));
    }
    PrimaryKey key = new PrimaryKey(Arrays.asList(
        new PrimaryKeyColumn("id", PrimaryKeyValue.fromString("ada"))));

    RowPutChange put = new RowPutChange("hello_java", key);
    put.addColumn("name", ColumnValue.fromString("Ada Lovelace"));
    put.addColumn("born", ColumnValue.fromLong(1815));
    client.putRow(new PutRowRequest(put));

    SingleRowQueryCriteria query = new SingleRowQueryCriteria("hello_java", key);
    query.setMaxVersions(1);
    System.out.println(client.getRow(new GetRowRequest(query)).getRow());
    client.shutdown();
  }
}
