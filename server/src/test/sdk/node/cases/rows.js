/* SPDX-License-Identifier: Apache-2.0 */
'use strict';

const { test } = require('../harness');
const {
  assert, client, createTable, put, get, update, remove, int, plain, values, names, key, exists,
  IGNORE, EXPECT_EXIST, EXPECT_NOT_EXIST, refused,
} = require('../support');

const TABLE = 'rows_of_every_type';
const KEY_TYPES = [['key_text', 'STRING'], ['key_number', 'INTEGER'], ['key_blob', 'BINARY']];

function keyOf(text, number, blob) {
  return [{ key_text: text }, { key_number: int(number) }, { key_blob: Buffer.from(blob) }];
}

test('rows: every type comes back as it went in', async () => {
  await createTable(TABLE, KEY_TYPES);
  const everyByte = Buffer.from(Array.from({ length: 256 }, (_, i) => i));
  const primaryKey = keyOf('表格存储', -10, everyByte);
  const put1 = await put(TABLE, primaryKey, [
    { text: '中华人民共和国 — naïve \u{1F600}' },
    { empty: '' },
    { whole: int(123456789) },
    { real: -0.32 },
    { yes: true },
    { no: false },
    { bytes: everyByte },
    { nothing: Buffer.alloc(0) },
  ].sort((a, b) => (Object.keys(a)[0] < Object.keys(b)[0] ? -1 : 1)));
  assert.deepEqual([put1.consumed.capacityUnit.read, put1.consumed.capacityUnit.write], [0, 1]);
  assert.deepEqual(put1.row, {});

  const answer = await client.getRow({ tableName: TABLE, primaryKey });
  assert.deepEqual([answer.consumed.capacityUnit.read, answer.consumed.capacityUnit.write], [1, 0]);
  assert.deepEqual(key(answer.row), ['表格存储', -10n, everyByte]);
  assert.deepEqual(
    answer.row.primaryKey.map((column) => column.name), ['key_text', 'key_number', 'key_blob']);
  assert.deepEqual(values(answer.row), {
    bytes: everyByte,
    empty: '',
    no: false,
    nothing: Buffer.alloc(0),
    real: -0.32,
    text: '中华人民共和国 — naïve \u{1F600}',
    whole: 123456789n,
    yes: true,
  });
});

test('rows: the extremes of int64 and of double survive', async () => {
  const least = '-9223372036854775808';
  const most = '9223372036854775807';
  const primaryKey = keyOf('extremes', least, 'x');
  await put(TABLE, primaryKey, [
    { least: int(least) }, { most: int(most) }, { safe: int('9007199254740993') },
    { tiny: Number.MIN_VALUE }, { huge: -Number.MAX_VALUE }, { zero: -0 },
  ]);
  const row = await get(TABLE, primaryKey);
  assert.equal(key(row)[1], BigInt(least));
  const got = values(row);
  assert.equal(got.least, BigInt(least));
  assert.equal(got.most, BigInt(most));
  assert.equal(got.safe, 9007199254740993n);
  assert.equal(got.tiny, Number.MIN_VALUE);
  assert.equal(got.huge, -Number.MAX_VALUE);
  assert.ok(Object.is(got.zero, -0));
});

test('rows: cells come back in the order of their names', async () => {
  const primaryKey = keyOf('order', 1, 'x');
  await put(TABLE, primaryKey, [{ b: 'b' }, { a: 'a' }, { c: 'c' }, { B: 'B' }, { _: '_' }]);
  assert.deepEqual(names(await get(TABLE, primaryKey)), ['B', '_', 'a', 'b', 'c']);
});

test('rows: empty strings and empty binaries are keys', async () => {
  const primaryKey = keyOf('', 0, '');
  await put(TABLE, primaryKey, [{ c: 'there' }]);
  const row = await get(TABLE, primaryKey);
  assert.deepEqual(key(row), ['', 0n, Buffer.alloc(0)]);
  assert.equal(values(row).c, 'there');
});

test('rows: a put replaces the whole row', async () => {
  const primaryKey = keyOf('replaced', 1, 'x');
  await put(TABLE, primaryKey, [{ a: 'a' }, { b: 'b' }]);
  await put(TABLE, primaryKey, [{ b: 'new' }]);
  assert.deepEqual(values(await get(TABLE, primaryKey)), { b: 'new' });
});

test('rows: a row without attributes exists', async () => {
  const primaryKey = keyOf('bare', 1, 'x');
  await put(TABLE, primaryKey, []);
  const row = await get(TABLE, primaryKey);
  assert.ok(exists(row));
  assert.deepEqual(row.attributes, []);
});

test('rows: an update puts, deletes and increments in one go', async () => {
  const primaryKey = keyOf('updated', 1, 'x');
  await put(TABLE, primaryKey, [{ a: 'a' }, { b: 'b' }, { n: int(40) }]);
  await update(TABLE, primaryKey, [
    { PUT: [{ c: '新' }, { d: int(4) }] },
    { DELETE_ALL: ['b'] },
    { INCREMENT: [{ n: int(2) }] },
  ]);
  assert.deepEqual(values(await get(TABLE, primaryKey)), { a: 'a', c: '新', d: 4n, n: 42n });
});

test('rows: an update creates a row, but deletions alone do not', async () => {
  const created = keyOf('upsert', 1, 'x');
  await update(TABLE, created, [{ PUT: [{ a: 'a' }] }]);
  assert.deepEqual(values(await get(TABLE, created)), { a: 'a' });

  const missing = keyOf('upsert', 2, 'x');
  await update(TABLE, missing, [{ DELETE_ALL: ['a'] }]);
  assert.deepEqual(await get(TABLE, missing), {});
});

test('rows: deleting every attribute leaves the row', async () => {
  const primaryKey = keyOf('emptied', 1, 'x');
  await put(TABLE, primaryKey, [{ a: 'a' }]);
  await update(TABLE, primaryKey, [{ DELETE_ALL: ['a'] }]);
  const row = await get(TABLE, primaryKey);
  assert.ok(exists(row));
  assert.deepEqual(row.attributes, []);
});

test('rows: an increment starts at zero, goes both ways and never overflows', async () => {
  const primaryKey = keyOf('counted', 1, 'x');
  const by = (n) => update(TABLE, primaryKey, [{ INCREMENT: [{ n: int(n) }] }]);
  await by(5);
  await by(-7);
  await by(0);
  assert.deepEqual(values(await get(TABLE, primaryKey)), { n: -2n });

  await put(TABLE, primaryKey, [{ n: int('9223372036854775807') }]);
  await assert.rejects(by(1), (error) => error.code === 400);
  assert.deepEqual(values(await get(TABLE, primaryKey)), { n: 9223372036854775807n });
});

test('rows: RT_AFTER_MODIFY returns the incremented column', async () => {
  const primaryKey = keyOf('after modify', 1, 'x');
  await put(TABLE, primaryKey, [{ n: int(10) }, { other: 'untouched' }]);
  const { row } = await update(TABLE, primaryKey, [{ INCREMENT: [{ n: int(5) }] }], {
    returnContent: { returnType: 2, returnColumns: ['n'] },
  });
  assert.deepEqual(values(row), { n: 15n });
  assert.ok(Number(plain(row.attributes[0].timestamp)) > 0);
});

test('rows: RT_PK returns the key and nothing else', async () => {
  const primaryKey = keyOf('return pk', 1, 'x');
  const returnContent = { returnType: 1 };
  for (const answer of [
    await put(TABLE, primaryKey, [{ a: 'a' }], { returnContent }),
    await update(TABLE, primaryKey, [{ PUT: [{ a: 'b' }] }], { returnContent }),
    await remove(TABLE, primaryKey, { returnContent }),
  ]) {
    assert.deepEqual(key(answer.row), ['return pk', 1n, Buffer.from('x')]);
    assert.deepEqual(answer.row.attributes, []);
  }
});

test('rows: a deleted row is gone, and deleting it again is no error', async () => {
  const primaryKey = keyOf('deleted', 1, 'x');
  await put(TABLE, primaryKey, [{ a: 'a' }]);
  await remove(TABLE, primaryKey, { condition: EXPECT_EXIST });
  assert.deepEqual(await get(TABLE, primaryKey), {});
  await remove(TABLE, primaryKey, { condition: IGNORE });
});

test('rows: existence conditions hold for put, update and delete', async () => {
  const primaryKey = keyOf('existence', 1, 'x');
  const failed = [403, 'OTSConditionCheckFail', 'Condition check failed.'];
  const columns = [{ a: 'a' }];
  const changes = [{ PUT: columns }];
  await refused(put(TABLE, primaryKey, columns, { condition: EXPECT_EXIST }), ...failed);
  await refused(update(TABLE, primaryKey, changes, { condition: EXPECT_EXIST }), ...failed);
  await refused(remove(TABLE, primaryKey, { condition: EXPECT_EXIST }), ...failed);
  assert.deepEqual(await get(TABLE, primaryKey), {});

  const created = await put(TABLE, primaryKey, columns, { condition: EXPECT_NOT_EXIST });
  assert.deepEqual(
    [created.consumed.capacityUnit.read, created.consumed.capacityUnit.write], [1, 1]);
  await refused(put(TABLE, primaryKey, columns, { condition: EXPECT_NOT_EXIST }), ...failed);
  await refused(update(TABLE, primaryKey, changes, { condition: EXPECT_NOT_EXIST }), ...failed);
  await refused(remove(TABLE, primaryKey, { condition: EXPECT_NOT_EXIST }), ...failed);
  await update(TABLE, primaryKey, changes, { condition: EXPECT_EXIST });
});

test('rows: capacity grows with the size of the row', async () => {
  const primaryKey = keyOf('capacity', 1, 'x');
  const columns = [{ big: 'x'.repeat(9 * 1024) }];
  const written = await put(TABLE, primaryKey, columns);
  assert.deepEqual(
    [written.consumed.capacityUnit.read, written.consumed.capacityUnit.write], [0, 3]);
  const read = await client.getRow({ tableName: TABLE, primaryKey });
  assert.deepEqual([read.consumed.capacityUnit.read, read.consumed.capacityUnit.write], [3, 0]);
});

test('rows: a row grows past 1024 columns by repeated updates and comes back whole', async () => {
  const primaryKey = keyOf('wide', 1, 'x');
  const width = 3000;
  const name = (i) => `c${String(i).padStart(5, '0')}`;
  for (let from = 0; from < width; from += 1000) {
    const columns = Array.from({ length: 1000 }, (_, i) => ({ [name(from + i)]: int(from + i) }));
    await update(TABLE, primaryKey, [{ PUT: columns }]);
  }
  const row = await get(TABLE, primaryKey);
  assert.equal(row.attributes.length, width);
  row.attributes.forEach((cell, i) => {
    assert.equal(cell.columnName, name(i));
    assert.equal(plain(cell.columnValue), BigInt(i));
  });
  const slice = await get(TABLE, primaryKey, { startColumn: name(1500), endColumn: name(1503) });
  assert.deepEqual(names(slice), [name(1500), name(1501), name(1502)]);
});

test('rows: a value of two mebibytes is kept, one byte more is refused', async () => {
  const primaryKey = keyOf('large', 1, 'x');
  const limit = 2 * 1024 * 1024;
  await put(TABLE, primaryKey, [{ large: Buffer.alloc(limit, 7) }]);
  assert.equal(values(await get(TABLE, primaryKey)).large.length, limit);
  await refused(put(TABLE, primaryKey, [{ large: Buffer.alloc(limit + 1) }]),
    400, 'OTSParameterInvalid',
    "The length of attribute column: 'large' exceeds the MaxLength:2097152 with"
      + ' CurrentLength:2097153.');
});
