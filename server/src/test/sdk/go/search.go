// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"time"

	ots "github.com/aliyun/aliyun-tablestore-go-sdk/tablestore"
	"github.com/aliyun/aliyun-tablestore-go-sdk/tablestore/search"
)

const (
	searchTable = "searched"
	searchIndex = "index"
	searchRows  = 100
)

func searchField(name string, kind ots.FieldType) *ots.FieldSchema {
	yes := true
	return &ots.FieldSchema{
		FieldName: &name, FieldType: kind, Index: &yes, EnableSortAndAgg: &yes, Store: &yes}
}

func find(query search.SearchQuery, returnAll bool) *ots.SearchResponse {
	request := new(ots.SearchRequest)
	request.SetTableName(searchTable).SetIndexName(searchIndex).SetSearchQuery(query)
	request.SetColumnsToGet(&ots.ColumnsToGet{ReturnAll: returnAll})
	return must(client.Search(request))
}

// eventually waits until the index has caught up with the table.
func eventually(query search.Query, expected int64) {
	deadline := time.Now().Add(30 * time.Second)
	for {
		counting := search.NewSearchQuery().SetQuery(query).SetLimit(0).SetGetTotalCount(true)
		found := find(counting, false).TotalCount
		if found == expected {
			return
		}
		if time.Now().After(deadline) {
			fail("expected %d rows, but got %d", expected, found)
		}
		time.Sleep(20 * time.Millisecond)
	}
}

var searchCases = []testCase{
	{"search: an index is filled with the rows of its table", func() {
		create(tableRequest(searchTable, text("pk")))
		for i := 0; i < searchRows; i++ {
			parity := []string{"even", "odd"}[i%2]
			must(put(searchTable, key("pk", fmt.Sprintf("row%03d", i)), columns{"k", parity, "l", i}))
		}
		must(client.CreateSearchIndex(&ots.CreateSearchIndexRequest{
			TableName: searchTable, IndexName: searchIndex,
			IndexSchema: &ots.IndexSchema{FieldSchemas: []*ots.FieldSchema{
				searchField("k", ots.FieldType_KEYWORD), searchField("l", ots.FieldType_LONG)}}}))
		eventually(&search.MatchAllQuery{}, searchRows)
	}},
	{"search: rows are found, sorted, and returned with their columns", func() {
		query := search.NewSearchQuery().
			SetQuery(&search.TermQuery{FieldName: "k", Term: "even"}).
			SetLimit(3).
			SetGetTotalCount(true).
			SetSort(&search.Sort{Sorters: []search.Sorter{
				&search.FieldSort{FieldName: "l", Order: search.SortOrder_DESC.Enum()}}})
		found := find(query, true)
		equal(found.TotalCount, int64(searchRows/2))
		equal(found.IsAllSuccess, true)
		longs := []any{}
		for _, row := range found.Rows {
			for _, column := range row.Columns {
				if column.ColumnName == "l" {
					longs = append(longs, column.Value)
				}
			}
		}
		equal(longs, []any{int64(98), int64(96), int64(94)})
		next := find(query.SetToken(found.NextToken), true)
		equal(len(next.Rows), 3)
	}},
	{"search: an index is described and goes", func() {
		described := must(client.DescribeSearchIndex(
			&ots.DescribeSearchIndexRequest{TableName: searchTable, IndexName: searchIndex}))
		equal(*described.Schema.FieldSchemas[0].FieldName, "k")
		must(client.DeleteSearchIndex(
			&ots.DeleteSearchIndexRequest{TableName: searchTable, IndexName: searchIndex}))
		left := must(client.ListSearchIndex(&ots.ListSearchIndexRequest{TableName: searchTable}))
		equal(len(left.IndexInfo), 0)
	}},
}
