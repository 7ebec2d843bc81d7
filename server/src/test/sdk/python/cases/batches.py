# SPDX-License-Identifier: Apache-2.0
"""BatchGetRow and BatchWriteRow."""

from tablestore import (
    BatchGetRowRequest, BatchWriteRowRequest, ComparatorType, Condition, DeleteRowItem, PutRowItem,
    Row, SingleColumnCondition, TableInBatchGetRowItem, TableInBatchWriteRowItem, UpdateRowItem,
)

from harness import case
from support import (
    EXPECT_EXIST, EXPECT_NOT_EXIST, IGNORE, client, create_table, equal, get, invalid,
    pure_python_client, put, units, values,
)

ONE, TWO, MISSING = "batches_one", "batches_two", "batches_missing"


def put_item(pk, columns, existence=IGNORE, condition=None):
    return PutRowItem(Row([("pk", pk)], columns), Condition(existence, condition))


def update_item(pk, changes, existence=IGNORE, condition=None):
    return UpdateRowItem(Row([("pk", pk)], changes), Condition(existence, condition))


def delete_item(pk, existence=IGNORE, condition=None):
    return DeleteRowItem(Row([("pk", pk)]), Condition(existence, condition))


def write(**tables):
    request = BatchWriteRowRequest()
    for name, items in tables.items():
        request.add(TableInBatchWriteRowItem(name, items))
    return client.batch_write_row(request)


def read(*items, ots=client):
    request = BatchGetRowRequest()
    for item in items:
        request.add(item)
    return ots.batch_get_row(request)


def keys(*names):
    return [[("pk", name)] for name in names]


def outcome(item):
    return "ok" if item.is_ok else "%s: %s" % (item.error_code, item.error_message)


CONDITION_FAILED = "OTSConditionCheckFail: Condition check failed."


@case("batches: puts, updates and deletes over two tables")
def over_two_tables():
    create_table(ONE, [("pk", "STRING")])
    create_table(TWO, [("pk", "STRING")])
    put(ONE, [("pk", "gone")], [("c", "c")])
    put(TWO, [("pk", "changed")], [("a", "a"), ("b", "b")])
    response = write(**{
        ONE: [put_item("new", [("c", "新")]), delete_item("gone")],
        TWO: [update_item("changed", {"PUT": [("c", "c")], "DELETE_ALL": ["a"]})]})
    assert response.is_all_succeed()
    equal([units(item.consumed) for item in response.get_put_by_table(ONE)], [(0, 1)])
    equal(values(get(ONE, [("pk", "new")])), {"c": "新"})
    equal(get(ONE, [("pk", "gone")]), None)
    equal(values(get(TWO, [("pk", "changed")])), {"b": "b", "c": "c"})


@case("batches: each row of a write fails or succeeds for itself")
def partial_failure():
    put(ONE, [("pk", "there")], [("n", 1)])
    put(ONE, [("pk", "here")], [("n", 1)])
    is_two = SingleColumnCondition("n", 2, ComparatorType.EQUAL, pass_if_missing=False)
    response = write(**{
        ONE: [
            put_item("fresh", [("c", "c")], EXPECT_NOT_EXIST),
            put_item("there", [("c", "c")], EXPECT_NOT_EXIST),
            put_item("here", [("c", "c")], IGNORE, is_two),
            PutRowItem(Row([("other", "x")], [("c", "c")]), Condition(IGNORE)),
            PutRowItem(Row([("pk", 1)], [("c", "c")]), Condition(IGNORE)),
            update_item("absent", {"PUT": [("c", "c")]}, EXPECT_EXIST),
            delete_item("absent too", EXPECT_EXIST),
        ],
        MISSING: [put_item("x", [("c", "c")])]})
    equal([outcome(item) for item in response.get_put_by_table(ONE)], [
        "ok", CONDITION_FAILED, CONDITION_FAILED,
        "OTSInvalidPK: Validate PK name fail. Input: other, Meta: pk.",
        "OTSInvalidPK: Validate PK type fail. Input: VT_INTEGER, Meta: VT_STRING."])
    equal([outcome(item) for item in response.get_update_by_table(ONE)], [CONDITION_FAILED])
    equal([outcome(item) for item in response.get_delete_by_table(ONE)], [CONDITION_FAILED])
    equal([outcome(item) for item in response.get_put_by_table(MISSING)],
          ["OTSObjectNotExist: Requested table does not exist."])
    equal(values(get(ONE, [("pk", "fresh")])), {"c": "c"})
    equal(values(get(ONE, [("pk", "there")])), {"n": 1})
    equal(values(get(ONE, [("pk", "here")])), {"n": 1})


@case("batches: an update without operations fails alone")
def empty_update():
    response = write(**{ONE: [put_item("beside", [("c", "c")]), update_item("beside", {})]})
    equal([outcome(item) for item in response.get_put_by_table(ONE)], ["ok"])
    equal([outcome(item) for item in response.get_update_by_table(ONE)],
          ["OTSParameterInvalid: Invalid update row request: missing cells in request."])


@case("batches: the same row may be written twice, in order")
def repeated():
    response = write(**{ONE: [put_item("twice", [("a", 1)]), put_item("twice", [("b", 2)]),
                              update_item("twice", {"PUT": [("c", 3)]})]})
    assert response.is_all_succeed()
    equal(values(get(ONE, [("pk", "twice")])), {"b": 2, "c": 3})


@case("batches: a repeated row must not have conditions")
def repeated_with_conditions():
    is_two = SingleColumnCondition("n", 2, ComparatorType.EQUAL)
    response = write(**{ONE: [
        put_item("expected", [("a", 1)], EXPECT_NOT_EXIST), put_item("expected", [("a", 2)]),
        put_item("asked", [("a", 1)], IGNORE, is_two), put_item("asked", [("a", 2)])]})
    equal([outcome(item) for item in response.get_put_by_table(ONE)], [
        "OTSParameterInvalid: Repeated rows do not support row exist expectation check in"
        " BatchModify.", "ok",
        "OTSParameterInvalid: Repeated rows do not support row condition check in BatchModify.",
        "ok"])


@case("batches: rows are read from several tables in the order asked")
def reads():
    put(ONE, [("pk", "r1")], [("c", "一"), ("d", "d")])
    put(ONE, [("pk", "r2")], [("c", "二")])
    put(TWO, [("pk", "r3")], [("c", "三")])
    for ots in (client, pure_python_client):
        response = read(
            TableInBatchGetRowItem(ONE, keys("r2", "nothing", "r1", "r2"), columns_to_get=["c"],
                                   max_version=1),
            TableInBatchGetRowItem(TWO, keys("r3"), max_version=1), ots=ots)
        assert response.is_all_succeed()
        one = response.get_result_by_table(ONE)
        equal([values(item.row) for item in one], [{"c": "二"}, None, {"c": "一"}, {"c": "二"}])
        equal([units(item.consumed) for item in one], [(1, 0)] * 4)
        equal([values(item.row) for item in response.get_result_by_table(TWO)], [{"c": "三"}])


@case("batches: a read reports the rows of a missing table and of a wrong key one by one")
def read_failures():
    response = read(
        TableInBatchGetRowItem(MISSING, keys("a", "b"), max_version=1),
        TableInBatchGetRowItem(ONE, keys("r1") + [[("pk", "r1"), ("more", "x")]], max_version=1))
    equal([outcome(item) for item in response.get_result_by_table(MISSING)],
          ["OTSObjectNotExist: Requested table does not exist."] * 2)
    equal([outcome(item) for item in response.get_result_by_table(ONE)],
          ["ok", "OTSInvalidPK: Validate PK size fail. Input: 2, Meta: 1."])


@case("batches: a filter works in a batch")
def filtered():
    is_two = SingleColumnCondition("c", "二", ComparatorType.EQUAL, pass_if_missing=False)
    response = read(TableInBatchGetRowItem(ONE, keys("r1", "r2"), column_filter=is_two,
                                           max_version=1))
    equal([values(item.row) for item in response.get_result_by_table(ONE)], [None, {"c": "二"}])


@case("batches: too many rows, and none, are refused as a whole")
def limits():
    def read_keys(n):
        return read(TableInBatchGetRowItem(ONE, keys(*("k%d" % i for i in range(n))),
                                           max_version=1))

    def write_rows(n):
        return write(**{TWO: [put_item("k%d" % i, [("c", "c")]) for i in range(n)]})

    equal(len(read_keys(100).get_result_by_table(ONE)), 100)
    invalid("Rows count exceeds the upper limit: 100.", read_keys, 101)
    assert write_rows(200).is_all_succeed()
    invalid("Rows count exceeds the upper limit: 200.", write_rows, 201)
    invalid("No row specified in the request of BatchGetRow.", read)
    invalid("No row is specified in BatchWriteRow.", write)
    invalid("No operation is specified for table: '%s'." % ONE, lambda: write(**{ONE: []}))


@case("batches: four megabytes are written, one byte more is refused")
def sizes():
    def write_bytes(extra):
        # Five rows: key name and value 2 + 2 bytes, column names 1 byte each, two values per row.
        half = 4 * 1024 * 1024 // 5 // 2
        rows = []
        total = 0
        for i in range(5):
            columns = [("a", "v" * (half - 10)), ("b", "v" * (half - 10))]
            total += 4 + 2 + 2 * (half - 10)
            rows.append(("k%d" % i, columns))
        missing = 4194304 - total + extra
        rows[0][1].append(("c", "v" * (missing - 1)))
        return write(**{TWO: [put_item(pk, columns) for pk, columns in rows]})

    assert write_bytes(0).is_all_succeed()
    invalid("The total data size of BatchWriteRow request exceeds the limit, limit size: 4194304,"
            " data size: 4194305.", write_bytes, 1)


@case("batches: a bad parameter in one row refuses the whole request")
def bad_parameter():
    invalid("Invalid column name: '#c'.", lambda: write(**{
        ONE: [put_item("innocent", [("c", "c")]), put_item("guilty", [("#c", "c")])]}))
    equal(get(ONE, [("pk", "innocent")]), None)
