// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"

	ots "github.com/aliyun/aliyun-tablestore-go-sdk/tablestore"
)

// indexedTable makes a table with indexes; this SDK asks for global ones only, whatever their type.
func indexedTable(name string, indexes ...*ots.IndexMeta) string {
	request := tableRequest(name, text("pk"), number("n"))
	request.TableMeta.AddDefinedColumn("city", ots.DefinedColumn_STRING)
	request.TableMeta.AddDefinedColumn("age", ots.DefinedColumn_INTEGER)
	for _, index := range indexes {
		request.AddIndexMeta(index)
	}
	return create(request)
}

func entriesOf(index string, names ...string) []string {
	var from, to []any
	for _, name := range names {
		from = append(from, name, infMin)
		to = append(to, name, infMax)
	}
	page := must(client.GetRange(&ots.GetRangeRequest{RangeRowQueryCriteria: &ots.RangeRowQueryCriteria{
		TableName: index, StartPrimaryKey: key(from...), EndPrimaryKey: key(to...),
		Direction: ots.FORWARD, MaxVersion: 1}}))
	entries := []string{}
	for _, row := range page.Rows {
		entries = append(entries, fmt.Sprint(keyValues(row.PrimaryKey)...))
	}
	return entries
}

var indexCases = []testCase{
	{"indexes: they are described as declared", func() {
		name := indexedTable("indexes_described",
			&ots.IndexMeta{IndexName: "indexes_described_g", Primarykey: []string{"city", "n"},
				DefinedColumns: []string{"age"}, IndexType: ots.IT_GLOBAL_INDEX})
		indexes := describe(name).IndexMetas
		equal(len(indexes), 1)
		equal(*indexes[0], ots.IndexMeta{IndexName: "indexes_described_g",
			Primarykey: []string{"city", "n"}, DefinedColumns: []string{"age"},
			IndexType: ots.IT_GLOBAL_INDEX})
		equal(len(describe("indexes_described_g").TableMeta.SchemaEntry), 3)
	}},
	{"indexes: rows come, move and go with their entries", func() {
		name := indexedTable("indexes_rows",
			&ots.IndexMeta{IndexName: "indexes_rows_g", Primarykey: []string{"city"},
				DefinedColumns: []string{"age"}, IndexType: ots.IT_GLOBAL_INDEX})
		row := key("pk", "a", "n", 1)
		must(put(name, row, columns{"city", "Rome", "age", 30}))
		stored("indexes_rows_g", key("city", "Rome", "pk", "a", "n", 1), map[string]any{"age": 30})
		must(update(name, row, func(change *ots.UpdateRowChange) { change.PutColumn("city", "Bari") }))
		stored("indexes_rows_g", key("city", "Rome", "pk", "a", "n", 1), nil)
		stored("indexes_rows_g", key("city", "Bari", "pk", "a", "n", 1), map[string]any{"age": 30})
		must(remove(name, row))
		equal(entriesOf("indexes_rows_g", "city", "pk", "n"), []string{})
		_, err := put("indexes_rows_g", key("city", "x", "pk", "a", "n", 1), columns{"age", 1})
		refusedAsInvalid(err, "Can't write index table directly.")
	}},
	{"indexes: one is made on a table with rows, and dropped", func() {
		name := indexedTable("indexes_later")
		for n := 0; n < 20; n++ {
			must(put(name, key("pk", "a", "n", n), columns{"city", "c"}))
		}
		must(client.CreateIndex(&ots.CreateIndexRequest{MainTableName: name, IncludeBaseData: true,
			IndexMeta: &ots.IndexMeta{IndexName: "indexes_later_g", Primarykey: []string{"city"}}}))
		equal(len(entriesOf("indexes_later_g", "city", "pk", "n")), 20)
		must(client.DeleteIndex(&ots.DeleteIndexRequest{
			MainTableName: name, IndexName: "indexes_later_g"}))
		_, err := client.DescribeTable(&ots.DescribeTableRequest{TableName: "indexes_later_g"})
		refusedAsMissing(err)
	}},
}
