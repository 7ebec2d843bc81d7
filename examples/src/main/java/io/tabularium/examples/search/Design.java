/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.examples.search;

import com.alicloud.openservices.tablestore.model.RowPutChange;
import com.alicloud.openservices.tablestore.model.TableMeta;
import com.alicloud.openservices.tablestore.model.search.FieldSchema;
import java.util.List;
import java.util.function.LongFunction;

/**
 * A table, its search index, and the rows that go in.
 *
 * @param table the table's name and key
 * @param index the index's name
 * @param fields what is indexed
 * @param row the row of each number from 0: always the same one, and another for each number
 */
public record Design(
    TableMeta table, String index, List<FieldSchema> fields, LongFunction<RowPutChange> row) {}
