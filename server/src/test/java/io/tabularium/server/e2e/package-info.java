/* SPDX-License-Identifier: Apache-2.0 */
/**
 * The server as its clients see it: the official SDK, and raw HTTP where the SDK refuses to
 * misbehave, against a real server over TCP. One theme per class. {@link
 * io.tabularium.server.e2e.E2eServer} is the only door to the server; {@link
 * io.tabularium.server.e2e.TestTable} and {@link io.tabularium.server.e2e.Words} are short words
 * for the SDK's long ones, so that a test reads like the sentence it checks.
 */
package io.tabularium.server.e2e;
