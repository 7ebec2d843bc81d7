/* SPDX-License-Identifier: Apache-2.0 */
'use strict';

const { test } = require('../harness');
const {
  assert, TableStore, client, createTable, dropTable, plain, put, get, update, int, refused,
} = require('../support');

test('tables: a created table is listed and described as asked', async () => {
  await createTable('tables_created',
    [['name', 'STRING'], ['number', 'INTEGER'], ['blob', 'BINARY']],
    { maxVersions: 3, maxTimeDeviation: 86401 });

  const { tableNames } = await client.listTable({});
  assert.ok(tableNames.includes('tables_created'));

  const described = await client.describeTable({ tableName: 'tables_created' });
  assert.equal(described.tableMeta.tableName, 'tables_created');
  assert.deepEqual(
    described.tableMeta.primaryKey.map((column) => [column.name, column.type]),
    [['name', TableStore.PrimaryKeyType.STRING],
      ['number', TableStore.PrimaryKeyType.INTEGER],
      ['blob', TableStore.PrimaryKeyType.BINARY]]);
  assert.equal(described.tableOptions.timeToLive, -1);
  assert.equal(described.tableOptions.maxVersions, 3);
  assert.equal(Number(described.tableOptions.deviationCellVersionInSec), 86401);
  assert.equal(described.tableOptions.allowUpdate, true);
  assert.equal(described.tableStatus, 1);
  assert.deepEqual(
    [described.reservedThroughputDetails.capacityUnit.read,
      described.reservedThroughputDetails.capacityUnit.write], [0, 0]);
  assert.equal(described.streamDetails.enableStream, false);
  assert.deepEqual(described.shardSplits, []);
  assert.equal(described.RequestId.length, 36);
});

test('tables: each option is updated alone and the others keep their value', async () => {
  const tableName = await createTable('tables_updated', [['pk', 'STRING']]);

  let updated = await client.updateTable({ tableName, tableOptions: { maxVersions: 5 } });
  assert.equal(updated.tableOptions.maxVersions, 5);
  assert.equal(updated.tableOptions.timeToLive, -1);

  updated = await client.updateTable({ tableName, tableOptions: { timeToLive: 86400 } });
  assert.equal(updated.tableOptions.maxVersions, 5);
  assert.equal(updated.tableOptions.timeToLive, 86400);

  updated = await client.updateTable({ tableName, tableOptions: { maxTimeDeviation: 1000 } });
  assert.equal(Number(updated.tableOptions.deviationCellVersionInSec), 1000);

  updated = await client.updateTable({ tableName, tableOptions: { allowUpdate: false } });
  assert.equal(updated.tableOptions.allowUpdate, false);

  const described = await client.describeTable({ tableName });
  assert.deepEqual(
    [described.tableOptions.maxVersions, described.tableOptions.timeToLive,
      Number(described.tableOptions.deviationCellVersionInSec), described.tableOptions.allowUpdate],
    [5, 86400, 1000, false]);
});

test('tables: a table that forbids updates takes puts and refuses updates', async () => {
  const tableName = await createTable('tables_no_update', [['pk', 'STRING']],
    { allowUpdate: false });
  await put(tableName, [{ pk: 'a' }], [{ c: 'put' }]);
  await refused(update(tableName, [{ pk: 'a' }], [{ PUT: [{ c: 'updated' }] }]),
    400, 'OTSParameterInvalid', 'Update operation is not allowed in this table');
  assert.equal((await get(tableName, [{ pk: 'a' }])).attributes[0].columnValue, 'put');
});

test('tables: the stream specification is kept and shown', async () => {
  const tableName = await createTable('tables_stream', [['pk', 'STRING']], {},
    { request: { streamSpecification: { enableStream: true, expirationTime: 24 } } });
  const { streamDetails } = await client.describeTable({ tableName });
  assert.equal(streamDetails.enableStream, true);
  assert.equal(streamDetails.expirationTime, 24);
  assert.ok(streamDetails.streamId.length > 0);
});

test('tables: defined columns are described and their type is enforced', async () => {
  const tableName = await createTable('tables_defined', [['pk', 'STRING']], {}, {
    tableMeta: {
      definedColumn: [
        { name: 'whole', type: TableStore.DefinedColumnType.DCT_INTEGER },
        { name: 'text', type: TableStore.DefinedColumnType.DCT_STRING },
      ],
    },
  });
  const { tableMeta } = await client.describeTable({ tableName });
  assert.deepEqual(
    tableMeta.definedColumn.map((column) => [column.name, column.type]).sort(),
    [['text', TableStore.DefinedColumnType.DCT_STRING],
      ['whole', TableStore.DefinedColumnType.DCT_INTEGER]]);

  await put(tableName, [{ pk: 'a' }], [{ whole: int(7) }, { text: 'seven' }, { free: true }]);
  await refused(put(tableName, [{ pk: 'a' }], [{ whole: 'seven' }]),
    400, 'OTSParameterInvalid',
    'Invalid column type for column whole expect VT_INTEGER actual VT_STRING');
  const row = await get(tableName, [{ pk: 'a' }]);
  assert.equal(plain(row.attributes.find((cell) => cell.columnName === 'whole').columnValue), 7n);
});

test('tables: a deleted table is gone and its name is free at once', async () => {
  const tableName = await createTable('tables_deleted', [['pk', 'STRING']]);
  await put(tableName, [{ pk: 'a' }], [{ c: 'old' }]);
  await dropTable(tableName);
  await refused(get(tableName, [{ pk: 'a' }]),
    404, 'OTSObjectNotExist', 'Requested table does not exist.');
  await refused(client.describeTable({ tableName }),
    404, 'OTSObjectNotExist', 'Requested table does not exist.');
  await refused(client.deleteTable({ tableName }),
    404, 'OTSObjectNotExist', 'Requested table does not exist.');

  await createTable(tableName, [['pk', 'STRING']]);
  assert.deepEqual(await get(tableName, [{ pk: 'a' }]), {});
});

test('tables: a name that is taken, and bad names, are refused', async () => {
  const tableName = await createTable('tables_taken', [['pk', 'STRING']]);
  const request = (name) => ({
    tableMeta: { tableName: name, primaryKey: [{ name: 'pk', type: 'STRING' }] },
    reservedThroughput: { capacityUnit: { read: 0, write: 0 } },
    tableOptions: { timeToLive: -1, maxVersions: 1 },
  });
  await refused(client.createTable(request(tableName)),
    409, 'OTSObjectAlreadyExist', 'Requested table already exists.');
  for (const name of ['0', '#', '3t', '-', 'T中文']) {
    await refused(client.createTable(request(name)),
      400, 'OTSParameterInvalid', `Invalid table name: '${name}'.`);
  }
});

test('tables: the primary key has one to four columns with different names', async () => {
  const request = (primaryKey) => ({
    tableMeta: { tableName: 'tables_bad_key', primaryKey },
    reservedThroughput: { capacityUnit: { read: 0, write: 0 } },
    tableOptions: { timeToLive: -1, maxVersions: 1 },
  });
  const columns = (n) => Array.from({ length: n }, (_, i) => ({ name: `pk${i}`, type: 'STRING' }));
  await refused(client.createTable(request(columns(5))), 400, 'OTSParameterInvalid',
    'The number of primary key columns must be in range: [1, 4].');
  await refused(client.createTable(request([])), 400, 'OTSParameterInvalid',
    'The number of primary key columns must be in range: [1, 4].');
  await refused(client.createTable(request([columns(1)[0], columns(1)[0]])),
    400, 'OTSParameterInvalid', "Duplicated primary key name: 'pk0'.");
});
