/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.server.config;

/**
 * The administration listener.
 *
 * @param listen where
 * @param allowRemote whether that may be an address other machines can reach
 */
public record AdminSettings(Address listen, boolean allowRemote) {}
