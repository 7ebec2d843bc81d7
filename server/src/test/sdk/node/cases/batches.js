/* SPDX-License-Identifier: Apache-2.0 */
'use strict';

const { test } = require('../harness');
const {
  assert, TableStore, client, createTable, put, get, int, plain, values, compare, onlyIf,
  IGNORE, EXPECT_EXIST, EXPECT_NOT_EXIST, refused,
} = require('../support');

const ONE = 'batches_one';
const TWO = 'batches_two';

function row(type, pk, attributeColumns, condition, more) {
  return Object.assign(
    { type, primaryKey: [{ pk }], attributeColumns, condition: condition || IGNORE }, more);
}

function write(...tables) {
  return client.batchWriteRow({ tables: tables.map(([tableName, rows]) => ({ tableName, rows })) });
}

function outcome(result) {
  return result.isOk ? 'ok' : `${result.errorCode}: ${result.errorMessage}`;
}

test('batches: puts, updates and deletes over two tables', async () => {
  await createTable(ONE, [['pk', 'STRING']]);
  await createTable(TWO, [['pk', 'STRING']]);
  await put(ONE, [{ pk: 'gone' }], [{ c: 'c' }]);
  await put(TWO, [{ pk: 'changed' }], [{ a: 'a' }, { b: 'b' }]);

  const { tables } = await write(
    [ONE, [row('PUT', 'new', [{ c: '新' }]), row('DELETE', 'gone', [])]],
    [TWO, [row('UPDATE', 'changed', [{ PUT: [{ c: 'c' }] }, { DELETE_ALL: ['a'] }])]]);

  assert.deepEqual(tables.map((result) => [result.tableName, outcome(result)]),
    [[ONE, 'ok'], [ONE, 'ok'], [TWO, 'ok']]);
  assert.deepEqual(tables.map((result) => [result.capacityUnit.read, result.capacityUnit.write]),
    [[0, 1], [0, 1], [0, 1]]);
  assert.deepEqual(values(await get(ONE, [{ pk: 'new' }])), { c: '新' });
  assert.deepEqual(await get(ONE, [{ pk: 'gone' }]), {});
  assert.deepEqual(values(await get(TWO, [{ pk: 'changed' }])), { b: 'b', c: 'c' });
});

test('batches: each row of a write fails or succeeds for itself', async () => {
  await put(ONE, [{ pk: 'there' }], [{ n: int(1) }]);
  await put(ONE, [{ pk: 'here' }], [{ n: int(1) }]);
  const { tables } = await write(
    [ONE, [
      row('PUT', 'fresh', [{ c: 'c' }], EXPECT_NOT_EXIST),
      row('PUT', 'there', [{ c: 'c' }], EXPECT_NOT_EXIST),
      row('UPDATE', 'absent', [{ PUT: [{ c: 'c' }] }], EXPECT_EXIST),
      row('UPDATE', 'here', [{ PUT: [{ d: 'd' }] }],
        onlyIf(compare('n', 'EQUAL', int(2), false))),
      Object.assign(row('PUT', 'x', [{ c: 'c' }]), { primaryKey: [{ other: 'x' }] }),
      Object.assign(row('PUT', 'x', [{ c: 'c' }]), { primaryKey: [{ pk: int(1) }] }),
    ]],
    ['batches_missing', [row('PUT', 'x', [{ c: 'c' }])]]);
  const conditionFailed = 'OTSConditionCheckFail: Condition check failed.';
  assert.deepEqual(tables.map(outcome), [
    'ok', conditionFailed, conditionFailed, conditionFailed,
    'OTSInvalidPK: Validate PK name fail. Input: other, Meta: pk.',
    'OTSInvalidPK: Validate PK type fail. Input: VT_INTEGER, Meta: VT_STRING.',
    'OTSObjectNotExist: Requested table does not exist.',
  ]);
  assert.deepEqual(values(await get(ONE, [{ pk: 'fresh' }])), { c: 'c' });
  assert.deepEqual(values(await get(ONE, [{ pk: 'there' }])), { n: 1n });
  assert.deepEqual(values(await get(ONE, [{ pk: 'here' }])), { n: 1n });
  assert.deepEqual(await get(ONE, [{ pk: 'absent' }]), {});
});

test('batches: an increment in a batch returns its new value', async () => {
  const increment = () => write([ONE, [
    row('UPDATE', 'counter', [{ INCREMENT: [{ n: int(3) }] }], IGNORE,
      { returnContent: { returnType: TableStore.ReturnType.AfterModify, returnColumns: ['n'] } }),
  ]]);
  await increment();
  const { tables } = await increment();
  assert.equal(plain(tables[0].attributes[0].columnValue), 6n);
});

test('batches: rows are read from several tables in the order asked', async () => {
  await put(ONE, [{ pk: 'r1' }], [{ c: '一' }, { d: 'd' }]);
  await put(ONE, [{ pk: 'r2' }], [{ c: '二' }]);
  await put(TWO, [{ pk: 'r3' }], [{ c: '三' }]);
  const { tables } = await client.batchGetRow({
    tables: [
      { tableName: ONE, primaryKey: [[{ pk: 'r2' }], [{ pk: 'nothing' }], [{ pk: 'r1' }]],
        columnsToGet: ['c'] },
      { tableName: TWO, primaryKey: [[{ pk: 'r3' }]] },
    ],
  });
  assert.deepEqual(tables.map((rows) => rows.map((item) => item.isOk)),
    [[true, true, true], [true]]);
  assert.deepEqual(
    tables.map((rows) => rows.map((item) => (item.primaryKey ? values(item) : null))),
    [[{ c: '二' }, null, { c: '一' }], [{ c: '三' }]]);
  assert.deepEqual([tables[0][1].capacityUnit.read, tables[0][1].capacityUnit.write], [1, 0]);
});

test('batches: a read reports the rows of a missing table and of a wrong key one by one', async () => {
  const { tables } = await client.batchGetRow({
    tables: [
      { tableName: 'batches_missing', primaryKey: [[{ pk: 'a' }], [{ pk: 'b' }]] },
      { tableName: ONE, primaryKey: [[{ pk: 'r1' }], [{ pk: 'r1' }, { more: 'x' }]] },
    ],
  });
  assert.deepEqual(tables.map((rows) => rows.map(outcome)), [
    ['OTSObjectNotExist: Requested table does not exist.',
      'OTSObjectNotExist: Requested table does not exist.'],
    ['ok', 'OTSInvalidPK: Validate PK size fail. Input: 2, Meta: 1.'],
  ]);
});

test('batches: filters and the pagination filter work in a batch', async () => {
  const read = async (columnFilter) => (await client.batchGetRow({
    tables: [{ tableName: ONE, primaryKey: [[{ pk: 'r1' }], [{ pk: 'r2' }]], columnFilter }],
  })).tables[0].map((item) => (item.primaryKey ? values(item) : null));
  assert.deepEqual(await read(compare('c', 'EQUAL', '二', false)), [null, { c: '二' }]);
  assert.deepEqual(await read(new TableStore.ColumnPaginationFilter(1, 0)),
    [{ c: '一' }, { c: '二' }]);
});

test('batches: too many rows are refused as a whole', async () => {
  const keys = (n) => Array.from({ length: n }, (_, i) => [{ pk: `k${i}` }]);
  const puts = (n) => keys(n).map(([{ pk }]) => row('PUT', pk, [{ c: 'c' }]));
  const read = (n) => client.batchGetRow({ tables: [{ tableName: ONE, primaryKey: keys(n) }] });
  assert.equal((await read(100)).tables[0].length, 100);
  await refused(read(101), 400, 'OTSParameterInvalid', 'Rows count exceeds the upper limit: 100.');
  assert.equal((await write([TWO, puts(200)])).tables.length, 200);
  await refused(write([TWO, puts(201)]), 400, 'OTSParameterInvalid',
    'Rows count exceeds the upper limit: 200.');
});

test('batches: empty requests are refused', async () => {
  await refused(client.batchGetRow({ tables: [] }), 400, 'OTSParameterInvalid',
    'No row specified in the request of BatchGetRow.');
  await refused(write([ONE, []]), 400, 'OTSParameterInvalid',
    `No operation is specified for table: '${ONE}'.`);
});

test('batches: a bad parameter in one row refuses the whole request', async () => {
  await refused(
    write([ONE, [row('PUT', 'innocent', [{ c: 'c' }]), row('PUT', 'guilty', [{ '#c': 'c' }])]]),
    400, 'OTSParameterInvalid', "Invalid column name: '#c'.");
  assert.deepEqual(await get(ONE, [{ pk: 'innocent' }]), {});
});
