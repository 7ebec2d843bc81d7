/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine.klist;

import java.util.List;

/**
 * A page of a dump, read from one consistent view.
 *
 * @param records in the dump's order; a record of the Z space stands once, in its place by score
 * @param end whether nothing is left
 * @param slotStart whether to go on with the slot after {@code lastSlot} rather than after the last
 *     record. A page without records is one or the other
 * @param lastSlot the last slot looked at
 */
public record DumpPage(List<KlistRecord> records, boolean end, boolean slotStart, int lastSlot) {}
