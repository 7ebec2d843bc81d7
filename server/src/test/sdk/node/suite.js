/* SPDX-License-Identifier: Apache-2.0 */
'use strict';

// The SDK still uses the deprecated Buffer constructor; its warning is not ours to report.
process.noDeprecation = true;

require('./cases/tables');
require('./cases/rows');
require('./cases/versions');
require('./cases/conditions');
require('./cases/selection');
require('./cases/ranges');
require('./cases/batches');
require('./cases/autoincrement');
require('./cases/transactions');
require('./cases/indexes');
require('./cases/search');
require('./cases/refusals');

require('./harness').run();
