// SPDX-License-Identifier: Apache-2.0

package main

import (
	"sync"

	ots "github.com/aliyun/aliyun-tablestore-go-sdk/tablestore"
)

const autoIncrementTable = "autoincrement_keys"

func putGenerated(pk string, order int) (int64, error) {
	answer, err := put(autoIncrementTable, key("pk", pk, "id", autoIncrement),
		columns{"order", order}, func(change *ots.PutRowChange) { change.SetReturnPk() })
	if err != nil {
		return 0, err
	}
	return answer.PrimaryKey.PrimaryKeys[1].Value.(int64), nil
}

var autoIncrementCases = []testCase{
	{"auto-increment: the schema shows the option", func() {
		create(tableRequest(autoIncrementTable, text("pk"), generated("id")))
		schema := describe(autoIncrementTable).TableMeta.SchemaEntry
		equal(*schema[1].Option, ots.AUTO_INCREMENT)
	}},
	{"auto-increment: generated keys rise within a partition and address their row", func() {
		var ids []int64
		for i := 0; i < 5; i++ {
			ids = append(ids, must(putGenerated("one", i)))
			if ids[i] <= 0 || i > 0 && ids[i] <= ids[i-1] {
				fail("ids do not rise: %v", ids)
			}
		}
		stored(autoIncrementTable, key("pk", "one", "id", ids[2]), map[string]any{"order": 2})
	}},
	{"auto-increment: sixteen writers never share a key", func() {
		var mutex sync.Mutex
		var group sync.WaitGroup
		seen := map[int64]bool{}
		problems := make(chan error, 16)
		for i := 0; i < 16; i++ {
			group.Add(1)
			go func() {
				defer group.Done()
				for n := 0; n < 10; n++ {
					id, err := putGenerated("shared", n)
					if err != nil {
						problems <- err
						return
					}
					mutex.Lock()
					seen[id] = true
					mutex.Unlock()
				}
			}()
		}
		group.Wait()
		close(problems)
		check(<-problems)
		equal(len(seen), 160)
	}},
	{"auto-increment: a batch writes rows with generated keys", func() {
		var changes []ots.RowChange
		for i := 0; i < 10; i++ {
			changes = append(changes, putChange(autoIncrementTable,
				key("pk", "batch", "id", autoIncrement), columns{"order", i}))
		}
		for _, result := range must(write(changes...)).TableToRowsResult[autoIncrementTable] {
			equal(result.IsSucceed, true)
		}
		page := must(client.GetRange(&ots.GetRangeRequest{
			RangeRowQueryCriteria: &ots.RangeRowQueryCriteria{
				TableName: autoIncrementTable, MaxVersion: 1, Direction: ots.FORWARD,
				StartPrimaryKey: key("pk", "batch", "id", infMin),
				EndPrimaryKey:   key("pk", "batch", "id", infMax)}}))
		equal(len(page.Rows), 10)
		for i, row := range page.Rows {
			equal(row.Columns[0].Value, int64(i))
		}
	}},
}
