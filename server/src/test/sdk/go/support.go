// SPDX-License-Identifier: Apache-2.0

package main

import (
	"errors"
	"fmt"
	"os"
	"reflect"

	ots "github.com/aliyun/aliyun-tablestore-go-sdk/tablestore"
)

func required(name string) string {
	value := os.Getenv(name)
	if value == "" {
		fmt.Fprintf(os.Stderr, "%s is not set\n", name)
		os.Exit(2)
	}
	return value
}

var (
	endpoint = required("TABULARIUM_ENDPOINT")
	keyID    = required("TABULARIUM_KEY")
	secret   = required("TABULARIUM_SECRET")
	instance = required("TABULARIUM_INSTANCE")
	// txnTable has local transactions and the key (pk STRING, n INTEGER): this SDK cannot ask for it.
	txnTable = required("TABULARIUM_TXN_TABLE")

	client = newClient(keyID, secret)
)

// newClient returns a client that reports errors at once instead of retrying.
func newClient(keyID, secret string) *ots.TableStoreClient {
	config := ots.NewDefaultTableStoreConfig()
	config.RetryTimes = 0
	return ots.NewClientWithConfig(endpoint, instance, keyID, secret, "", config)
}

func fail(format string, args ...any) {
	panic(failure(fmt.Sprintf(format, args...)))
}

func check(err error) {
	if err != nil {
		fail("unexpected error: %v", err)
	}
}

// must returns the answer of a call that has to succeed.
func must[T any](answer T, err error) T {
	check(err)
	return answer
}

func equal(actual, expected any) {
	if !reflect.DeepEqual(actual, expected) {
		fail("expected %#v\n but got %#v", expected, actual)
	}
}

// refused compares HTTP status, code and the whole message of an error.
func refused(err error, status int, code, message string) {
	var service *ots.OtsError
	if !errors.As(err, &service) {
		fail("expected %s, but got %v", code, err)
	}
	equal([]any{service.HttpStatusCode, service.Code, service.Message}, []any{status, code, message})
	equal(len(service.RequestId), 36)
}

func refusedAsInvalid(err error, message string) {
	refused(err, 400, "OTSParameterInvalid", message)
}

func refusedByCondition(err error) {
	refused(err, 403, "OTSConditionCheckFail", "Condition check failed.")
}

func refusedAsMissing(err error) {
	refused(err, 404, "OTSObjectNotExist", "Requested table does not exist.")
}

// autoIncrement, infMin and infMax stand for values of a key that are none.
type marker int

const (
	autoIncrement marker = iota
	infMin
	infMax
)

// key builds a primary key from names and values in turn.
func key(namesAndValues ...any) *ots.PrimaryKey {
	result := new(ots.PrimaryKey)
	for i := 0; i < len(namesAndValues); i += 2 {
		name := namesAndValues[i].(string)
		switch value := namesAndValues[i+1].(type) {
		case marker:
			switch value {
			case autoIncrement:
				result.AddPrimaryKeyColumnWithAutoIncrement(name)
			case infMin:
				result.AddPrimaryKeyColumnWithMinValue(name)
			case infMax:
				result.AddPrimaryKeyColumnWithMaxValue(name)
			}
		case int:
			result.AddPrimaryKeyColumn(name, int64(value))
		default:
			result.AddPrimaryKeyColumn(name, value)
		}
	}
	return result
}

// keyValues returns the values of a key in order.
func keyValues(pk *ots.PrimaryKey) []any {
	var values []any
	for _, column := range pk.PrimaryKeys {
		values = append(values, column.Value)
	}
	return values
}

// schemaColumn is a column of a table's key.
type schemaColumn struct {
	name          string
	kind          ots.PrimaryKeyType
	autoIncrement bool
}

func text(name string) schemaColumn { return schemaColumn{name: name, kind: ots.PrimaryKeyType_STRING} }
func number(name string) schemaColumn {
	return schemaColumn{name: name, kind: ots.PrimaryKeyType_INTEGER}
}
func blob(name string) schemaColumn { return schemaColumn{name: name, kind: ots.PrimaryKeyType_BINARY} }
func generated(name string) schemaColumn {
	return schemaColumn{name: name, kind: ots.PrimaryKeyType_INTEGER, autoIncrement: true}
}

// tableRequest is a CreateTable request with everything that is required.
func tableRequest(name string, schema ...schemaColumn) *ots.CreateTableRequest {
	meta := &ots.TableMeta{TableName: name}
	for _, column := range schema {
		if column.autoIncrement {
			meta.AddPrimaryKeyColumnOption(column.name, column.kind, ots.AUTO_INCREMENT)
		} else {
			meta.AddPrimaryKeyColumn(column.name, column.kind)
		}
	}
	return &ots.CreateTableRequest{
		TableMeta:          meta,
		TableOption:        ots.NewTableOptionWithMaxVersion(1),
		ReservedThroughput: &ots.ReservedThroughput{},
	}
}

// create sends the request after deleting a table of the same name.
func create(request *ots.CreateTableRequest) string {
	name := request.TableMeta.TableName
	drop(name)
	must(client.CreateTable(request))
	return name
}

func drop(name string) {
	for _, existing := range must(client.ListTable()).TableNames {
		if existing == name {
			must(client.DeleteTable(&ots.DeleteTableRequest{TableName: name}))
		}
	}
}

// columns are names and values in turn.
type columns []any

func put(table string, pk *ots.PrimaryKey, cells columns, adjust ...func(*ots.PutRowChange)) (
	*ots.PutRowResponse, error) {
	return client.PutRow(&ots.PutRowRequest{PutRowChange: putChange(table, pk, cells, adjust...)})
}

func putChange(table string, pk *ots.PrimaryKey, cells columns, adjust ...func(*ots.PutRowChange),
) *ots.PutRowChange {
	change := &ots.PutRowChange{TableName: table, PrimaryKey: pk}
	change.SetCondition(ots.RowExistenceExpectation_IGNORE)
	for i := 0; i < len(cells); i += 2 {
		change.AddColumn(cells[i].(string), wide(cells[i+1]))
	}
	for _, f := range adjust {
		f(change)
	}
	return change
}

// wide makes the SDK's int64 of an int and leaves every other value alone.
func wide(value any) any {
	if n, ok := value.(int); ok {
		return int64(n)
	}
	return value
}

func update(table string, pk *ots.PrimaryKey, fill func(*ots.UpdateRowChange)) (
	*ots.UpdateRowResponse, error) {
	return client.UpdateRow(&ots.UpdateRowRequest{UpdateRowChange: updateChange(table, pk, fill)})
}

func updateChange(table string, pk *ots.PrimaryKey, fill func(*ots.UpdateRowChange),
) *ots.UpdateRowChange {
	change := &ots.UpdateRowChange{TableName: table, PrimaryKey: pk}
	change.SetCondition(ots.RowExistenceExpectation_IGNORE)
	fill(change)
	return change
}

func remove(table string, pk *ots.PrimaryKey, adjust ...func(*ots.DeleteRowChange)) (
	*ots.DeleteRowResponse, error) {
	return client.DeleteRow(&ots.DeleteRowRequest{DeleteRowChange: deleteChange(table, pk, adjust...)})
}

func deleteChange(table string, pk *ots.PrimaryKey, adjust ...func(*ots.DeleteRowChange),
) *ots.DeleteRowChange {
	change := &ots.DeleteRowChange{TableName: table, PrimaryKey: pk}
	change.SetCondition(ots.RowExistenceExpectation_IGNORE)
	for _, f := range adjust {
		f(change)
	}
	return change
}

func get(table string, pk *ots.PrimaryKey, adjust ...func(*ots.SingleRowQueryCriteria)) (
	*ots.GetRowResponse, error) {
	criteria := &ots.SingleRowQueryCriteria{TableName: table, PrimaryKey: pk, MaxVersion: 1}
	for _, f := range adjust {
		f(criteria)
	}
	return client.GetRow(&ots.GetRowRequest{SingleRowQueryCriteria: criteria})
}

// exists tells whether the answer holds a row: the SDK answers an empty key for a missing one.
func exists(row *ots.GetRowResponse) bool { return len(row.PrimaryKey.PrimaryKeys) > 0 }

// values returns the newest version of each cell by name.
func values(cells []*ots.AttributeColumn) map[string]any {
	result := map[string]any{}
	for _, cell := range cells {
		if _, seen := result[cell.ColumnName]; !seen {
			result[cell.ColumnName] = cell.Value
		}
	}
	return result
}

// stored reads a row back and compares its cells; nil expects the row to be absent.
func stored(table string, pk *ots.PrimaryKey, expected map[string]any) {
	row := must(get(table, pk))
	equal(exists(row), expected != nil)
	if expected != nil {
		for name, value := range expected {
			expected[name] = wide(value)
		}
		equal(values(row.Columns), expected)
	}
}

// names returns the names of the cells in the order received.
func names(cells []*ots.AttributeColumn) []string {
	result := []string{}
	for _, cell := range cells {
		result = append(result, cell.ColumnName)
	}
	return result
}

// units returns the consumed capacity as read and write units.
func units(consumed *ots.ConsumedCapacityUnit) [2]int32 {
	return [2]int32{consumed.Read, consumed.Write}
}

func pointer[T any](value T) *T { return &value }
