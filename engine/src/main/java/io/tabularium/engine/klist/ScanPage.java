/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine.klist;

import java.util.List;

/**
 * A page of one row's records, read from one consistent view.
 *
 * @param records in the order asked for
 * @param end whether nothing is left after them. A page without records is an end, unless none were
 *     asked for
 */
public record ScanPage(List<KlistRecord> records, boolean end) {}
