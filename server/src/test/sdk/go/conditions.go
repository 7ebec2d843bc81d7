// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"sync"
	"sync/atomic"

	ots "github.com/aliyun/aliyun-tablestore-go-sdk/tablestore"
)

const conditionTable = "conditions_checked"

func conditionKey() *ots.PrimaryKey { return key("pk", "row") }

// compare is a condition that a missing column does not fulfil.
func compare(column string, comparator ots.ComparatorType, value any) *ots.SingleColumnCondition {
	condition := ots.NewSingleColumnCondition(column, comparator, wide(value))
	condition.FilterIfMissing = true
	condition.LatestVersionOnly = true
	return condition
}

func combine(operator ots.LogicalOperator, parts ...ots.ColumnFilter) ots.ColumnFilter {
	composite := ots.NewCompositeColumnCondition(operator)
	for _, part := range parts {
		composite.AddFilter(part)
	}
	return composite
}

// passes tells whether a conditional update of the stored row goes through.
func passes(condition ots.ColumnFilter) bool {
	must(put(conditionTable, conditionKey(), columns{"bytes", []byte{1, 2, 3}, "flag", true,
		"log", "1aaa51bbb5", "id", "user-42", "real", 2.5, "text", "middle", "whole", 10}))
	_, err := update(conditionTable, conditionKey(), func(change *ots.UpdateRowChange) {
		change.PutColumn("mark", "passed")
		change.SetColumnCondition(condition)
	})
	_, marked := values(must(get(conditionTable, conditionKey())).Columns)["mark"]
	equal(marked, err == nil)
	if err != nil {
		refusedByCondition(err)
	}
	return err == nil
}

var conditionCases = []testCase{
	{"conditions: every comparator compares integers, strings, doubles and binaries", func() {
		request := tableRequest(conditionTable, text("pk"))
		request.TableOption.MaxVersion = 3
		create(request)
		operands := map[string][]any{
			"whole": {9, 10, 11}, "text": {"lower", "middle", "upper"}, "real": {2.25, 2.5, 2.75},
			"bytes": {[]byte{1, 2}, []byte{1, 2, 3}, []byte{1, 2, 3, 0}},
		}
		for comparator, expected := range map[ots.ComparatorType][]bool{
			ots.CT_EQUAL: {false, true, false}, ots.CT_NOT_EQUAL: {true, false, true},
			ots.CT_GREATER_THAN: {true, false, false}, ots.CT_GREATER_EQUAL: {true, true, false},
			ots.CT_LESS_THAN: {false, false, true}, ots.CT_LESS_EQUAL: {false, true, true},
		} {
			for column, operandsOfColumn := range operands {
				for i, operand := range operandsOfColumn {
					if passes(compare(column, comparator, operand)) != expected[i] {
						fail("%s, comparator %d, operand %v: expected %v",
							column, comparator, operand, expected[i])
					}
				}
			}
		}
	}},
	{"conditions: another type, a missing column and a key column", func() {
		equal(passes(compare("whole", ots.CT_EQUAL, "10")), false)
		equal(passes(compare("absent", ots.CT_EQUAL, 1)), false)
		lenient := compare("absent", ots.CT_EQUAL, 1)
		lenient.FilterIfMissing = false
		equal(passes(lenient), true)
		equal(passes(compare("pk", ots.CT_EQUAL, "row")), true)
	}},
	{"conditions: NOT, AND and OR nest", func() {
		yes, no := compare("whole", ots.CT_EQUAL, 10), compare("text", ots.CT_EQUAL, "other")
		equal(passes(combine(ots.LO_NOT, no)), true)
		equal(passes(combine(ots.LO_NOT, yes)), false)
		equal(passes(combine(ots.LO_AND, yes, no)), false)
		equal(passes(combine(ots.LO_OR, no, yes)), true)
		equal(passes(combine(ots.LO_AND, combine(ots.LO_NOT, no), combine(ots.LO_OR, no, yes))), true)
	}},
	{"conditions: malformed composites and too many parts are refused", func() {
		leaf := compare("whole", ots.CT_EQUAL, 10)
		send := func(condition ots.ColumnFilter) error {
			_, err := put(conditionTable, conditionKey(), columns{"whole", 10},
				func(change *ots.PutRowChange) { change.SetColumnCondition(condition) })
			return err
		}
		refusedAsInvalid(send(combine(ots.LO_NOT, leaf, leaf)),
			"Invalid NOT operator: the number of sub-filters must be 1.")
		refusedAsInvalid(send(combine(ots.LO_AND, leaf)),
			"Invalid AND/OR operator: the number of sub-filters must be more than 1.")
		many := make([]ots.ColumnFilter, 32)
		for i := range many {
			many[i] = leaf
		}
		refusedAsInvalid(send(combine(ots.LO_OR, many...)), "The count of filter exceeds the max: 32.")
		check(send(combine(ots.LO_OR, many[:31]...)))
	}},
	{"conditions: a regular expression takes its first group, casts and compares", func() {
		regex := func(column, pattern string, cast ots.VariantType, comparator ots.ComparatorType,
			value any) bool {
			condition := ots.NewSingleColumnValueRegexFilter(
				column, comparator, ots.NewValueTransferRule(pattern, cast), wide(value))
			condition.FilterIfMissing = true
			return passes(condition)
		}
		equal(regex("log", "1[a-z]+5", ots.Variant_STRING, ots.CT_EQUAL, "1aaa5"), true)
		equal(regex("log", "1([a-z]+)5", ots.Variant_STRING, ots.CT_EQUAL, "aaa"), true)
		equal(regex("log", "1([a-z]+)5", ots.Variant_STRING, ots.CT_EQUAL, "bbb"), false)
		equal(regex("id", "user-([0-9]+)", ots.Variant_INTEGER, ots.CT_GREATER_THAN, 41), true)
		equal(regex("id", "user-([0-9]+)", ots.Variant_INTEGER, ots.CT_GREATER_THAN, 42), false)
		equal(regex("id", "user-([0-9]+)", ots.Variant_DOUBLE, ots.CT_LESS_EQUAL, 42.0), true)
		equal(regex("id", "nobody-([0-9]+)", ots.Variant_INTEGER, ots.CT_NOT_EQUAL, 1), false)
	}},
	{"conditions: any version or only the latest one is tested", func() {
		pk := key("pk", "versions")
		for _, value := range []string{"old", "new"} {
			must(update(conditionTable, pk, func(change *ots.UpdateRowChange) {
				change.PutColumn("c", value)
			}))
		}
		write := func(latestOnly bool) error {
			condition := compare("c", ots.CT_EQUAL, "old")
			condition.LatestVersionOnly = latestOnly
			_, err := update(conditionTable, pk, func(change *ots.UpdateRowChange) {
				change.PutColumn("mark", "x")
				change.SetColumnCondition(condition)
			})
			return err
		}
		refusedByCondition(write(true))
		check(write(false))
	}},
	{"conditions: deletes and puts are conditional too", func() {
		must(put(conditionTable, conditionKey(), columns{"whole", 10}))
		_, err := remove(conditionTable, conditionKey(), func(change *ots.DeleteRowChange) {
			change.SetColumnCondition(compare("whole", ots.CT_GREATER_THAN, 10))
		})
		refusedByCondition(err)
		_, err = put(conditionTable, conditionKey(), columns{"whole", 1},
			func(change *ots.PutRowChange) {
				change.SetColumnCondition(compare("whole", ots.CT_LESS_THAN, 10))
			})
		refusedByCondition(err)
		must(remove(conditionTable, conditionKey(), func(change *ots.DeleteRowChange) {
			change.SetColumnCondition(compare("whole", ots.CT_GREATER_EQUAL, 10))
		}))
		stored(conditionTable, conditionKey(), nil)
	}},
	{"conditions: concurrent compare-and-set lets exactly one through", func() {
		pk := key("pk", "race")
		must(put(conditionTable, pk, columns{"owner", "nobody"}))
		var winners atomic.Int32
		var group sync.WaitGroup
		for i := 0; i < 32; i++ {
			group.Add(1)
			go func(i int) {
				defer group.Done()
				_, err := update(conditionTable, pk, func(change *ots.UpdateRowChange) {
					change.PutColumn("owner", fmt.Sprintf("client %d", i))
					change.SetColumnCondition(compare("owner", ots.CT_EQUAL, "nobody"))
				})
				if err == nil {
					winners.Add(1)
				}
			}(i)
		}
		group.Wait()
		equal(winners.Load(), int32(1))
	}},
}
