/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.server.config;

import java.time.Duration;

/**
 * The protocol front-end.
 *
 * @param workerThreads threads that carry out requests, or 0 to follow the processors
 * @param networkThreads threads that read and write sockets, or 0 to follow the processors
 * @param maxConnections connections that are served
 * @param maxQueued requests that may wait for a worker
 * @param clockSkew how far a request's date may be off
 * @param signDateAge how far the day of a V4 signature may be off
 * @param requestTimeout how long a request may take to arrive
 * @param idleTimeout how long a connection may be without a request
 * @param drain how long requests in progress may take when the server stops
 */
public record WireSettings(
    int workerThreads,
    int networkThreads,
    int maxConnections,
    int maxQueued,
    Duration clockSkew,
    Duration signDateAge,
    Duration requestTimeout,
    Duration idleTimeout,
    Duration drain) {}
