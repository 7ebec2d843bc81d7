/* SPDX-License-Identifier: Apache-2.0 */
'use strict';

const { test } = require('../harness');
const {
  assert, TableStore, createTable, put, get, int, values, names, exists, compare, combine, refused,
} = require('../support');

const TABLE = 'selection_of_columns';
const KEY = [{ pk: 'row' }, { number: int(1) }];

test('selection: only the named columns come back, each once', async () => {
  await createTable(TABLE, [['pk', 'STRING'], ['number', 'INTEGER']]);
  await put(TABLE, KEY, Array.from({ length: 8 }, (_, i) => ({ [`col${i}`]: int(i) })));
  const row = await get(TABLE, KEY, { columnsToGet: ['col5', 'col1', 'col5', 'unknown'] });
  assert.deepEqual(values(row), { col1: 1n, col5: 5n });
  assert.equal(row.attributes.length, 2);
});

test('selection: no qualifying cell means no row, unless a key column is named', async () => {
  assert.equal(exists(await get(TABLE, KEY, { columnsToGet: ['unknown'] })), false);
  const row = await get(TABLE, KEY, { columnsToGet: ['unknown', 'number'] });
  assert.deepEqual(row.primaryKey.map((column) => column.name), ['pk', 'number']);
  assert.deepEqual(row.attributes, []);
});

test('selection: start column is inclusive and end column exclusive', async () => {
  assert.deepEqual(
    names(await get(TABLE, KEY, { startColumn: 'col2', endColumn: 'col5' })),
    ['col2', 'col3', 'col4']);
  assert.deepEqual(names(await get(TABLE, KEY, { startColumn: 'col6' })), ['col6', 'col7']);
  assert.deepEqual(names(await get(TABLE, KEY, { endColumn: 'col1' })), ['col0']);
});

test('selection: the pagination filter skips and limits columns', async () => {
  const page = (limit, offset) =>
    ({ columnFilter: new TableStore.ColumnPaginationFilter(limit, offset) });
  assert.deepEqual(names(await get(TABLE, KEY, page(3, 0))), ['col0', 'col1', 'col2']);
  assert.deepEqual(names(await get(TABLE, KEY, page(3, 6))), ['col6', 'col7']);
  assert.deepEqual(
    names(await get(TABLE, KEY, Object.assign({ startColumn: 'col3' }, page(3, 1)))),
    ['col4', 'col5', 'col6']);
});

test('selection: a filter decides over the row', async () => {
  const filtered = async (columnFilter, more) =>
    exists(await get(TABLE, KEY, Object.assign({ columnFilter }, more)));
  assert.equal(await filtered(compare('col3', 'EQUAL', int(3))), true);
  assert.equal(await filtered(compare('col3', 'GREATER_THAN', int(3))), false);
  assert.equal(await filtered(compare('unknown', 'EQUAL', int(3), true)), true);
  assert.equal(await filtered(compare('unknown', 'EQUAL', int(3), false)), false);
  assert.equal(await filtered(combine('AND',
    compare('number', 'EQUAL', int(1), false), compare('col0', 'EQUAL', int(0), false))), true);
  assert.equal(await filtered(compare('col3', 'EQUAL', int(3), false), { columnsToGet: ['col1'] }),
    false);
});

test('selection: a filter of more than 32 parts is refused', async () => {
  const leaf = compare('col3', 'EQUAL', int(3), false);
  await refused(get(TABLE, KEY, { columnFilter: combine('AND', ...Array(32).fill(leaf)) }),
    400, 'OTSParameterInvalid', 'The count of filter exceeds the max: 32.');
});

test('selection: more than 1024 named columns are refused', async () => {
  const columnsToGet = (n) => Array.from({ length: n }, (_, i) => `col${i}`);
  assert.equal((await get(TABLE, KEY, { columnsToGet: columnsToGet(1024) })).attributes.length, 8);
  await refused(get(TABLE, KEY, { columnsToGet: columnsToGet(1025) }), 400, 'OTSParameterInvalid',
    'The number of columns from the request exceeds the limit, limit count: 1024, column count:'
      + ' 1025.');
});
