/* SPDX-License-Identifier: Apache-2.0 */
/** What waiting for the disk costs, and how much of it concurrent clients share. */
package io.tabularium.bench.durability;
