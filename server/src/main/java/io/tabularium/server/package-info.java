/* SPDX-License-Identifier: Apache-2.0 */
/**
 * The assembly: chooses the storage engine, opens the engine over it, puts the protocol front-end
 * and the administration listener in front, and takes everything down again in order. {@link
 * io.tabularium.server.Server} is a running server; the command line lies in {@code cli}.
 *
 * <p>Only this module sees all others. What a request means does not belong here.
 */
package io.tabularium.server;
