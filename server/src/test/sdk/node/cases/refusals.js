/* SPDX-License-Identifier: Apache-2.0 */
'use strict';

const { test } = require('../harness');
const {
  assert, TableStore, client, newClient, createTable, put, get, update, remove, int, EXPECT_EXIST,
  refused,
} = require('../support');

const TABLE = 'refusals';
const KEY = [{ a: 'a' }, { b: int(1) }];

test('refusals: a key that does not fit the schema', async () => {
  await createTable(TABLE, [['a', 'STRING'], ['b', 'INTEGER']]);
  const fails = (primaryKey, message) =>
    Promise.all([
      put(TABLE, primaryKey, [{ c: 'c' }]),
      get(TABLE, primaryKey),
      remove(TABLE, primaryKey),
      update(TABLE, primaryKey, [{ PUT: [{ c: 'c' }] }]),
    ].map((request) => refused(request, 400, 'OTSInvalidPK', message)));
  await fails([{ a: 'a' }], 'Validate PK size fail. Input: 1, Meta: 2.');
  await fails([{ b: int(1) }, { a: 'a' }], 'Validate PK name fail. Input: b, Meta: a.');
  await fails([{ a: 'a' }, { b: '1' }],
    'Validate PK type fail. Input: VT_STRING, Meta: VT_INTEGER.');
});

test('refusals: infinities and long values in a key', async () => {
  await refused(get(TABLE, [{ a: TableStore.INF_MIN }, { b: int(1) }]),
    400, 'OTSParameterInvalid', 'VT_INF_MIN is an invalid type for the primary key.');
  await refused(put(TABLE, [{ a: 'a' }, { b: TableStore.INF_MAX }], [{ c: 'c' }]),
    400, 'OTSParameterInvalid', 'VT_INF_MAX is an invalid type for the primary key.');
  await put(TABLE, [{ a: 'k'.repeat(1024) }, { b: int(1) }], [{ c: 'c' }]);
  await refused(put(TABLE, [{ a: 'k'.repeat(1025) }, { b: int(1) }], [{ c: 'c' }]),
    400, 'OTSParameterInvalid',
    "The length of primary key column: 'a' exceeds the MaxLength:1024 with CurrentLength:1025.");
});

test('refusals: column names, column counts and empty updates', async () => {
  await refused(put(TABLE, KEY, [{ '#c': 'c' }]),
    400, 'OTSParameterInvalid', "Invalid column name: '#c'.");
  const columns = Array.from({ length: 1025 }, (_, i) => ({ [`c${i}`]: 'c' }));
  await put(TABLE, KEY, columns.slice(0, 1024));
  await refused(put(TABLE, KEY, columns), 400, 'OTSParameterInvalid',
    'The number of attribute columns exceeds the limit, limit count: 1024, column count: 1025.');
  await refused(update(TABLE, KEY, []),
    400, 'OTSParameterInvalid', 'Attribute column is missing.');
});

test('refusals: a table that does not exist', async () => {
  const missing = [404, 'OTSObjectNotExist', 'Requested table does not exist.'];
  await refused(put('refusals_missing', KEY, [{ c: 'c' }]), ...missing);
  await refused(get('refusals_missing', KEY), ...missing);
  await refused(update('refusals_missing', KEY, [{ PUT: [{ c: 'c' }] }]), ...missing);
  await refused(remove('refusals_missing', KEY, { condition: EXPECT_EXIST }), ...missing);
  await refused(client.updateTable(
    { tableName: 'refusals_missing', tableOptions: { maxVersions: 2 } }), ...missing);
});

test('refusals: a wrong secret and an unknown key', async () => {
  await refused(newClient({ secretAccessKey: 'wrong' }).listTable({}),
    403, 'OTSAuthFailed', 'Signature mismatch.');
  await refused(newClient({ accessKeyId: 'nobody' }).listTable({}),
    403, 'OTSAuthFailed', 'The AccessKeyID does not exist.');
});

test('refusals: a search index that is not there', async () => {
  await refused(client.deleteSearchIndex({ tableName: TABLE, indexName: 'i' }),
    404, 'OTSObjectNotExist', 'Requested search index does not exist.');
});
