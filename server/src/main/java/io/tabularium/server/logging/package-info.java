/* SPDX-License-Identifier: Apache-2.0 */
/**
 * Sets up structured logging: one line per event on standard error, for people or as JSON. Facts
 * travel as key-value pairs beside a constant message, so that a request's id can be searched for.
 */
package io.tabularium.server.logging;
