/* SPDX-License-Identifier: Apache-2.0 */
/**
 * What a search index looks like: its fields with their types and options, its order, its routing.
 *
 * <p>{@link io.tabularium.search.schema.IndexSchema} is what a client submitted, options left out
 * remembered as such, because it has to be told back; {@link
 * io.tabularium.search.schema.IndexFields} is the same resolved: defaults filled in, sub-fields
 * found by their dotted path. {@link io.tabularium.search.schema.SchemaCheck} holds every rule a
 * schema has to keep. What a query may do with a field is said by {@link
 * io.tabularium.search.schema.FieldType}.
 */
package io.tabularium.search.schema;
