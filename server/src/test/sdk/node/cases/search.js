/* SPDX-License-Identifier: Apache-2.0 */
'use strict';

const { test } = require('../harness');
const {
  assert, TableStore, client, createTable, put, int, values, key,
} = require('../support');

const TABLE = 'searched';
const INDEX = 'index';
const ROWS = 100;
const EVERYTHING = { queryType: TableStore.QueryType.MATCH_ALL_QUERY };
const EVEN = { queryType: TableStore.QueryType.TERM_QUERY, query: { fieldName: 'k', term: 'even' } };

function search(searchQuery, columnToGet) {
  return client.search({
    tableName: TABLE,
    indexName: INDEX,
    searchQuery,
    columnToGet: columnToGet || { returnType: TableStore.ColumnReturnType.RETURN_NONE },
  });
}

async function count(query) {
  const answer = await search({ query, limit: 0, getTotalCount: true });
  return Number(answer.totalCounts);
}

/** Waits until the index has caught up with the table. */
async function eventually(query, expected) {
  const deadline = Date.now() + 30000;
  while (await count(query) !== expected) {
    assert.ok(Date.now() < deadline, `expected ${expected}, but got ${await count(query)}`);
    await new Promise((done) => setTimeout(done, 20));
  }
}

test('search: an index is filled with the rows of its table', async () => {
  await createTable(TABLE, [['pk', 'STRING']]);
  for (let i = 0; i < ROWS; i++) {
    await put(TABLE, [{ pk: `row${String(i).padStart(3, '0')}` }],
      [{ k: i % 2 === 0 ? 'even' : 'odd' }, { l: int(i) }]);
  }
  await client.createSearchIndex({
    tableName: TABLE,
    indexName: INDEX,
    schema: {
      fieldSchemas: [
        { fieldName: 'k', fieldType: TableStore.FieldType.KEYWORD, index: true, enableSortAndAgg: true, store: true, isAnArray: false },
        { fieldName: 'l', fieldType: TableStore.FieldType.LONG, index: true, enableSortAndAgg: true, store: true, isAnArray: false },
      ],
    },
  });
  await eventually(EVERYTHING, ROWS);
});

test('search: rows are found, sorted, and returned with their columns', async () => {
  const answer = await search({
    query: EVEN,
    limit: 3,
    getTotalCount: true,
    sort: { sorters: [{ fieldSort: { fieldName: 'l', order: TableStore.SortOrder.SORT_ORDER_DESC } }] },
  }, { returnType: TableStore.ColumnReturnType.RETURN_ALL_FROM_INDEX });
  assert.equal(Number(answer.totalCounts), ROWS / 2);
  assert.equal(answer.isAllSucceeded, true);
  assert.deepEqual(answer.rows.map((row) => values(row).l), [98n, 96n, 94n]);
  assert.ok(answer.nextToken);
});

test('search: a scan reads every row once', async () => {
  const session = await client.computeSplits({
    tableName: TABLE, searchIndexSplitsOptions: { indexName: INDEX },
  });
  const scanQuery = { query: EVERYTHING, limit: 70, aliveTime: 30, token: undefined, currentParallelId: 0, maxParallel: 1 };
  const keys = [];
  for (;;) {
    const page = await client.parallelScan({
      tableName: TABLE,
      indexName: INDEX,
      columnToGet: { returnType: TableStore.ColumnReturnType.RETURN_ALL_FROM_INDEX },
      sessionId: session.sessionId,
      scanQuery,
    });
    page.rows.forEach((row) => keys.push(key(row)[0]));
    if (!page.nextToken || page.nextToken.length === 0) {
      break;
    }
    scanQuery.token = page.nextToken;
  }
  assert.equal(keys.length, ROWS);
  assert.equal(new Set(keys).size, ROWS);
});

test('search: an index is described and goes', async () => {
  const described = await client.describeSearchIndex({ tableName: TABLE, indexName: INDEX });
  assert.deepEqual(described.schema.fieldSchemas.map((field) => field.fieldName), ['k', 'l']);
  await client.deleteSearchIndex({ tableName: TABLE, indexName: INDEX });
  const left = await client.listSearchIndex({ tableName: TABLE });
  assert.equal((left.indices || []).length, 0);
});
