/* SPDX-License-Identifier: Apache-2.0 */
'use strict';

const { test } = require('../harness');
const {
  assert, TableStore, client, createTable, put, get, key, plain, values, IGNORE,
} = require('../support');

const TABLE = 'autoincrement_keys';
const RETURN_KEY = { returnContent: { returnType: TableStore.ReturnType.Primarykey } };

function placeholder(pk) {
  return [{ pk }, { id: TableStore.PK_AUTO_INCR }];
}

test('auto-increment: the schema shows the option', async () => {
  await createTable(TABLE, [['pk', 'STRING'], ['id', 'INTEGER', 'AUTO_INCREMENT']]);
  const { tableMeta } = await client.describeTable({ tableName: TABLE });
  assert.equal(tableMeta.primaryKey[1].option, TableStore.PrimaryKeyOption.AUTO_INCREMENT);
});

test('auto-increment: generated keys rise within a partition and address their row', async () => {
  const ids = [];
  for (let i = 0; i < 5; i++) {
    const { row } = await put(TABLE, placeholder('one'), [{ order: `${i}` }], RETURN_KEY);
    assert.equal(key(row)[0], 'one');
    ids.push(key(row)[1]);
  }
  assert.ok(ids.every((id, i) => id > 0n && (i === 0 || id > ids[i - 1])), String(ids));
  const third = await get(TABLE, [{ pk: 'one' }, { id: TableStore.Long.fromString(String(ids[2])) }]);
  assert.deepEqual(values(third), { order: '2' });
});

test('auto-increment: concurrent writers never share a key', async () => {
  const rows = await Promise.all(Array.from({ length: 64 }, () =>
    put(TABLE, placeholder('shared'), [{ c: 'c' }], RETURN_KEY)));
  const ids = new Set(rows.map(({ row }) => key(row)[1]));
  assert.equal(ids.size, 64);
});

test('auto-increment: a batch returns a key for each row', async () => {
  const { tables } = await client.batchWriteRow({
    tables: [{
      tableName: TABLE,
      rows: Array.from({ length: 10 }, (_, i) => Object.assign({
        type: 'PUT', condition: IGNORE, primaryKey: placeholder('batch'),
        attributeColumns: [{ order: `${i}` }],
      }, RETURN_KEY)),
    }],
  });
  assert.ok(tables.every((result) => result.isOk));
  const ids = tables.map((result) => plain(result.primaryKey[1].value));
  assert.ok(ids.every((id, i) => i === 0 || id > ids[i - 1]), String(ids));
});
