/* SPDX-License-Identifier: Apache-2.0 */
'use strict';

const { test } = require('../harness');
const {
  assert, TableStore, client, createTable, put, get, update, remove, int, key, values, refused,
} = require('../support');

const { INF_MIN, INF_MAX } = TableStore;
const { DCT_STRING, DCT_INTEGER, DCT_DOUBLE } = TableStore.DefinedColumnType;
const KEY = [['pk', 'STRING'], ['n', 'INTEGER']];
const TABLE_META = {
  definedColumn: [
    { name: 'city', type: DCT_STRING }, { name: 'age', type: DCT_INTEGER },
    { name: 'score', type: DCT_DOUBLE },
  ],
};

function global(name, primaryKey, definedColumn) {
  return {
    name, primaryKey, definedColumn,
    indexUpdateMode: TableStore.IndexUpdateMode.IUM_ASYNC_INDEX,
    indexType: TableStore.IndexType.IT_GLOBAL_INDEX,
  };
}

function local(name, primaryKey, definedColumn) {
  return {
    name, primaryKey, definedColumn,
    indexUpdateMode: TableStore.IndexUpdateMode.IUM_SYNC_INDEX,
    indexType: TableStore.IndexType.IT_LOCAL_INDEX,
  };
}

function create(name, ...indexMetas) {
  return createTable(name, KEY, {}, { tableMeta: TABLE_META, request: { indexMetas } });
}

async function entries(tableName, ...columns) {
  const answer = await client.getRange({
    tableName,
    direction: TableStore.Direction.FORWARD,
    inclusiveStartPrimaryKey: columns.map((column) => ({ [column]: INF_MIN })),
    exclusiveEndPrimaryKey: columns.map((column) => ({ [column]: INF_MAX })),
  });
  return answer.rows.map((row) => key(row).join(','));
}

test('indexes: they are described as declared', async () => {
  const tableName = await create('indexes_described',
    global('indexes_described_g', ['city', 'n'], ['score']),
    local('indexes_described_l', ['pk', 'age'], []));
  const { indexMetas } = await client.describeTable({ tableName });
  assert.deepEqual(
    indexMetas.map((index) => [index.name, index.primaryKey, index.definedColumn,
      index.indexType, index.indexUpdateMode, index.indexSyncPhase]),
    [['indexes_described_g', ['city', 'n'], ['score'], 0, 0, TableStore.SyncPhase.INCR],
      ['indexes_described_l', ['pk', 'age'], [], 1, 1, TableStore.SyncPhase.INCR]]);
  const index = await client.describeTable({ tableName: 'indexes_described_g' });
  assert.deepEqual(index.tableMeta.primaryKey.map((column) => column.name), ['city', 'n', 'pk']);
});

test('indexes: rows come, move and go with their entries', async () => {
  const tableName = await create('indexes_rows',
    global('indexes_rows_g', ['city'], ['score']), local('indexes_rows_l', ['pk', 'age'], []));
  const row = [{ pk: 'a' }, { n: int(1) }];
  await put(tableName, row, [{ city: 'Rome' }, { age: int(30) }, { score: 1.5 }]);
  assert.deepEqual(await entries('indexes_rows_g', 'city', 'pk', 'n'), ['Rome,a,1']);
  assert.deepEqual(await entries('indexes_rows_l', 'pk', 'age', 'n'), ['a,30,1']);
  assert.deepEqual(
    values(await get('indexes_rows_g', [{ city: 'Rome' }, { pk: 'a' }, { n: int(1) }])),
    { score: 1.5 });
  await update(tableName, row, [{ PUT: [{ city: 'Bari' }] }]);
  assert.deepEqual(await entries('indexes_rows_g', 'city', 'pk', 'n'), ['Bari,a,1']);
  await remove(tableName, row);
  assert.deepEqual(await entries('indexes_rows_g', 'city', 'pk', 'n'), []);
  await refused(put('indexes_rows_g', [{ city: 'x' }, { pk: 'a' }, { n: int(1) }], []),
    400, 'OTSParameterInvalid', "Can't write index table directly.");
});

test('indexes: one is made on a table with rows, and dropped', async () => {
  const mainTableName = await create('indexes_later');
  for (let n = 0; n < 20; n++) {
    await put(mainTableName, [{ pk: 'a' }, { n: int(n) }], [{ city: `c${n % 2}` }]);
  }
  await client.createIndex({
    mainTableName, indexMeta: global('indexes_later_g', ['city'], []), includeBaseData: true,
  });
  assert.equal((await entries('indexes_later_g', 'city', 'pk', 'n')).length, 20);
  await client.dropIndex({ mainTableName, indexName: 'indexes_later_g' });
  await refused(client.describeTable({ tableName: 'indexes_later_g' }),
    404, 'OTSObjectNotExist', 'Requested table does not exist.');
});
