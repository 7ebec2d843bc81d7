// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"strings"

	ots "github.com/aliyun/aliyun-tablestore-go-sdk/tablestore"
)

const refusalTable = "refusals"

func refusalKey() *ots.PrimaryKey { return key("a", "a", "b", 1) }

var refusalCases = []testCase{
	{"refusals: a key that does not fit the schema", func() {
		create(tableRequest(refusalTable, text("a"), number("b")))
		fails := func(pk *ots.PrimaryKey, message string) {
			_, err := put(refusalTable, pk, columns{"c", "c"})
			refused(err, 400, "OTSInvalidPK", message)
			_, err = get(refusalTable, pk)
			refused(err, 400, "OTSInvalidPK", message)
			_, err = remove(refusalTable, pk)
			refused(err, 400, "OTSInvalidPK", message)
			_, err = update(refusalTable, pk, func(change *ots.UpdateRowChange) {
				change.PutColumn("c", "c")
			})
			refused(err, 400, "OTSInvalidPK", message)
		}
		fails(key("a", "a"), "Validate PK size fail. Input: 1, Meta: 2.")
		fails(key("b", 1, "a", "a"), "Validate PK name fail. Input: b, Meta: a.")
		fails(key("a", "a", "b", "1"), "Validate PK type fail. Input: VT_STRING, Meta: VT_INTEGER.")
	}},
	{"refusals: infinities, long values and no columns in a key", func() {
		_, err := get(refusalTable, key("a", infMin, "b", 1))
		refusedAsInvalid(err, "VT_INF_MIN is an invalid type for the primary key.")
		_, err = get(refusalTable, key("a", "a", "b", infMax))
		refusedAsInvalid(err, "VT_INF_MAX is an invalid type for the primary key.")
		must(put(refusalTable, key("a", strings.Repeat("k", 1024), "b", 1), columns{"c", "c"}))
		_, err = put(refusalTable, key("a", strings.Repeat("k", 1025), "b", 1), columns{"c", "c"})
		refusedAsInvalid(err, "The length of primary key column: 'a' exceeds the MaxLength:1024 with"+
			" CurrentLength:1025.")
		_, err = get(refusalTable, key())
		refusedAsInvalid(err, "Cell data broken, empty PK.")
	}},
	{"refusals: column names, column counts and empty updates", func() {
		_, err := put(refusalTable, refusalKey(), columns{"#c", "c"})
		refusedAsInvalid(err, "Invalid column name: '#c'.")
		_, err = put(refusalTable, refusalKey(), columns{"", "c"})
		refusedAsInvalid(err, "Invalid column name: ''.")
		var many columns
		for i := 0; i < 1025; i++ {
			many = append(many, fmt.Sprintf("c%d", i), "c")
		}
		must(put(refusalTable, refusalKey(), many[:2048]))
		_, err = put(refusalTable, refusalKey(), many)
		refusedAsInvalid(err, "The number of attribute columns exceeds the limit, limit count: 1024,"+
			" column count: 1025.")
		_, err = update(refusalTable, refusalKey(), func(*ots.UpdateRowChange) {})
		refusedAsInvalid(err, "Attribute column is missing.")
	}},
	{"refusals: a table that does not exist", func() {
		_, err := put("refusals_missing", refusalKey(), columns{"c", "c"})
		refusedAsMissing(err)
		_, err = get("refusals_missing", refusalKey())
		refusedAsMissing(err)
		_, err = client.UpdateTable(&ots.UpdateTableRequest{
			TableName: "refusals_missing", TableOption: ots.NewTableOptionWithMaxVersion(2)})
		refusedAsMissing(err)
	}},
	{"refusals: a wrong secret and an unknown key", func() {
		_, err := newClient(keyID, "wrong").ListTable()
		refused(err, 403, "OTSAuthFailed", "Signature mismatch.")
		_, err = newClient("nobody", secret).ListTable()
		refused(err, 403, "OTSAuthFailed", "The AccessKeyID does not exist.")
	}},
	{"refusals: a search index that is not there", func() {
		_, err := client.DeleteSearchIndex(&ots.DeleteSearchIndexRequest{TableName: refusalTable, IndexName: "i"})
		refused(err, 404, "OTSObjectNotExist", "Requested search index does not exist.")
	}},
}
