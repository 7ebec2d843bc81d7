// SPDX-License-Identifier: Apache-2.0

package main

import (
	"strings"

	ots "github.com/aliyun/aliyun-tablestore-go-sdk/tablestore"
)

func describe(name string) *ots.DescribeTableResponse {
	return must(client.DescribeTable(&ots.DescribeTableRequest{TableName: name}))
}

var tableCases = []testCase{
	{"tables: a created table is listed and described as asked", func() {
		request := tableRequest("tables_created", text("name"), number("number"), blob("blob"))
		request.TableOption = &ots.TableOption{
			TimeToAlive: -1, MaxVersion: 3, DeviationCellVersionInSec: 86401}
		create(request)
		listed := must(client.ListTable())
		if !strings.Contains(strings.Join(listed.TableNames, ","), "tables_created") {
			fail("not listed: %v", listed.TableNames)
		}
		equal(len(listed.RequestId), 36)

		described := describe("tables_created")
		equal(described.TableMeta.TableName, "tables_created")
		var schema []any
		for _, column := range described.TableMeta.SchemaEntry {
			schema = append(schema, *column.Name, *column.Type)
		}
		equal(schema, []any{"name", ots.PrimaryKeyType_STRING, "number", ots.PrimaryKeyType_INTEGER,
			"blob", ots.PrimaryKeyType_BINARY})
		equal(*described.TableOption, ots.TableOption{
			TimeToAlive: -1, MaxVersion: 3, DeviationCellVersionInSec: 86401})
		equal(*described.ReservedThroughput, ots.ReservedThroughput{})
		equal(described.StreamDetails.EnableStream, false)
	}},
	{"tables: options are updated and the answer shows all of them", func() {
		name := create(tableRequest("tables_updated", text("pk")))
		updated := must(client.UpdateTable(&ots.UpdateTableRequest{
			TableName:   name,
			TableOption: &ots.TableOption{TimeToAlive: 86400, MaxVersion: 5}}))
		equal(*updated.TableOption, ots.TableOption{
			TimeToAlive: 86400, MaxVersion: 5, DeviationCellVersionInSec: 86400})
		updated = must(client.UpdateTable(&ots.UpdateTableRequest{
			TableName:          name,
			ReservedThroughput: &ots.ReservedThroughput{Readcap: 2, Writecap: 3}}))
		equal(updated.TableOption.MaxVersion, 5)
		equal(*updated.ReservedThroughput, ots.ReservedThroughput{Readcap: 2, Writecap: 3})
		equal(*describe(name).ReservedThroughput, ots.ReservedThroughput{Readcap: 2, Writecap: 3})
	}},
	{"tables: a stream specification is kept, shown and switched", func() {
		request := tableRequest("tables_stream", text("pk"))
		request.StreamSpec = &ots.StreamSpecification{EnableStream: true, ExpirationTime: 24}
		name := create(request)
		details := describe(name).StreamDetails
		equal(details.EnableStream, true)
		equal(details.ExpirationTime, int32(24))
		if details.StreamId == nil || *details.StreamId == "" || details.LastEnableTime == 0 {
			fail("incomplete stream details: %+v", details)
		}
		updated := must(client.UpdateTable(&ots.UpdateTableRequest{
			TableName: name, StreamSpec: &ots.StreamSpecification{EnableStream: false}}))
		equal(updated.StreamDetails.EnableStream, false)
		equal(describe(name).StreamDetails.EnableStream, false)
	}},
	{"tables: a defined column's type is enforced", func() {
		request := tableRequest("tables_defined", text("pk"))
		request.TableMeta.AddDefinedColumn("whole", ots.DefinedColumn_INTEGER)
		request.TableMeta.AddDefinedColumn("blob", ots.DefinedColumn_BINARY)
		name := create(request)
		must(put(name, key("pk", "a"), columns{"whole", 7, "blob", []byte{1}, "free", true}))
		_, err := put(name, key("pk", "a"), columns{"whole", 7.5})
		refusedAsInvalid(err, "Invalid column type for column whole expect VT_INTEGER actual VT_DOUBLE")
		_, err = put(name, key("pk", "a"), columns{"blob", "text"})
		refusedAsInvalid(err, "Invalid column type for column blob expect VT_BLOB actual VT_STRING")
		stored(name, key("pk", "a"), map[string]any{"whole": 7, "blob": []byte{1}, "free": true})
	}},
	{"tables: a deleted table is gone and its name is free at once", func() {
		name := create(tableRequest("tables_deleted", text("pk")))
		must(put(name, key("pk", "a"), columns{"c", "old"}))
		must(client.DeleteTable(&ots.DeleteTableRequest{TableName: name}))
		_, err := get(name, key("pk", "a"))
		refusedAsMissing(err)
		_, err = client.DescribeTable(&ots.DescribeTableRequest{TableName: name})
		refusedAsMissing(err)
		_, err = client.DeleteTable(&ots.DeleteTableRequest{TableName: name})
		refusedAsMissing(err)
		create(tableRequest(name, text("pk")))
		stored(name, key("pk", "a"), nil)
	}},
	{"tables: a name that is taken, and bad names, are refused", func() {
		name := create(tableRequest("tables_taken", text("pk")))
		_, err := client.CreateTable(tableRequest(name, text("pk")))
		refused(err, 409, "OTSObjectAlreadyExist", "Requested table already exists.")
		for _, bad := range []string{"", "0", "#", "中文", "T#", "T中文", "3t", "-"} {
			_, err := client.CreateTable(tableRequest(bad, text("pk")))
			refusedAsInvalid(err, "Invalid table name: '"+bad+"'.")
		}
		// The service takes 255 bytes, this SDK a hundred.
		long := strings.Repeat("t", 100)
		create(tableRequest(long, text("pk")))
		drop(long)
	}},
	{"tables: bad keys are refused", func() {
		_, err := client.CreateTable(tableRequest("tables_bad", text("PK0"), text("PK0")))
		refusedAsInvalid(err, "Duplicated primary key name: 'PK0'.")
		_, err = client.CreateTable(tableRequest("tables_bad", text("#pk")))
		refusedAsInvalid(err, "Invalid column name: '#pk'.")
	}},
}
