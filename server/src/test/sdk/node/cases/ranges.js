/* SPDX-License-Identifier: Apache-2.0 */
'use strict';

const { test } = require('../harness');
const {
  assert, TableStore, client, createTable, put, int, key, names, values, compare, IGNORE, refused,
} = require('../support');

const TABLE = 'ranges_read';
const { INF_MIN, INF_MAX } = TableStore;
const FIRST = [{ text: INF_MIN }, { number: INF_MIN }];
const LAST = [{ text: INF_MAX }, { number: INF_MAX }];

function at(text, number) {
  return [{ text }, { number: typeof number === 'number' ? int(number) : number }];
}

function range(inclusiveStartPrimaryKey, exclusiveEndPrimaryKey, more) {
  return client.getRange(Object.assign({
    tableName: TABLE, direction: TableStore.Direction.FORWARD, inclusiveStartPrimaryKey,
    exclusiveEndPrimaryKey,
  }, more));
}

const BACKWARD = { direction: TableStore.Direction.BACKWARD };

function keysOf(answer) {
  return answer.rows.map((row) => `${key(row)[0]},${key(row)[1]}`);
}

/** The continuation key in the form in which the SDK takes keys. */
function continued(answer) {
  return answer.nextStartPrimaryKey.map((column) => ({ [column.name]: column.value }));
}

test('ranges: the rows of a range come in key order, both ways', async () => {
  await createTable(TABLE, [['text', 'STRING'], ['number', 'INTEGER']]);
  await put(TABLE, at('A', 2), [{ Attr1: 'x' }, { Attr2: 'y' }]);
  await put(TABLE, at('A', 5), [{ Attr1: 'x' }]);
  await put(TABLE, at('A', 6), [{ Attr2: 'y' }]);
  await put(TABLE, at('B', 10), [{ Attr1: 'x' }]);
  await put(TABLE, at('C', 1), []);
  await put(TABLE, at('C', 9), [{ Attr1: 'x' }]);

  let answer = await range(at('A', 2), at('C', 1));
  assert.deepEqual(keysOf(answer), ['A,2', 'A,5', 'A,6', 'B,10']);
  assert.equal(answer.nextStartPrimaryKey, null);
  answer = await range(FIRST, LAST);
  assert.deepEqual(keysOf(answer), ['A,2', 'A,5', 'A,6', 'B,10', 'C,1', 'C,9']);
  answer = await range(at('C', 1), at('A', 5), BACKWARD);
  assert.deepEqual(keysOf(answer), ['C,1', 'B,10', 'A,6']);
  answer = await range(LAST, FIRST, BACKWARD);
  assert.deepEqual(keysOf(answer), ['C,9', 'C,1', 'B,10', 'A,6', 'A,5', 'A,2']);
});

test('ranges: infinities bound the rows of one partition', async () => {
  assert.deepEqual(keysOf(await range(at('A', INF_MIN), at('A', INF_MAX))), ['A,2', 'A,5', 'A,6']);
  assert.deepEqual(keysOf(await range(at('A', INF_MAX), at('C', INF_MIN))), ['B,10']);
});

test('ranges: a projection leaves out rows without a qualifying cell', async () => {
  const bounds = [at('C', INF_MIN), at('C', INF_MAX)];
  assert.deepEqual(keysOf(await range(...bounds, { columnsToGet: ['Attr1'] })), ['C,9']);
  const answer = await range(...bounds, { columnsToGet: ['Attr1', 'text'] });
  assert.deepEqual(keysOf(answer), ['C,1', 'C,9']);
  assert.deepEqual(names(answer.rows[0]), []);
});

test('ranges: a limit stops the page and names the next row', async () => {
  let answer = await range(at('A', INF_MIN), at('A', INF_MAX), { limit: 2 });
  assert.deepEqual(keysOf(answer), ['A,2', 'A,5']);
  assert.deepEqual(answer.nextStartPrimaryKey.map((column) => column.name), ['text', 'number']);
  answer = await range(continued(answer), at('A', INF_MAX), { limit: 2 });
  assert.deepEqual(keysOf(answer), ['A,6']);
  assert.equal(answer.nextStartPrimaryKey, null);

  answer = await range(LAST, FIRST, Object.assign({ limit: 4 }, BACKWARD));
  assert.deepEqual(keysOf(answer), ['C,9', 'C,1', 'B,10', 'A,6']);
  answer = await range(continued(answer), FIRST, BACKWARD);
  assert.deepEqual(keysOf(answer), ['A,5', 'A,2']);
});

test('ranges: a filter drops rows and counts what it passes towards the limit', async () => {
  const columnFilter = compare('Attr1', 'EQUAL', 'x', false);
  assert.deepEqual(keysOf(await range(FIRST, LAST, { columnFilter })),
    ['A,2', 'A,5', 'B,10', 'C,9']);
  assert.deepEqual(keysOf(await range(FIRST, LAST, { columnFilter, limit: 3 })),
    ['A,2', 'A,5', 'B,10']);
});

test('ranges: one read unit pays for a page of small rows', async () => {
  const { consumed } = await range(FIRST, LAST);
  assert.deepEqual([consumed.capacityUnit.read, consumed.capacityUnit.write], [1, 0]);
});

test('ranges: bounds in the wrong order and a negative limit are refused', async () => {
  await refused(range(at('B', 0), at('A', 0)), 400, 'OTSParameterInvalid',
    'Begin key must less than end key in FORWARD');
  await refused(range(at('A', 0), at('A', 0)), 400, 'OTSParameterInvalid',
    'Begin key must less than end key in FORWARD');
  await refused(range(at('A', 0), at('B', 0), BACKWARD), 400, 'OTSParameterInvalid',
    'Begin key must more than end key in BACKWARD');
  await refused(range(FIRST, LAST, { limit: -1 }), 400, 'OTSParameterInvalid',
    'The limit must be greater than 0.');
});

test('ranges: strings, integers and binaries are ordered by their bytes and their sign', async () => {
  const tableName = await createTable('ranges_ordered', [['pk', 'BINARY'], ['n', 'INTEGER']]);
  const blobs = [[], [0], [0, 0], [0, 1], [127], [128], [255], [255, 0]];
  const numbers = ['-9223372036854775808', '-256', '-1', '0', '1', '255', '256',
    '9223372036854775807'];
  const shuffled = blobs.flatMap((blob) => numbers.map((n) => [blob, n])).reverse();
  for (const [blob, n] of shuffled) {
    await put(tableName, [{ pk: Buffer.from(blob) }, { n: int(n) }], [{ c: 'c' }]);
  }
  const answer = await client.getRange({
    tableName, direction: 'FORWARD',
    inclusiveStartPrimaryKey: [{ pk: INF_MIN }, { n: INF_MIN }],
    exclusiveEndPrimaryKey: [{ pk: INF_MAX }, { n: INF_MAX }],
  });
  assert.deepEqual(
    answer.rows.map((row) => [[...key(row)[0]], String(key(row)[1])]),
    blobs.flatMap((blob) => numbers.map((n) => [blob, n])));
});

test('ranges: 5001 rows are two pages, and every row is read once', async () => {
  const tableName = await createTable('ranges_paged', [['pk', 'STRING'], ['n', 'INTEGER']]);
  const total = 5001;
  for (let from = 0; from < total; from += 200) {
    const rows = [];
    for (let n = from; n < Math.min(from + 200, total); n++) {
      rows.push({
        type: 'PUT', condition: IGNORE, primaryKey: [{ pk: 'p' }, { n: int(n) }],
        attributeColumns: [{ n: int(n) }].map(() => ({ v: int(n) })),
      });
    }
    const { tables } = await client.batchWriteRow({ tables: [{ tableName, rows }] });
    assert.ok(tables.every((row) => row.isOk));
  }
  const page = (from) => client.getRange({
    tableName, direction: 'FORWARD', inclusiveStartPrimaryKey: from,
    exclusiveEndPrimaryKey: [{ pk: INF_MAX }, { n: INF_MAX }],
  });
  const first = await page([{ pk: INF_MIN }, { n: INF_MIN }]);
  assert.equal(first.rows.length, 5000);
  const second = await page(continued(first));
  assert.equal(second.rows.length, 1);
  assert.equal(second.nextStartPrimaryKey, null);
  first.rows.concat(second.rows).forEach((row, n) => {
    assert.equal(key(row)[1], BigInt(n));
    assert.equal(values(row).v, BigInt(n));
  });
});
