/* SPDX-License-Identifier: Apache-2.0 */
/** Reading a table's changes through a tunnel against reading its rows. */
package io.tabularium.bench.tunnel;
