/* SPDX-License-Identifier: Apache-2.0 */

/**
 * The HTTP front door of the Tablestore protocol: connections, framing, authentication, access
 * control, compression, signed replies.
 *
 * <p>{@link io.tabularium.wire.tablestore.TablestoreServer} is started by the server with its
 * {@link io.tabularium.wire.tablestore.AccessKeys}, an {@link
 * io.tabularium.wire.tablestore.InstanceDirectory}, a {@link
 * io.tabularium.wire.tablestore.RequestObserver} and the {@link
 * io.tabularium.wire.tablestore.Operation}s. Behind the operations lie the messages and the engine;
 * this package knows neither, and bodies are bytes to it.
 */
package io.tabularium.wire.tablestore;
