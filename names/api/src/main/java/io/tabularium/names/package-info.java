/* SPDX-License-Identifier: Apache-2.0 */
/**
 * The Name Center: which servers serve a business.
 *
 * <p>A business is known by its <em>bid</em>, an unsigned 32-bit number. Servers enter themselves
 * in a {@link io.tabularium.names.Registry} under their bids; a {@link
 * io.tabularium.names.NameCenter} follows the registry, leaves out servers that do not answer, and
 * tells clients the rest. It keeps nothing of its own: any number of them may run side by side and
 * give the same answers.
 *
 * <p>How a list reaches a client, and how a server is asked whether it is well ({@link
 * io.tabularium.names.Probe}), is not decided here. Registries are found through {@link
 * java.util.ServiceLoader} by {@link io.tabularium.names.RegistryProvider}.
 */
package io.tabularium.names;
