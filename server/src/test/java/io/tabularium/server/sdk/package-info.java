/* SPDX-License-Identifier: Apache-2.0 */
/**
 * The official SDKs of other languages against a real server over TCP.
 *
 * <p>The suites themselves are written in their languages and live in {@code src/test/sdk}. A class
 * here finds the language's tools, installs the SDK once into {@code target/sdk-*}, starts a
 * server, runs the suite as a process and reports each of its cases as a test of its own. Where the
 * language is absent, or its SDK cannot be installed because there is no network, the suite counts
 * as one skipped test that says why. Name suites in the environment variable {@code
 * TABULARIUM_REQUIRED_SDKS} (such as {@code node,python,go}) to make that a failure.
 *
 * <p>Belongs here: finding, installing, running and reporting. Does not belong here: what the SDKs
 * are expected to observe, which the suites say.
 */
package io.tabularium.server.sdk;
