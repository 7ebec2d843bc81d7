/* SPDX-License-Identifier: Apache-2.0 */
/** A real etcd for tests. */
package io.tabularium.names.etcd.testkit;
