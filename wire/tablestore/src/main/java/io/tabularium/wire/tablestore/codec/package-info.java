/* SPDX-License-Identifier: Apache-2.0 */
/**
 * The protocol's bytes ⇄ the words of {@code io.tabularium.model}: PlainBuffer rows, columnar
 * blocks, filters and the messages around them. Stateless but for reused buffers; knows nothing of
 * HTTP and never calls the engine.
 *
 * <p>Incoming bytes are not copied: decoded keys and cells are slices of the request body. Whatever
 * arrives, a decoder either answers or throws a {@link io.tabularium.model.ServiceException}, and
 * no length it reads makes it allocate more than the bytes that are really there. Outgoing rows are
 * written by {@link io.tabularium.wire.tablestore.codec.PlainBufferRowSink} while the engine reads
 * them.
 */
package io.tabularium.wire.tablestore.codec;
