// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"

	ots "github.com/aliyun/aliyun-tablestore-go-sdk/tablestore"
)

const selectionTable = "selection_of_columns"

func selectionKey() *ots.PrimaryKey { return key("pk", "row", "number", 1) }

func selected(adjust func(*ots.SingleRowQueryCriteria)) *ots.GetRowResponse {
	return must(get(selectionTable, selectionKey(), adjust))
}

var selectionCases = []testCase{
	{"selection: only the named columns come back, each once", func() {
		create(tableRequest(selectionTable, text("pk"), number("number")))
		var cells columns
		for i := 0; i < 8; i++ {
			cells = append(cells, fmt.Sprintf("col%d", i), i)
		}
		must(put(selectionTable, selectionKey(), cells))
		row := selected(func(criteria *ots.SingleRowQueryCriteria) {
			criteria.ColumnsToGet = []string{"col5", "col1", "col5", "unknown"}
		})
		equal(names(row.Columns), []string{"col1", "col5"})
	}},
	{"selection: no qualifying cell means no row, unless a key column is named", func() {
		equal(exists(selected(func(criteria *ots.SingleRowQueryCriteria) {
			criteria.AddColumnToGet("unknown")
		})), false)
		row := selected(func(criteria *ots.SingleRowQueryCriteria) {
			criteria.ColumnsToGet = []string{"unknown", "number"}
		})
		equal(keyValues(&row.PrimaryKey), []any{"row", int64(1)})
		equal(len(row.Columns), 0)
	}},
	{"selection: the pagination filter skips and limits columns", func() {
		page := func(start *string, offset, limit int32) []string {
			return names(selected(func(criteria *ots.SingleRowQueryCriteria) {
				criteria.StartColumn = start
				criteria.SetFilter(&ots.PaginationFilter{Offset: offset, Limit: limit})
			}).Columns)
		}
		equal(page(nil, 0, 3), []string{"col0", "col1", "col2"})
		equal(page(nil, 6, 3), []string{"col6", "col7"})
		equal(page(pointer("col3"), 1, 3), []string{"col4", "col5", "col6"})
	}},
	{"selection: a filter decides over the row", func() {
		found := func(filter ots.ColumnFilter, columnsToGet ...string) bool {
			return exists(selected(func(criteria *ots.SingleRowQueryCriteria) {
				criteria.SetFilter(filter)
				criteria.ColumnsToGet = columnsToGet
			}))
		}
		equal(found(compare("col3", ots.CT_EQUAL, 3)), true)
		equal(found(compare("col3", ots.CT_GREATER_THAN, 3)), false)
		equal(found(compare("unknown", ots.CT_EQUAL, 3)), false)
		equal(found(combine(ots.LO_AND,
			compare("number", ots.CT_EQUAL, 1), compare("col0", ots.CT_EQUAL, 0))), true)
		equal(found(compare("col3", ots.CT_EQUAL, 3), "col1"), false)
		equal(found(compare("col3", ots.CT_EQUAL, 3), "col1", "col3"), true)
	}},
	{"selection: more than 1024 named columns are refused", func() {
		named := make([]string, 1025)
		for i := range named {
			named[i] = fmt.Sprintf("col%d", i)
		}
		equal(len(selected(func(criteria *ots.SingleRowQueryCriteria) {
			criteria.ColumnsToGet = named[:1024]
		}).Columns), 8)
		_, err := get(selectionTable, selectionKey(), func(criteria *ots.SingleRowQueryCriteria) {
			criteria.ColumnsToGet = named
		})
		refusedAsInvalid(err, "The number of columns from the request exceeds the limit, limit count:"+
			" 1024, column count: 1025.")
	}},
}
