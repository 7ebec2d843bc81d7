/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.server.config;

import java.time.Duration;

/**
 * The protocol front-end.
 *
 * @param workerThreads threads that carry out requests, or 0 to follow the processors
 * @param clockSkew how far a request's date may be off
 * @param drain how long requests in progress may take when the server stops
 */
public record WireSettings(int workerThreads, Duration clockSkew, Duration drain) {}
