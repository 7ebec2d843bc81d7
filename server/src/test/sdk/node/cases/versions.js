/* SPDX-License-Identifier: Apache-2.0 */
'use strict';

const { test } = require('../harness');
const { assert, createTable, put, get, update, int, cells, refused } = require('../support');

const TABLE = 'versions_kept';
const now = Date.now();

test('versions: the newest N of a column are kept, newest first', async () => {
  await createTable(TABLE, [['pk', 'STRING']], { maxVersions: 3 });
  const primaryKey = [{ pk: 'kept' }];
  await put(TABLE, primaryKey, [
    { c: 'v1', timestamp: now + 1 },
    { c: 'v4', timestamp: now + 4 },
    { c: 'v2', timestamp: now + 2 },
    { c: 'v3', timestamp: now + 3 },
  ]);
  assert.deepEqual(cells(await get(TABLE, primaryKey, { maxVersions: 10 })), [
    ['c', now + 4, 'v4'], ['c', now + 3, 'v3'], ['c', now + 2, 'v2'],
  ]);
  assert.deepEqual(cells(await get(TABLE, primaryKey)), [['c', now + 4, 'v4']]);
});

test('versions: three updates without a timestamp make three versions', async () => {
  const primaryKey = [{ pk: 'quick' }];
  for (const value of ['first', 'second', 'third']) {
    await update(TABLE, primaryKey, [{ PUT: [{ c: value }] }]);
  }
  const read = cells(await get(TABLE, primaryKey, { maxVersions: 10 }));
  assert.deepEqual(read.map((cell) => cell[2]), ['third', 'second', 'first']);
  assert.ok(read[0][1] > read[1][1] && read[1][1] > read[2][1]);
});

test('versions: the same timestamp overwrites', async () => {
  const primaryKey = [{ pk: 'same' }];
  await update(TABLE, primaryKey, [{ PUT: [{ c: 'old', timestamp: now }] }]);
  await update(TABLE, primaryKey, [{ PUT: [{ c: 'new', timestamp: now }] }]);
  assert.deepEqual(cells(await get(TABLE, primaryKey, { maxVersions: 10 })), [['c', now, 'new']]);
});

test('versions: one version is deleted and an older one may be written after', async () => {
  const primaryKey = [{ pk: 'deleted' }];
  await put(TABLE, primaryKey, [{ c: 'v1', timestamp: now + 1 }, { c: 'v2', timestamp: now + 2 }]);
  await update(TABLE, primaryKey, [{ DELETE: [{ c: now + 2 }] }]);
  assert.deepEqual(cells(await get(TABLE, primaryKey, { maxVersions: 10 })), [['c', now + 1, 'v1']]);
  await update(TABLE, primaryKey, [{ DELETE: [{ c: now + 2 }] }]);
  await update(TABLE, primaryKey, [{ DELETE_ALL: ['c'] }]);
  await update(TABLE, primaryKey, [{ PUT: [{ c: 'v0', timestamp: now }] }]);
  assert.deepEqual(cells(await get(TABLE, primaryKey, { maxVersions: 10 })), [['c', now, 'v0']]);
});

test('versions: a time range takes its start and leaves its end', async () => {
  const primaryKey = [{ pk: 'range' }];
  await put(TABLE, primaryKey, [
    { c: 'v1', timestamp: now + 1 }, { c: 'v2', timestamp: now + 2 }, { c: 'v3', timestamp: now + 3 },
  ]);
  assert.deepEqual(
    cells(await get(TABLE, primaryKey,
      { maxVersions: 10, timeRange: { startTime: now + 1, endTime: now + 3 } })),
    [['c', now + 2, 'v2'], ['c', now + 1, 'v1']]);
  assert.deepEqual(
    cells(await get(TABLE, primaryKey,
      { maxVersions: 1, timeRange: { startTime: now + 1, endTime: now + 3 } })),
    [['c', now + 2, 'v2']]);
  const none = await get(TABLE, primaryKey,
    { maxVersions: 10, timeRange: { startTime: now + 100, endTime: now + 200 } });
  assert.equal(none.primaryKey[0].value, 'range');
  assert.deepEqual(cells(none), []);
});

test('versions: a timestamp past the allowed deviation is refused', async () => {
  const dayAndMore = 86400 * 1000 * 2;
  for (const timestamp of [now - dayAndMore, now + dayAndMore]) {
    await refused(put(TABLE, [{ pk: 'deviation' }], [{ c: 'v', timestamp }]),
      400, 'OTSParameterInvalid', 'Invalid timestamp. Cell:c.');
  }
  assert.deepEqual(await get(TABLE, [{ pk: 'deviation' }]), {});
});

test('versions: an increment writes a new version', async () => {
  const primaryKey = [{ pk: 'increment' }];
  await put(TABLE, primaryKey, [{ n: int(1), timestamp: now - 1000 }]);
  await update(TABLE, primaryKey, [{ INCREMENT: [{ n: int(1) }] }]);
  const read = cells(await get(TABLE, primaryKey, { maxVersions: 10 }));
  assert.deepEqual(read.map((cell) => cell[2]), [2n, 1n]);
  assert.equal(read[1][1], now - 1000);
});
