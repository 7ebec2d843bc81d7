/* SPDX-License-Identifier: Apache-2.0 */
'use strict';

const { test } = require('../harness');
const {
  assert, TableStore, client, createTable, put, get, update, remove, int, key, values, IGNORE,
  refused, required,
} = require('../support');

// This SDK cannot ask for local transactions when it creates a table, so the table is given:
// key (pk STRING, n INTEGER), local transactions enabled.
const TABLE = required('TABULARIUM_TXN_TABLE');

function at(pk, n) {
  return [{ pk }, { n: int(n) }];
}

async function begin(pk) {
  const { transactionId } =
    await client.startLocalTransaction({ tableName: TABLE, primaryKey: [{ pk }] });
  assert.equal(typeof transactionId, 'string');
  assert.ok(transactionId.length > 0);
  return transactionId;
}

/**
 * Aborts. The SDK reads the empty answer of the service as if it were a request and misses a field
 * in it, although the transaction has ended by then.
 */
async function abort(transactionId) {
  await assert.rejects(client.abortTransaction({ transactionId }), /missing required 'transactionId'/);
}

const ENDED = [404, 'OTSSessionNotExist', 'Session not exist or may be timeout.'];

test('transactions: writes are seen inside, and outside only after the commit', async () => {
  await put(TABLE, at('commit', 1), [{ c: 'old' }]);
  await put(TABLE, at('commit', 2), [{ c: 'old' }]);
  const transactionId = await begin('commit');
  await put(TABLE, at('commit', 0), [{ c: '新' }], { transactionId });
  await update(TABLE, at('commit', 1), [{ PUT: [{ c: 'new' }] }], { transactionId });
  await remove(TABLE, at('commit', 2), { transactionId });

  const read = async (more) => {
    const answer = await client.getRange(Object.assign({
      tableName: TABLE, direction: 'FORWARD',
      inclusiveStartPrimaryKey: [{ pk: 'commit' }, { n: TableStore.INF_MIN }],
      exclusiveEndPrimaryKey: [{ pk: 'commit' }, { n: TableStore.INF_MAX }],
    }, more));
    return answer.rows.map((row) => [key(row)[1], values(row).c]);
  };
  assert.deepEqual(await read({ transactionId }), [[0n, '新'], [1n, 'new']]);
  assert.deepEqual(await read(), [[1n, 'old'], [2n, 'old']]);
  assert.deepEqual(values(await get(TABLE, at('commit', 1), { transactionId })), { c: 'new' });
  assert.deepEqual(values(await get(TABLE, at('commit', 1))), { c: 'old' });

  await client.commitTransaction({ transactionId });
  assert.deepEqual(await read(), [[0n, '新'], [1n, 'new']]);
  await refused(client.commitTransaction({ transactionId }), ...ENDED);
});

test('transactions: an abort discards everything', async () => {
  await put(TABLE, at('abort', 1), [{ c: 'old' }]);
  const transactionId = await begin('abort');
  const { tables } = await client.batchWriteRow({
    transactionId,
    tables: [{
      tableName: TABLE,
      rows: [
        { type: 'PUT', condition: IGNORE, primaryKey: at('abort', 1),
          attributeColumns: [{ c: 'new' }] },
        { type: 'PUT', condition: IGNORE, primaryKey: at('abort', 2),
          attributeColumns: [{ c: 'new' }] },
      ],
    }],
  });
  assert.ok(tables.every((result) => result.isOk));
  assert.deepEqual(values(await get(TABLE, at('abort', 2), { transactionId })), { c: 'new' });
  await abort(transactionId);
  assert.deepEqual(values(await get(TABLE, at('abort', 1))), { c: 'old' });
  assert.deepEqual(await get(TABLE, at('abort', 2)), {});
  await refused(put(TABLE, at('abort', 1), [{ c: 'late' }], { transactionId }), ...ENDED);
});

test('transactions: a locked partition refuses a second transaction and writes outside', async () => {
  const transactionId = await begin('locked');
  try {
    const conflict = async (promise) => {
      const error = await promise.then(() => null, (e) => e);
      assert.ok(error, 'expected a conflict');
      assert.equal(error.code, 409);
      assert.match(error.message, /OTSRowOperationConflict/);
    };
    await conflict(begin('locked'));
    await conflict(put(TABLE, at('locked', 1), [{ c: 'c' }]));
    await put(TABLE, at('free', 1), [{ c: 'c' }]);
    assert.deepEqual(await get(TABLE, at('locked', 1)), {});
  } finally {
    await abort(transactionId);
  }
  await put(TABLE, at('locked', 1), [{ c: 'c' }]);
});

test('transactions: bad ids, keys and tables are refused', async () => {
  await refused(client.commitTransaction({ transactionId: 'garbage' }),
    400, 'OTSParameterInvalid', 'TransactionID is invalid.');
  await refused(
    client.startLocalTransaction({ tableName: TABLE, primaryKey: at('a', 1) }),
    400, 'OTSParameterInvalid', 'StartLocalTransaction support only one primary key.');
  const tableName = await createTable('transactions_disabled', [['pk', 'STRING']]);
  await refused(client.startLocalTransaction({ tableName, primaryKey: [{ pk: 'a' }] }),
    400, 'OTSParameterInvalid',
    'Try to call method using explicit transaction on explicit-transaction-disabled table.');
});
