/* SPDX-License-Identifier: Apache-2.0 */
/** What a server measures about itself, in the text form Prometheus reads. */
package io.tabularium.server.metrics;
