/* SPDX-License-Identifier: Apache-2.0 */
'use strict';

/**
 * Registers cases and prints their outcome as TAP, one line per case:
 * `ok N - name`, or `not ok N - name` followed by diagnostic lines that start with `# `.
 */

const CASE_TIME_LIMIT_MS = 60000;

const cases = [];

/** Adds a case; `body` may be async and fails by throwing. */
function test(name, body) {
  cases.push({ name, body });
}

function withTimeLimit(promise) {
  let timer;
  const limit = new Promise((_, reject) => {
    timer = setTimeout(
      () => reject(new Error(`no answer within ${CASE_TIME_LIMIT_MS} ms`)), CASE_TIME_LIMIT_MS);
  });
  return Promise.race([promise, limit]).finally(() => clearTimeout(timer));
}

function describe(error) {
  return String((error && error.stack) || error)
    .split('\n')
    .map((line) => `# ${line}\n`)
    .join('');
}

/** Runs every case in order of registration and ends the process. */
async function run() {
  let failed = 0;
  for (let i = 0; i < cases.length; i++) {
    const { name, body } = cases[i];
    try {
      await withTimeLimit((async () => body())());
      process.stdout.write(`ok ${i + 1} - ${name}\n`);
    } catch (error) {
      failed++;
      process.stdout.write(`not ok ${i + 1} - ${name}\n${describe(error)}`);
    }
  }
  process.stdout.write(`1..${cases.length}\n`, () => process.exit(failed === 0 ? 0 : 1));
}

module.exports = { test, run };
