// SPDX-License-Identifier: Apache-2.0

package main

import ots "github.com/aliyun/aliyun-tablestore-go-sdk/tablestore"

func txnKey(pk string, n any) *ots.PrimaryKey { return key("pk", pk, "n", n) }

func begin(table, pk string) (string, error) {
	answer, err := client.StartLocalTransaction(&ots.StartLocalTransactionRequest{
		TableName: table, PrimaryKey: key("pk", pk)})
	if err != nil {
		return "", err
	}
	return *answer.TransactionId, nil
}

func commit(transaction string) error {
	_, err := client.CommitTransaction(&ots.CommitTransactionRequest{TransactionId: &transaction})
	return err
}

func abort(transaction string) error {
	_, err := client.AbortTransaction(&ots.AbortTransactionRequest{TransactionId: &transaction})
	return err
}

func putInside(transaction string) func(*ots.PutRowChange) {
	return func(change *ots.PutRowChange) { change.TransactionId = &transaction }
}

// partition reads column c of every row of a partition, inside a transaction or, with "", outside.
func partition(pk, transaction string) map[int64]any {
	criteria := &ots.RangeRowQueryCriteria{
		TableName: txnTable, MaxVersion: 1, Direction: ots.FORWARD,
		StartPrimaryKey: txnKey(pk, infMin), EndPrimaryKey: txnKey(pk, infMax)}
	if transaction != "" {
		criteria.TransactionId = &transaction
	}
	rows := map[int64]any{}
	page := must(client.GetRange(&ots.GetRangeRequest{RangeRowQueryCriteria: criteria}))
	for _, row := range page.Rows {
		rows[row.PrimaryKey.PrimaryKeys[1].Value.(int64)] = values(row.Columns)["c"]
	}
	return rows
}

func refusedAsEnded(err error) {
	refused(err, 404, "OTSSessionNotExist", "Session not exist or may be timeout.")
}

var transactionCases = []testCase{
	{"transactions: writes are seen inside, and outside only after the commit", func() {
		must(put(txnTable, txnKey("commit", 1), columns{"c", "old"}))
		must(put(txnTable, txnKey("commit", 2), columns{"c", "old"}))
		transaction := must(begin(txnTable, "commit"))
		must(put(txnTable, txnKey("commit", 0), columns{"c", "新"}, putInside(transaction)))
		must(update(txnTable, txnKey("commit", 1), func(change *ots.UpdateRowChange) {
			change.PutColumn("c", "new")
			change.TransactionId = &transaction
		}))
		must(remove(txnTable, txnKey("commit", 2), func(change *ots.DeleteRowChange) {
			change.TransactionId = &transaction
		}))
		equal(partition("commit", transaction), map[int64]any{0: "新", 1: "new"})
		equal(partition("commit", ""), map[int64]any{1: "old", 2: "old"})
		row := must(get(txnTable, txnKey("commit", 1), func(criteria *ots.SingleRowQueryCriteria) {
			criteria.TransactionId = &transaction
		}))
		equal(values(row.Columns), map[string]any{"c": "new"})
		check(commit(transaction))
		equal(partition("commit", ""), map[int64]any{0: "新", 1: "new"})
		refusedAsEnded(commit(transaction))
	}},
	{"transactions: an abort discards everything", func() {
		must(put(txnTable, txnKey("abort", 1), columns{"c", "old"}))
		transaction := must(begin(txnTable, "abort"))
		must(put(txnTable, txnKey("abort", 1), columns{"c", "new"}, putInside(transaction)))
		must(put(txnTable, txnKey("abort", 2), columns{"c", "new"}, putInside(transaction)))
		check(abort(transaction))
		equal(partition("abort", ""), map[int64]any{1: "old"})
		_, err := put(txnTable, txnKey("abort", 1), columns{"c", "late"}, putInside(transaction))
		refusedAsEnded(err)
	}},
	{"transactions: a locked partition refuses a second transaction and writes outside", func() {
		transaction := must(begin(txnTable, "locked"))
		_, err := begin(txnTable, "locked")
		conflict := func(err error) {
			service, ok := err.(*ots.OtsError)
			if !ok || service.Code != "OTSRowOperationConflict" || service.HttpStatusCode != 409 {
				fail("expected OTSRowOperationConflict, but got %v", err)
			}
		}
		conflict(err)
		_, err = put(txnTable, txnKey("locked", 1), columns{"c", "c"})
		conflict(err)
		must(put(txnTable, txnKey("free", 1), columns{"c", "c"}))
		check(abort(transaction))
		must(put(txnTable, txnKey("locked", 1), columns{"c", "c"}))
	}},
	{"transactions: bad ids, keys and tables are refused", func() {
		refusedAsInvalid(commit("garbage"), "TransactionID is invalid.")
		refusedAsInvalid(abort(""), "TransactionID is invalid.")
		_, err := client.StartLocalTransaction(&ots.StartLocalTransactionRequest{
			TableName: txnTable, PrimaryKey: txnKey("a", 1)})
		refusedAsInvalid(err, "StartLocalTransaction support only one primary key.")
		create(tableRequest("transactions_disabled", text("pk")))
		_, err = begin("transactions_disabled", "a")
		refusedAsInvalid(err,
			"Try to call method using explicit transaction on explicit-transaction-disabled table.")
	}},
}
