// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"

	ots "github.com/aliyun/aliyun-tablestore-go-sdk/tablestore"
)

const rangeTable = "ranges_read"

func at(text, number any) *ots.PrimaryKey { return key("text", text, "number", number) }

var (
	first = at(infMin, infMin)
	last  = at(infMax, infMax)
)

func readRange(start, end *ots.PrimaryKey, adjust ...func(*ots.RangeRowQueryCriteria)) (
	*ots.GetRangeResponse, error) {
	criteria := &ots.RangeRowQueryCriteria{
		TableName: rangeTable, StartPrimaryKey: start, EndPrimaryKey: end, Direction: ots.FORWARD,
		MaxVersion: 1}
	for _, f := range adjust {
		f(criteria)
	}
	return client.GetRange(&ots.GetRangeRequest{RangeRowQueryCriteria: criteria})
}

func backward(criteria *ots.RangeRowQueryCriteria) { criteria.Direction = ots.BACKWARD }

func limit(rows int32) func(*ots.RangeRowQueryCriteria) {
	return func(criteria *ots.RangeRowQueryCriteria) { criteria.Limit = rows }
}

func rowsOf(page *ots.GetRangeResponse) []string {
	rows := []string{}
	for _, row := range page.Rows {
		values := keyValues(row.PrimaryKey)
		rows = append(rows, fmt.Sprintf("%v,%v", values[0], values[1]))
	}
	return rows
}

var rangeCases = []testCase{
	{"ranges: the rows of a range come in key order, both ways", func() {
		create(tableRequest(rangeTable, text("text"), number("number")))
		must(put(rangeTable, at("A", 2), columns{"Attr1", "x", "Attr2", "y"}))
		must(put(rangeTable, at("A", 5), columns{"Attr1", "x"}))
		must(put(rangeTable, at("A", 6), columns{"Attr2", "y"}))
		must(put(rangeTable, at("B", 10), columns{"Attr1", "x"}))
		must(put(rangeTable, at("C", 1), columns{}))
		must(put(rangeTable, at("C", 9), columns{"Attr1", "x"}))
		page := must(readRange(at("A", 2), at("C", 1)))
		equal(rowsOf(page), []string{"A,2", "A,5", "A,6", "B,10"})
		equal(page.NextStartPrimaryKey, (*ots.PrimaryKey)(nil))
		equal(units(page.ConsumedCapacityUnit), [2]int32{1, 0})
		equal(rowsOf(must(readRange(first, last))),
			[]string{"A,2", "A,5", "A,6", "B,10", "C,1", "C,9"})
		equal(rowsOf(must(readRange(at("C", 1), at("A", 5), backward))),
			[]string{"C,1", "B,10", "A,6"})
		equal(rowsOf(must(readRange(last, first, backward))),
			[]string{"C,9", "C,1", "B,10", "A,6", "A,5", "A,2"})
	}},
	{"ranges: infinities bound the rows of one partition", func() {
		equal(rowsOf(must(readRange(at("A", infMin), at("A", infMax)))), []string{"A,2", "A,5", "A,6"})
		equal(rowsOf(must(readRange(at("A", infMax), at("C", infMin)))), []string{"B,10"})
		equal(rowsOf(must(readRange(at("D", infMin), last))), []string{})
	}},
	{"ranges: a projection leaves out rows without a qualifying cell", func() {
		project := func(columns ...string) []string {
			return rowsOf(must(readRange(at("C", infMin), at("C", infMax),
				func(criteria *ots.RangeRowQueryCriteria) { criteria.ColumnsToGet = columns })))
		}
		equal(project("Attr1"), []string{"C,9"})
		equal(project("Attr1", "text"), []string{"C,1", "C,9"})
	}},
	{"ranges: a limit stops the page and names the next row", func() {
		page := must(readRange(at("A", infMin), at("A", infMax), limit(2)))
		equal(rowsOf(page), []string{"A,2", "A,5"})
		equal(keyValues(page.NextStartPrimaryKey), []any{"A", int64(6)})
		page = must(readRange(page.NextStartPrimaryKey, at("A", infMax), limit(2)))
		equal(rowsOf(page), []string{"A,6"})
		equal(page.NextStartPrimaryKey, (*ots.PrimaryKey)(nil))
		page = must(readRange(last, first, backward, limit(4)))
		equal(rowsOf(page), []string{"C,9", "C,1", "B,10", "A,6"})
		page = must(readRange(page.NextStartPrimaryKey, first, backward))
		equal(rowsOf(page), []string{"A,5", "A,2"})
	}},
	{"ranges: a filter drops rows and counts what it passes towards the limit", func() {
		filtered := func(criteria *ots.RangeRowQueryCriteria) {
			criteria.Filter = compare("Attr1", ots.CT_EQUAL, "x")
		}
		equal(rowsOf(must(readRange(first, last, filtered))), []string{"A,2", "A,5", "B,10", "C,9"})
		equal(rowsOf(must(readRange(first, last, filtered, limit(3)))), []string{"A,2", "A,5", "B,10"})
	}},
	{"ranges: the pagination filter works on every row", func() {
		page := must(readRange(at("A", infMin), at("A", infMax),
			func(criteria *ots.RangeRowQueryCriteria) {
				criteria.Filter = &ots.PaginationFilter{Offset: 0, Limit: 1}
			}))
		var found [][]string
		for _, row := range page.Rows {
			found = append(found, names(row.Columns))
		}
		equal(found, [][]string{{"Attr1"}, {"Attr1"}, {"Attr2"}})
	}},
	{"ranges: 5001 rows are two pages, and every row is read once", func() {
		name := create(tableRequest("ranges_paged", text("text"), number("number")))
		const total = 5001
		for from := 0; from < total; from += 200 {
			batch := &ots.BatchWriteRowRequest{}
			for n := from; n < from+200 && n < total; n++ {
				batch.AddRowChange(putChange(name, at("p", n), columns{"v", n}))
			}
			for _, result := range must(client.BatchWriteRow(batch)).TableToRowsResult[name] {
				equal(result.IsSucceed, true)
			}
		}
		inTable := func(criteria *ots.RangeRowQueryCriteria) { criteria.TableName = name }
		var seen []*ots.Row
		pages := 0
		for next := first; next != nil; pages++ {
			page := must(readRange(next, last, inTable))
			seen = append(seen, page.Rows...)
			next = page.NextStartPrimaryKey
		}
		equal(pages, 2)
		equal(len(seen), total)
		for n, row := range seen {
			equal(row.Columns[0].Value, int64(n))
		}
	}},
	{"ranges: bounds in the wrong order, of a wrong shape, and bad limits are refused", func() {
		_, err := readRange(at("B", 0), at("A", 0))
		refusedAsInvalid(err, "Begin key must less than end key in FORWARD")
		_, err = readRange(at("A", 0), at("A", 0))
		refusedAsInvalid(err, "Begin key must less than end key in FORWARD")
		_, err = readRange(at("A", 0), at("B", 0), backward)
		refusedAsInvalid(err, "Begin key must more than end key in BACKWARD")
		_, err = readRange(first, last, limit(-1))
		refusedAsInvalid(err, "The limit must be greater than 0.")
		_, err = readRange(key("text", "A"), key("text", "B"))
		refused(err, 400, "OTSInvalidPK", "Validate PK size fail. Input: 1, Meta: 2.")
	}},
}
