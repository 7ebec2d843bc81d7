// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"

	ots "github.com/aliyun/aliyun-tablestore-go-sdk/tablestore"
)

const (
	batchOne     = "batches_one"
	batchTwo     = "batches_two"
	batchMissing = "batches_missing"
)

func write(changes ...ots.RowChange) (*ots.BatchWriteRowResponse, error) {
	request := &ots.BatchWriteRowRequest{}
	for _, change := range changes {
		request.AddRowChange(change)
	}
	return client.BatchWriteRow(request)
}

func readKeys(table string, keys ...*ots.PrimaryKey) *ots.MultiRowQueryCriteria {
	return &ots.MultiRowQueryCriteria{TableName: table, PrimaryKey: keys, MaxVersion: 1}
}

func readBatch(criteria ...*ots.MultiRowQueryCriteria) (*ots.BatchGetRowResponse, error) {
	return client.BatchGetRow(&ots.BatchGetRowRequest{MultiRowQueryCriteria: criteria})
}

func outcomes(results []ots.RowResult) []string {
	var text []string
	for _, result := range results {
		if result.IsSucceed {
			text = append(text, "ok")
		} else {
			text = append(text, result.Error.Code+": "+result.Error.Message)
		}
	}
	return text
}

func putExpecting(expectation ots.RowExistenceExpectation) func(*ots.PutRowChange) {
	return func(change *ots.PutRowChange) { change.SetCondition(expectation) }
}

var batchCases = []testCase{
	{"batches: puts, updates and deletes over two tables", func() {
		create(tableRequest(batchOne, text("pk")))
		create(tableRequest(batchTwo, text("pk")))
		must(put(batchOne, key("pk", "gone"), columns{"c", "c"}))
		must(put(batchTwo, key("pk", "changed"), columns{"a", "a", "b", "b"}))
		response := must(write(
			putChange(batchOne, key("pk", "new"), columns{"c", "新"}),
			deleteChange(batchOne, key("pk", "gone")),
			updateChange(batchTwo, key("pk", "changed"), func(change *ots.UpdateRowChange) {
				change.PutColumn("c", "c")
				change.DeleteColumn("a")
			})))
		equal(outcomes(response.TableToRowsResult[batchOne]), []string{"ok", "ok"})
		equal(outcomes(response.TableToRowsResult[batchTwo]), []string{"ok"})
		equal(units(response.TableToRowsResult[batchTwo][0].ConsumedCapacityUnit), [2]int32{0, 1})
		stored(batchOne, key("pk", "new"), map[string]any{"c": "新"})
		stored(batchOne, key("pk", "gone"), nil)
		stored(batchTwo, key("pk", "changed"), map[string]any{"b": "b", "c": "c"})
	}},
	{"batches: each row of a write fails or succeeds for itself", func() {
		must(put(batchOne, key("pk", "there"), columns{"n", 1}))
		must(put(batchOne, key("pk", "here"), columns{"n", 1}))
		response := must(write(
			putChange(batchOne, key("pk", "fresh"), columns{"c", "c"},
				putExpecting(ots.RowExistenceExpectation_EXPECT_NOT_EXIST)),
			putChange(batchOne, key("pk", "there"), columns{"c", "c"},
				putExpecting(ots.RowExistenceExpectation_EXPECT_NOT_EXIST)),
			updateChange(batchOne, key("pk", "here"), func(change *ots.UpdateRowChange) {
				change.PutColumn("d", "d")
				change.SetColumnCondition(compare("n", ots.CT_EQUAL, 2))
			}),
			putChange(batchOne, key("other", "x"), columns{"c", "c"}),
			putChange(batchOne, key("pk", 1), columns{"c", "c"}),
			putChange(batchOne, key("pk", "x", "more", "x"), columns{"c", "c"}),
			putChange(batchMissing, key("pk", "x"), columns{"c", "c"})))
		failed := "OTSConditionCheckFail: Condition check failed."
		equal(outcomes(response.TableToRowsResult[batchOne]), []string{"ok", failed, failed,
			"OTSInvalidPK: Validate PK name fail. Input: other, Meta: pk.",
			"OTSInvalidPK: Validate PK type fail. Input: VT_INTEGER, Meta: VT_STRING.",
			"OTSInvalidPK: Validate PK size fail. Input: 2, Meta: 1."})
		equal(outcomes(response.TableToRowsResult[batchMissing]),
			[]string{"OTSObjectNotExist: Requested table does not exist."})
		stored(batchOne, key("pk", "fresh"), map[string]any{"c": "c"})
		stored(batchOne, key("pk", "there"), map[string]any{"n": 1})
		stored(batchOne, key("pk", "here"), map[string]any{"n": 1})
	}},
	{"batches: rows are read from several tables in the order asked", func() {
		must(put(batchOne, key("pk", "r1"), columns{"c", "一", "d", "d"}))
		must(put(batchOne, key("pk", "r2"), columns{"c", "二"}))
		must(put(batchTwo, key("pk", "r3"), columns{"c", "三"}))
		one := readKeys(batchOne, key("pk", "r2"), key("pk", "nothing"), key("pk", "r1"))
		one.AddColumnToGet("c")
		response := must(readBatch(one, readKeys(batchTwo, key("pk", "r3"))))
		results := response.TableToRowsResult[batchOne]
		equal(outcomes(results), []string{"ok", "ok", "ok"})
		equal(values(results[0].Columns), map[string]any{"c": "二"})
		equal(len(results[1].PrimaryKey.PrimaryKeys), 0)
		equal(units(results[1].ConsumedCapacityUnit), [2]int32{1, 0})
		equal(values(results[2].Columns), map[string]any{"c": "一"})
		equal(values(response.TableToRowsResult[batchTwo][0].Columns), map[string]any{"c": "三"})
	}},
	{"batches: a read reports the rows of a missing table and of a wrong key one by one", func() {
		response := must(readBatch(
			readKeys(batchMissing, key("pk", "a"), key("pk", "b")),
			readKeys(batchOne, key("pk", "r1"), key("pk", 1))))
		equal(outcomes(response.TableToRowsResult[batchMissing]), []string{
			"OTSObjectNotExist: Requested table does not exist.",
			"OTSObjectNotExist: Requested table does not exist."})
		equal(outcomes(response.TableToRowsResult[batchOne]), []string{"ok",
			"OTSInvalidPK: Validate PK type fail. Input: VT_INTEGER, Meta: VT_STRING."})
	}},
	{"batches: a filter works in a batch", func() {
		criteria := readKeys(batchOne, key("pk", "r1"), key("pk", "r2"))
		criteria.SetFilter(compare("c", ots.CT_EQUAL, "二"))
		results := must(readBatch(criteria)).TableToRowsResult[batchOne]
		equal(len(results[0].PrimaryKey.PrimaryKeys), 0)
		equal(values(results[1].Columns), map[string]any{"c": "二"})
	}},
	{"batches: too many rows, and none, are refused as a whole", func() {
		keys := make([]*ots.PrimaryKey, 201)
		changes := make([]ots.RowChange, 201)
		for i := range keys {
			keys[i] = key("pk", fmt.Sprintf("k%d", i))
			changes[i] = putChange(batchTwo, keys[i], columns{"c", "c"})
		}
		equal(len(must(readBatch(readKeys(batchTwo, keys[:100]...))).TableToRowsResult[batchTwo]), 100)
		_, err := readBatch(readKeys(batchTwo, keys[:101]...))
		refusedAsInvalid(err, "Rows count exceeds the upper limit: 100.")
		equal(len(must(write(changes[:200]...)).TableToRowsResult[batchTwo]), 200)
		_, err = write(changes...)
		refusedAsInvalid(err, "Rows count exceeds the upper limit: 200.")
		_, err = readBatch()
		refusedAsInvalid(err, "No row specified in the request of BatchGetRow.")
		_, err = write()
		refusedAsInvalid(err, "No row is specified in BatchWriteRow.")
	}},
	{"batches: a bad parameter in one row refuses the whole request", func() {
		_, err := write(
			putChange(batchOne, key("pk", "innocent"), columns{"c", "c"}),
			putChange(batchOne, key("pk", "guilty"), columns{"#c", "c"}))
		refusedAsInvalid(err, "Invalid column name: '#c'.")
		stored(batchOne, key("pk", "innocent"), nil)
	}},
}
