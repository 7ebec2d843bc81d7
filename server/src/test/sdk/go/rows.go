// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bytes"
	"fmt"
	"math"
	"strings"
	"sync"

	ots "github.com/aliyun/aliyun-tablestore-go-sdk/tablestore"
)

const rowTable = "rows_of_every_type"

func rowKey(name string) *ots.PrimaryKey {
	return key("key_text", name, "key_number", 1, "key_blob", []byte("x"))
}

func everyByte() []byte {
	result := make([]byte, 256)
	for i := range result {
		result[i] = byte(i)
	}
	return result
}

var rowCases = []testCase{
	{"rows: every type comes back as it went in", func() {
		request := tableRequest(rowTable, text("key_text"), number("key_number"), blob("key_blob"))
		request.TableOption.MaxVersion = 3
		create(request)
		pk := key("key_text", "表格存储", "key_number", -10, "key_blob", everyByte())
		written := must(put(rowTable, pk, columns{
			"bytes", everyByte(), "empty", "", "no", false, "real", -0.32,
			"text", "中华人民共和国 — naïve \U0001F600", "whole", 123456789, "yes", true,
			"列名 with spaces.:'\"$&*()/\\\n", "任何名字",
		}))
		equal(units(written.ConsumedCapacityUnit), [2]int32{0, 1})
		row := must(get(rowTable, pk))
		equal(units(row.ConsumedCapacityUnit), [2]int32{1, 0})
		equal(keyValues(&row.PrimaryKey), []any{"表格存储", int64(-10), everyByte()})
		equal(values(row.Columns), map[string]any{
			"bytes": everyByte(), "empty": "", "no": false, "real": -0.32,
			"text": "中华人民共和国 — naïve \U0001F600", "whole": int64(123456789), "yes": true,
			"列名 with spaces.:'\"$&*()/\\\n": "任何名字",
		})
	}},
	{"rows: the extremes of int64 and of double survive", func() {
		pk := key("key_text", "extremes", "key_number", int64(math.MinInt64), "key_blob", []byte("x"))
		must(put(rowTable, pk, columns{
			"least", int64(math.MinInt64), "most", int64(math.MaxInt64),
			"tiny", math.SmallestNonzeroFloat64, "huge", -math.MaxFloat64}))
		row := must(get(rowTable, pk))
		equal(keyValues(&row.PrimaryKey)[1], int64(math.MinInt64))
		equal(values(row.Columns), map[string]any{
			"least": int64(math.MinInt64), "most": int64(math.MaxInt64),
			"tiny": math.SmallestNonzeroFloat64, "huge": -math.MaxFloat64})
	}},
	{"rows: cells come back in the order of their names", func() {
		must(put(rowTable, rowKey("order"), columns{"b", 1, "a", 1, "c", 1, "B", 1, "_", 1, "中", 1}))
		equal(names(must(get(rowTable, rowKey("order"))).Columns),
			[]string{"B", "_", "a", "b", "c", "中"})
	}},
	{"rows: a put replaces the whole row, and a row may have no attributes", func() {
		must(put(rowTable, rowKey("replaced"), columns{"a", "a", "b", "b"}))
		must(put(rowTable, rowKey("replaced"), columns{"b", "new"}))
		stored(rowTable, rowKey("replaced"), map[string]any{"b": "new"})
		must(put(rowTable, rowKey("replaced"), columns{}))
		stored(rowTable, rowKey("replaced"), map[string]any{})
	}},
	{"rows: an update puts, deletes and increments in one go", func() {
		must(put(rowTable, rowKey("updated"), columns{"a", "a", "b", "b", "n", 40}))
		must(update(rowTable, rowKey("updated"), func(change *ots.UpdateRowChange) {
			change.PutColumn("c", "新")
			change.DeleteColumn("b")
			change.IncrementColumn("n", 2)
		}))
		stored(rowTable, rowKey("updated"), map[string]any{"a": "a", "c": "新", "n": 42})
	}},
	{"rows: an update creates a row, but deletions alone do not", func() {
		must(update(rowTable, rowKey("upsert"), func(change *ots.UpdateRowChange) {
			change.DeleteColumn("a")
		}))
		stored(rowTable, rowKey("upsert"), nil)
		must(update(rowTable, rowKey("upsert"), func(change *ots.UpdateRowChange) {
			change.IncrementColumn("n", -5)
		}))
		stored(rowTable, rowKey("upsert"), map[string]any{"n": -5})
	}},
	{"rows: RT_AFTER_MODIFY returns the incremented column", func() {
		pk := rowKey("after modify")
		must(put(rowTable, pk, columns{"n", 10, "other", "untouched"}))
		answer := must(update(rowTable, pk, func(change *ots.UpdateRowChange) {
			change.IncrementColumn("n", 5)
			change.SetReturnIncrementValue()
			change.AppendIncrementColumnToReturn("n")
		}))
		equal(values(answer.Columns), map[string]any{"n": int64(15)})
		_, err := update(rowTable, pk, func(change *ots.UpdateRowChange) {
			change.IncrementColumn("n", 5)
			change.SetReturnIncrementValue()
			change.AppendIncrementColumnToReturn("other")
		})
		if service, ok := err.(*ots.OtsError); !ok || service.Code != "OTSParameterInvalid" {
			fail("expected OTSParameterInvalid, but got %v", err)
		}
		stored(rowTable, pk, map[string]any{"n": 15, "other": "untouched"})
	}},
	{"rows: an increment that overflows or meets another type changes nothing", func() {
		pk := rowKey("overflow")
		must(put(rowTable, pk, columns{"n", int64(math.MaxInt64), "text", "x"}))
		for _, column := range []string{"n", "text"} {
			_, err := update(rowTable, pk, func(change *ots.UpdateRowChange) {
				change.IncrementColumn(column, 1)
			})
			if service, ok := err.(*ots.OtsError); !ok || service.Code != "OTSParameterInvalid" {
				fail("expected OTSParameterInvalid, but got %v", err)
			}
		}
		stored(rowTable, pk, map[string]any{"n": int64(math.MaxInt64), "text": "x"})
	}},
	{"rows: RT_PK returns the key", func() {
		answer := must(put(rowTable, rowKey("return"), columns{"a", "a"},
			func(change *ots.PutRowChange) { change.SetReturnPk() }))
		equal(keyValues(&answer.PrimaryKey), []any{"return", int64(1), []byte("x")})
	}},
	{"rows: existence conditions hold for put, update and delete", func() {
		pk := rowKey("existence")
		_, err := put(rowTable, pk, columns{"a", 1}, func(change *ots.PutRowChange) {
			change.SetCondition(ots.RowExistenceExpectation_EXPECT_EXIST)
		})
		refusedByCondition(err)
		_, err = remove(rowTable, pk, func(change *ots.DeleteRowChange) {
			change.SetCondition(ots.RowExistenceExpectation_EXPECT_EXIST)
		})
		refusedByCondition(err)
		created := must(update(rowTable, pk, func(change *ots.UpdateRowChange) {
			change.SetCondition(ots.RowExistenceExpectation_EXPECT_NOT_EXIST)
			change.PutColumn("a", "a")
		}))
		equal(units(created.ConsumedCapacityUnit), [2]int32{1, 1})
		_, err = update(rowTable, pk, func(change *ots.UpdateRowChange) {
			change.SetCondition(ots.RowExistenceExpectation_EXPECT_NOT_EXIST)
			change.PutColumn("a", "b")
		})
		refusedByCondition(err)
		stored(rowTable, pk, map[string]any{"a": "a"})
		removed := must(remove(rowTable, pk, func(change *ots.DeleteRowChange) {
			change.SetCondition(ots.RowExistenceExpectation_EXPECT_EXIST)
		}))
		equal(units(removed.ConsumedCapacityUnit), [2]int32{1, 1})
		stored(rowTable, pk, nil)
		must(remove(rowTable, pk))
	}},
	{"rows: capacity is counted in units of four kilobytes", func() {
		pk := rowKey("capacity")
		written := must(put(rowTable, pk, columns{"big", strings.Repeat("x", 9*1024)}))
		equal(units(written.ConsumedCapacityUnit), [2]int32{0, 3})
		equal(units(must(get(rowTable, pk)).ConsumedCapacityUnit), [2]int32{3, 0})
		equal(units(must(get(rowTable, rowKey("nothing"))).ConsumedCapacityUnit), [2]int32{1, 0})
	}},
	{"rows: a row grows past 1024 columns by repeated updates and comes back whole", func() {
		pk := rowKey("wide")
		const width = 3000
		var expected []string
		for from := 0; from < width; from += 1000 {
			must(update(rowTable, pk, func(change *ots.UpdateRowChange) {
				for i := from; i < from+1000; i++ {
					expected = append(expected, fmt.Sprintf("c%05d", i))
					change.PutColumn(expected[i], int64(i))
				}
			}))
		}
		row := must(get(rowTable, pk))
		equal(names(row.Columns), expected)
		for i, cell := range row.Columns {
			equal(cell.Value, int64(i))
		}
		part := must(get(rowTable, pk, func(criteria *ots.SingleRowQueryCriteria) {
			criteria.SetStartColumn("c01500")
			criteria.SetEndtColumn("c01503")
		}))
		equal(names(part.Columns), []string{"c01500", "c01501", "c01502"})
	}},
	{"rows: a value of two mebibytes is kept, one byte more is refused", func() {
		const limit = 2 * 1024 * 1024
		large := bytes.Repeat([]byte{7}, limit)
		must(put(rowTable, rowKey("large"), columns{"large", large}))
		equal(bytes.Equal(values(must(get(rowTable, rowKey("large"))).Columns)["large"].([]byte), large),
			true)
		_, err := put(rowTable, rowKey("large"), columns{"large", append(large, 7)})
		refusedAsInvalid(err, "The length of attribute column: 'large' exceeds the MaxLength:2097152"+
			" with CurrentLength:2097153.")
	}},
	{"rows: concurrent increments all count", func() {
		pk := rowKey("counter")
		var group sync.WaitGroup
		problems := make(chan error, 16)
		for i := 0; i < 16; i++ {
			group.Add(1)
			go func() {
				defer group.Done()
				for n := 0; n < 25; n++ {
					if _, err := update(rowTable, pk, func(change *ots.UpdateRowChange) {
						change.IncrementColumn("n", 1)
					}); err != nil {
						problems <- err
						return
					}
				}
			}()
		}
		group.Wait()
		close(problems)
		check(<-problems)
		stored(rowTable, pk, map[string]any{"n": 400})
	}},
}
