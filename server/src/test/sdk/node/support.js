/* SPDX-License-Identifier: Apache-2.0 */
'use strict';

/** What the cases share: the client under test, short builders, and readable views of answers. */

const assert = require('assert').strict;
const TableStore = require('tablestore');

function required(name) {
  const value = process.env[name];
  if (!value) {
    throw new Error(`${name} is not set`);
  }
  return value;
}

const connection = {
  endpoint: required('TABULARIUM_ENDPOINT'),
  accessKeyId: required('TABULARIUM_KEY'),
  secretAccessKey: required('TABULARIUM_SECRET'),
  instancename: required('TABULARIUM_INSTANCE'),
};

/** A client of the SDK under test; `changes` replaces single settings. */
function newClient(changes) {
  return new TableStore.Client(Object.assign({}, connection, changes));
}

const client = newClient();

/** An int64 of the SDK from a number or, beyond 2^53, from a decimal string. */
function int(value) {
  return typeof value === 'string'
    ? TableStore.Long.fromString(value)
    : TableStore.Long.fromNumber(value);
}

/** Turns the SDK's int64 into a BigInt and leaves every other value alone. */
function plain(value) {
  return value && typeof value.toNumber === 'function' && !Buffer.isBuffer(value)
    ? BigInt(value.toString(10))
    : value;
}

/** `{name: value}` of the newest version of each cell. */
function values(row) {
  const result = {};
  for (const cell of row.attributes || []) {
    if (!(cell.columnName in result)) {
      result[cell.columnName] = plain(cell.columnValue);
    }
  }
  return result;
}

/** `[name, timestamp, value]` of every cell, in the order received. */
function cells(row) {
  return (row.attributes || []).map(
    (cell) => [cell.columnName, Number(plain(cell.timestamp)), plain(cell.columnValue)]);
}

/** Column names of every cell, in the order received. */
function names(row) {
  return (row.attributes || []).map((cell) => cell.columnName);
}

/** Primary key values, in order. */
function key(row) {
  return (row.primaryKey || []).map((column) => plain(column.value));
}

/** Whether the row is there at all: the SDK answers `{}` for a missing one. */
function exists(row) {
  return Array.isArray(row.primaryKey) && row.primaryKey.length > 0;
}

const IGNORE = new TableStore.Condition(TableStore.RowExistenceExpectation.IGNORE, null);
const EXPECT_EXIST = new TableStore.Condition(TableStore.RowExistenceExpectation.EXPECT_EXIST, null);
const EXPECT_NOT_EXIST =
  new TableStore.Condition(TableStore.RowExistenceExpectation.EXPECT_NOT_EXIST, null);

/** A condition that ignores the row's existence and asks for the column condition. */
function onlyIf(columnCondition) {
  return new TableStore.Condition(TableStore.RowExistenceExpectation.IGNORE, columnCondition);
}

/** `column OP value`. */
function compare(column, comparator, value, passIfMissing, latestVersionOnly) {
  return new TableStore.SingleColumnCondition(
    column, value, TableStore.ComparatorType[comparator], passIfMissing, latestVersionOnly);
}

/** NOT, AND or OR of conditions. */
function combine(operator, ...conditions) {
  const composite = new TableStore.CompositeCondition(TableStore.LogicalOperator[operator]);
  conditions.forEach((condition) => composite.addSubCondition(condition));
  return composite;
}

/**
 * Creates a table, replacing one of the same name.
 *
 * @param primaryKey `[[name, type, option?], ...]`
 */
async function createTable(tableName, primaryKey, options, more) {
  await dropTable(tableName);
  await client.createTable(Object.assign({
    tableMeta: Object.assign({
      tableName,
      primaryKey: primaryKey.map(([name, type, option]) => ({ name, type, option })),
    }, more && more.tableMeta),
    reservedThroughput: { capacityUnit: { read: 0, write: 0 } },
    tableOptions: Object.assign({ timeToLive: -1, maxVersions: 1 }, options),
  }, more && more.request));
  return tableName;
}

/** Deletes a table if it is there. */
async function dropTable(tableName) {
  const { tableNames } = await client.listTable({});
  if (tableNames.includes(tableName)) {
    await client.deleteTable({ tableName });
  }
}

function put(tableName, primaryKey, attributeColumns, more) {
  return client.putRow(
    Object.assign({ tableName, primaryKey, attributeColumns, condition: IGNORE }, more));
}

function update(tableName, primaryKey, updateOfAttributeColumns, more) {
  return client.updateRow(
    Object.assign({ tableName, primaryKey, updateOfAttributeColumns, condition: IGNORE }, more));
}

function remove(tableName, primaryKey, more) {
  return client.deleteRow(Object.assign({ tableName, primaryKey, condition: IGNORE }, more));
}

async function get(tableName, primaryKey, more) {
  return (await client.getRow(Object.assign({ tableName, primaryKey }, more))).row;
}

/**
 * The SDK leaves the error message encoded: `error.code` is the HTTP status and `error.message` the
 * bytes of the reply. This takes code and message out again.
 */
function decodeError(error) {
  const text = String(error.message);
  const match = /^\n[\s\S](OTS[A-Za-z]+)\x12([\s\S]*) requestId:([0-9a-f-]*)$/.exec(text);
  assert.ok(match, `not an error reply of the service: ${JSON.stringify(text)}`);
  const length = match[2].charCodeAt(0);
  return {
    status: error.code,
    code: match[1],
    message: match[2].substring(length >= 0x80 ? 2 : 1),
    requestId: match[3],
  };
}

/** Awaits a refusal and compares HTTP status, code and the whole message. */
async function refused(promise, status, code, message) {
  let error;
  try {
    await promise;
  } catch (e) {
    error = e;
  }
  assert.ok(error, `expected ${code}, but the request succeeded`);
  const actual = decodeError(error);
  assert.deepEqual(
    { status: actual.status, code: actual.code, message: actual.message },
    { status, code, message });
  assert.equal(actual.requestId.length, 36);
}

module.exports = {
  assert, TableStore, client, newClient, int, plain, values, cells, names, key, exists,
  IGNORE, EXPECT_EXIST, EXPECT_NOT_EXIST, onlyIf, compare, combine,
  createTable, dropTable, put, update, remove, get, refused, required,
};
