/* SPDX-License-Identifier: Apache-2.0 */
/** In which order rows are returned. {@link io.tabularium.search.sort.Sort} is the door. */
package io.tabularium.search.sort;
