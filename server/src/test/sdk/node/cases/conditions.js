/* SPDX-License-Identifier: Apache-2.0 */
'use strict';

const { test } = require('../harness');
const {
  assert, TableStore, createTable, put, get, update, remove, int, values, onlyIf, compare, combine,
  refused,
} = require('../support');

const TABLE = 'conditions_checked';
const KEY = [{ pk: 'row' }];
const FAILED = [403, 'OTSConditionCheckFail', 'Condition check failed.'];

async function stored() {
  await put(TABLE, KEY, [
    { text: 'middle' }, { whole: int(10) }, { real: 2.5 }, { flag: true },
    { bytes: Buffer.from([1, 2, 3]) },
  ]);
}

/** Whether a conditional update of the stored row goes through. */
async function passes(condition) {
  await stored();
  try {
    await update(TABLE, KEY, [{ PUT: [{ mark: 'passed' }] }], { condition: onlyIf(condition) });
  } catch (error) {
    await refused(Promise.reject(error), ...FAILED);
    assert.equal('mark' in values(await get(TABLE, KEY)), false);
    return false;
  }
  assert.equal(values(await get(TABLE, KEY)).mark, 'passed');
  return true;
}

test('conditions: every comparator compares integers, strings, doubles and binaries', async () => {
  await createTable(TABLE, [['pk', 'STRING']], { maxVersions: 3 });
  const expected = {
    EQUAL: [false, true, false],
    NOT_EQUAL: [true, false, true],
    GREATER_THAN: [true, false, false],
    GREATER_EQUAL: [true, true, false],
    LESS_THAN: [false, false, true],
    LESS_EQUAL: [false, true, true],
  };
  const operands = {
    whole: [int(9), int(10), int(11)],
    text: ['lower', 'middle', 'upper'],
    real: [2.25, 2.5, 2.75],
    bytes: [Buffer.from([1, 2]), Buffer.from([1, 2, 3]), Buffer.from([1, 2, 3, 0])],
  };
  for (const comparator of Object.keys(expected)) {
    for (const column of Object.keys(operands)) {
      const outcome = [];
      for (const operand of operands[column]) {
        outcome.push(await passes(compare(column, comparator, operand)));
      }
      assert.deepEqual(outcome, expected[comparator], `${column} ${comparator}`);
    }
  }
});

test('conditions: a value of another type does not match', async () => {
  assert.equal(await passes(compare('whole', 'EQUAL', '10')), false);
  assert.equal(await passes(compare('whole', 'EQUAL', 10.0)), false);
  assert.equal(await passes(compare('flag', 'EQUAL', true)), true);
  assert.equal(await passes(compare('flag', 'EQUAL', false)), false);
});

test('conditions: pass-if-missing decides for a missing column', async () => {
  assert.equal(await passes(compare('absent', 'EQUAL', int(1), true)), true);
  assert.equal(await passes(compare('absent', 'EQUAL', int(1), false)), false);
});

test('conditions: a primary key column can be compared', async () => {
  assert.equal(await passes(compare('pk', 'EQUAL', 'row', false)), true);
  assert.equal(await passes(compare('pk', 'EQUAL', 'other', false)), false);
});

test('conditions: NOT, AND and OR nest', async () => {
  const yes = compare('whole', 'EQUAL', int(10), false);
  const no = compare('text', 'EQUAL', 'other', false);
  assert.equal(await passes(combine('NOT', no)), true);
  assert.equal(await passes(combine('NOT', yes)), false);
  assert.equal(await passes(combine('AND', yes, yes)), true);
  assert.equal(await passes(combine('AND', yes, no)), false);
  assert.equal(await passes(combine('OR', no, yes)), true);
  assert.equal(await passes(combine('OR', no, no)), false);
  assert.equal(
    await passes(combine('AND', combine('NOT', no), combine('OR', no, combine('AND', yes, yes)))),
    true);
});

test('conditions: malformed composites and too many of them are refused', async () => {
  const leaf = compare('whole', 'EQUAL', int(10), false);
  const sent = (condition) =>
    put(TABLE, KEY, [{ c: 'c' }], { condition: onlyIf(condition) });
  await refused(sent(combine('NOT', leaf, leaf)), 400, 'OTSParameterInvalid',
    'Invalid NOT operator: the number of sub-filters must be 1.');
  await refused(sent(combine('AND', leaf)), 400, 'OTSParameterInvalid',
    'Invalid AND/OR operator: the number of sub-filters must be more than 1.');
  await refused(sent(combine('OR', ...Array(32).fill(leaf))), 400, 'OTSParameterInvalid',
    'The count of filter exceeds the max: 32.');
  await stored();
  await sent(combine('OR', ...Array(31).fill(leaf)));
});

test('conditions: any version or only the latest one is tested', async () => {
  const primaryKey = [{ pk: 'versions' }];
  const write = (latestOnly) => update(TABLE, primaryKey, [{ PUT: [{ mark: 'x' }] }],
    { condition: onlyIf(compare('c', 'EQUAL', 'old', false, latestOnly)) });
  await update(TABLE, primaryKey, [{ PUT: [{ c: 'old' }] }]);
  await update(TABLE, primaryKey, [{ PUT: [{ c: 'new' }] }]);
  await refused(write(true), ...FAILED);
  await write(false);
});

test('conditions: deletes and puts are conditional too', async () => {
  await stored();
  const no = { condition: onlyIf(compare('whole', 'GREATER_THAN', int(10), false)) };
  const yes = { condition: onlyIf(compare('whole', 'GREATER_EQUAL', int(10), false)) };
  await refused(remove(TABLE, KEY, no), ...FAILED);
  await refused(put(TABLE, KEY, [{ c: 'c' }], no), ...FAILED);
  await put(TABLE, KEY, [{ whole: int(10) }], yes);
  await remove(TABLE, KEY, yes);
  assert.deepEqual(await get(TABLE, KEY), {});
});

test('conditions: existence and column are both asked', async () => {
  const missing = [{ pk: 'missing' }];
  const condition = new TableStore.Condition(
    TableStore.RowExistenceExpectation.EXPECT_NOT_EXIST, compare('c', 'EQUAL', 'x', true));
  await put(TABLE, missing, [{ c: 'y' }], { condition });
  await refused(put(TABLE, missing, [{ c: 'z' }], { condition }), ...FAILED);
  await remove(TABLE, missing);
});

test('conditions: concurrent compare-and-set lets exactly one through', async () => {
  const primaryKey = [{ pk: 'race' }];
  await put(TABLE, primaryKey, [{ owner: 'nobody' }]);
  const attempts = Array.from({ length: 20 }, (_, i) =>
    update(TABLE, primaryKey, [{ PUT: [{ owner: `client ${i}` }] }],
      { condition: onlyIf(compare('owner', 'EQUAL', 'nobody', false)) })
      .then(() => i, () => -1));
  const winners = (await Promise.all(attempts)).filter((i) => i >= 0);
  assert.equal(winners.length, 1);
  assert.equal(values(await get(TABLE, primaryKey)).owner, `client ${winners[0]}`);
});
