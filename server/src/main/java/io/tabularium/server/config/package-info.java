/* SPDX-License-Identifier: Apache-2.0 */
/**
 * What an operator can choose, as small typed records, and the strict reader of the configuration
 * file. {@link io.tabularium.server.config.Keys} is the one table of settings: the reader, the
 * defaults and the reference page all come from it.
 *
 * <p>A mistake is a {@link io.tabularium.server.config.ConfigException} whose message is one
 * sentence with file, line, setting and what was expected. Nothing here opens a port or a store.
 */
package io.tabularium.server.config;
