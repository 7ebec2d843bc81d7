// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"strings"

	ots "github.com/aliyun/aliyun-tablestore-go-sdk/tablestore"
)

func streamed(name string) *ots.StreamId {
	request := tableRequest(name, text("pk"), number("n"))
	request.StreamSpec = &ots.StreamSpecification{EnableStream: true, ExpirationTime: 24}
	create(request)
	described := must(client.DescribeTable(&ots.DescribeTableRequest{TableName: name}))
	equal(described.StreamDetails.EnableStream, true)
	equal(described.StreamDetails.ExpirationTime, int32(24))
	return described.StreamDetails.StreamId
}

// oldest returns where to begin to read the only shard of a stream.
func oldest(stream *ots.StreamId) *ots.ShardIterator {
	described := must(client.DescribeStream(&ots.DescribeStreamRequest{StreamId: stream}))
	equal(len(described.Shards), 1)
	if described.Shards[0].FatherShard != nil || described.Shards[0].MotherShard != nil {
		fail("a shard with parents: %v", described.Shards[0])
	}
	return must(client.GetShardIterator(&ots.GetShardIteratorRequest{
		StreamId: stream, ShardId: described.Shards[0].SelfShard})).ShardIterator
}

func records(iterator *ots.ShardIterator) ([]*ots.StreamRecord, *ots.ShardIterator) {
	page := must(client.GetStreamRecord(&ots.GetStreamRecordRequest{ShardIterator: iterator}))
	return page.Records, page.NextShardIterator
}

// told puts a record into words.
func told(record *ots.StreamRecord) string {
	words := []string{strings.Trim(record.Type.String(), "\""),
		fmt.Sprint(keyValues(record.PrimaryKey)...)}
	for _, column := range record.Columns {
		switch column.Type {
		case ots.RCT_Put:
			words = append(words, fmt.Sprintf("%s=%v", *column.Name, column.Value))
		case ots.RCT_DeleteOneVersion:
			words = append(words, fmt.Sprintf("%s-@%d", *column.Name, *column.Timestamp))
		case ots.RCT_DeleteAllVersions:
			words = append(words, *column.Name+"-")
		}
	}
	return strings.Join(words, " ")
}

var streamCases = []testCase{
	{"streams: a stream is listed, described, and tells every write in order", func() {
		stream := streamed("streams_told")
		listed := must(client.ListStream(&ots.ListStreamRequest{TableName: pointer("streams_told")}))
		equal(len(listed.Streams), 1)
		equal(*listed.Streams[0].Id, *stream)
		iterator := oldest(stream)
		none, same := records(iterator)
		equal(len(none), 0)
		equal(*same, *iterator)

		pk := key("pk", "a", "n", 1)
		must(put("streams_told", pk, columns{"b", "x", "a", 1}))
		must(update("streams_told", pk, func(change *ots.UpdateRowChange) {
			change.PutColumn("a", int64(2))
			change.DeleteColumn("b")
			change.DeleteColumnWithTimestamp("c", 12345)
		}))
		must(remove("streams_told", pk))
		found, next := records(iterator)
		words := []string{}
		last := int64(0)
		for _, record := range found {
			words = append(words, told(record))
			if record.Info.Timestamp <= last {
				fail("places do not rise: %v", record.Info)
			}
			last = record.Info.Timestamp
		}
		equal(words, []string{"PutRow a1 b=x a=1", "UpdateRow a1 a=2 b- c-@12345", "DeleteRow a1"})
		none, same = records(next)
		equal(len(none), 0)
		equal(*same, *next)
	}},
	{"streams: a table without a stream has none, and nonsense is refused", func() {
		create(tableRequest("streams_none", text("pk")))
		listed := must(client.ListStream(&ots.ListStreamRequest{TableName: pointer("streams_none")}))
		equal(len(listed.Streams), 0)
		nonsense := ots.ShardIterator("nonsense")
		_, err := client.GetStreamRecord(&ots.GetStreamRecordRequest{ShardIterator: &nonsense})
		refusedAsInvalid(err, "Invalid shard iterator.")
	}},
}
