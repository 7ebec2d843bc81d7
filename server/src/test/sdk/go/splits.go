// SPDX-License-Identifier: Apache-2.0

package main

import (
	"regexp"

	ots "github.com/aliyun/aliyun-tablestore-go-sdk/tablestore"
)

func splits(table string, size int64) (*ots.ComputeSplitPointsBySizeResponse, error) {
	return client.ComputeSplitPointsBySize(
		&ots.ComputeSplitPointsBySizeRequest{TableName: table, SplitSize: size})
}

var splitCases = []testCase{
	{"splits: a small table is one split from one infinity to the other", func() {
		name := create(tableRequest("splits_small", text("pk"), number("n")))
		must(put(name, key("pk", "a", "n", 1), columns{"c", "c"}))
		found := must(splits(name, 1)).Splits
		equal(len(found), 1)
		for i, column := range []string{"pk", "n"} {
			equal(found[0].LowerBound.PrimaryKeys[i].ColumnName, column)
			equal(found[0].LowerBound.PrimaryKeys[i].PrimaryKeyOption, ots.MIN)
			equal(found[0].UpperBound.PrimaryKeys[i].PrimaryKeyOption, ots.MAX)
		}
		if !regexp.MustCompile("^[0-9a-fA-F]{32}$").MatchString(found[0].Location) {
			fail("not a location: %q", found[0].Location)
		}
	}},
	{"splits: bad sizes and missing tables are refused", func() {
		_, err := splits("splits_small", 0)
		refusedAsInvalid(err, "The split_size should be greater than 0.")
		_, err = splits("splits_missing", 1)
		refusedAsMissing(err)
	}},
}
