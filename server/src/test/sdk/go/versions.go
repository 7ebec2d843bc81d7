// SPDX-License-Identifier: Apache-2.0

package main

import (
	"time"

	ots "github.com/aliyun/aliyun-tablestore-go-sdk/tablestore"
)

const versionTable = "versions_kept"

var now = time.Now().UnixMilli()

// version is one cell of column c, its timestamp counted from now.
type version struct {
	after int64
	value any
}

func putVersions(pk string, cells ...version) {
	must(put(versionTable, key("pk", pk), columns{}, func(change *ots.PutRowChange) {
		for _, cell := range cells {
			change.AddColumnWithTimestamp("c", cell.value, now+cell.after)
		}
	}))
}

func readVersions(pk string, adjust func(*ots.SingleRowQueryCriteria)) []version {
	var result []version
	for _, cell := range must(get(versionTable, key("pk", pk), adjust)).Columns {
		result = append(result, version{cell.Timestamp - now, cell.Value})
	}
	return result
}

func allVersions(criteria *ots.SingleRowQueryCriteria) { criteria.MaxVersion = 10 }

var versionCases = []testCase{
	{"versions: the newest N of a column are kept, newest first", func() {
		request := tableRequest(versionTable, text("pk"))
		request.TableOption.MaxVersion = 3
		create(request)
		putVersions("kept", version{1, "v1"}, version{4, "v4"}, version{2, "v2"}, version{3, "v3"})
		equal(readVersions("kept", allVersions), []version{{4, "v4"}, {3, "v3"}, {2, "v2"}})
		equal(readVersions("kept", func(*ots.SingleRowQueryCriteria) {}), []version{{4, "v4"}})
	}},
	{"versions: three updates without a timestamp make three versions", func() {
		for _, value := range []string{"first", "second", "third"} {
			must(update(versionTable, key("pk", "quick"), func(change *ots.UpdateRowChange) {
				change.PutColumn("c", value)
			}))
		}
		read := readVersions("quick", allVersions)
		equal(len(read), 3)
		equal([]any{read[0].value, read[1].value, read[2].value}, []any{"third", "second", "first"})
		if read[0].after <= read[1].after || read[1].after <= read[2].after {
			fail("timestamps do not rise: %v", read)
		}
	}},
	{"versions: one version is deleted and an older one may be written after", func() {
		pk := key("pk", "deleted")
		putVersions("deleted", version{1, "v1"}, version{2, "v2"})
		must(update(versionTable, pk, func(change *ots.UpdateRowChange) {
			change.DeleteColumnWithTimestamp("c", now+2)
		}))
		equal(readVersions("deleted", allVersions), []version{{1, "v1"}})
		must(update(versionTable, pk, func(change *ots.UpdateRowChange) { change.DeleteColumn("c") }))
		putVersions("deleted", version{0, "v0"})
		equal(readVersions("deleted", allVersions), []version{{0, "v0"}})
	}},
	{"versions: a time range takes its start and leaves its end; one moment may be asked for", func() {
		putVersions("range", version{1, "v1"}, version{2, "v2"}, version{3, "v3"})
		equal(readVersions("range", func(criteria *ots.SingleRowQueryCriteria) {
			criteria.MaxVersion = 0
			criteria.TimeRange = &ots.TimeRange{Start: now + 1, End: now + 3}
		}), []version{{2, "v2"}, {1, "v1"}})
		equal(readVersions("range", func(criteria *ots.SingleRowQueryCriteria) {
			criteria.TimeRange = &ots.TimeRange{Start: now + 1, End: now + 3}
		}), []version{{2, "v2"}})
		equal(readVersions("range", func(criteria *ots.SingleRowQueryCriteria) {
			criteria.MaxVersion = 0
			criteria.TimeRange = &ots.TimeRange{Specific: now + 1}
		}), []version{{1, "v1"}})
	}},
	{"versions: a timestamp past the allowed deviation is refused", func() {
		const twoDays = 2 * 86400 * 1000
		for _, timestamp := range []int64{now - twoDays, now + twoDays} {
			_, err := put(versionTable, key("pk", "deviation"), columns{},
				func(change *ots.PutRowChange) { change.AddColumnWithTimestamp("c", "v", timestamp) })
			refusedAsInvalid(err, "Invalid timestamp. Cell:c.")
		}
		stored(versionTable, key("pk", "deviation"), nil)
	}},
}
