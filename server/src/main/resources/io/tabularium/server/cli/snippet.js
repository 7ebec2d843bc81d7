const TableStore = require('tablestore');

const client = new TableStore.Client({
  accessKeyId: 'tabularium', secretAccessKey: 'tabularium',
  endpoint: 'http://127.0.0.1:8280', instancename: 'demo',
});

async function main() {
  const tableName = 'hello_node';
  const { tableNames } = await client.listTable({});
  if (!tableNames.includes(tableName)) {
    await client.createTable({
      tableMeta: { tableName, primaryKey: [{ name: 'id', type: 'STRING' }] },
      reservedThroughput: { capacityUnit: { read: 0, write: 0 } },
      tableOptions: { timeToLive: -1, maxVersions: 1 },
    });
  }
  await client.putRow({
    tableName,
    condition: new TableStore.Condition(TableStore.RowExistenceExpectation.IGNORE, null),
    primaryKey: [{ id: 'ada' }],
    attributeColumns: [{ name: 'Ada Lovelace' }, { born: TableStore.Long.fromNumber(1815) }],
  });
  const reply = await client.getRow({ tableName, primaryKey: [{ id: 'ada' }], maxVersions: 1 });
  console.log(JSON.stringify(reply.row, null, 2));
}

main();
