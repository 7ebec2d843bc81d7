/* SPDX-License-Identifier: Apache-2.0 */
/**
 * The WTable front-end under the load that GoTable's own benchmark makes, beside GoTable's server
 * under the same load where there is one.
 */
package io.tabularium.bench.wtable;
