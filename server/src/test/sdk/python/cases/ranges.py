# SPDX-License-Identifier: Apache-2.0
"""GetRange and the SDK's range iterator."""

import random

from tablestore import (
    BatchWriteRowRequest, CapacityUnit, ComparatorType, Condition, Direction, INF_MAX, INF_MIN,
    PutRowItem, Row, SingleColumnCondition, TableInBatchWriteRowItem,
)

from harness import case
from support import (
    IGNORE, client, create_table, equal, invalid, invalid_key, pure_python_client, put, units,
)

TABLE = "ranges_read"


def at(text, number):
    return [("text", text), ("number", number)]


FIRST = at(INF_MIN, INF_MIN)
LAST = at(INF_MAX, INF_MAX)
FORWARD, BACKWARD = Direction.FORWARD, Direction.BACKWARD


def read(start, end, direction=FORWARD, ots=client, **more):
    """Keys of the rows as ``A,2`` and the continuation key."""
    _, following, rows, _ = ots.get_range(TABLE, direction, start, end, **more)
    return ["%s,%d" % (row.primary_key[0][1], row.primary_key[1][1]) for row in rows], following


@case("ranges: the rows of a range come in key order, both ways")
def both_ways():
    create_table(TABLE, [("text", "STRING"), ("number", "INTEGER")])
    for text, number, columns in (("A", 2, ["Attr1", "Attr2"]), ("A", 5, ["Attr1"]),
                                  ("A", 6, ["Attr2"]), ("B", 10, ["Attr1"]), ("C", 1, []),
                                  ("C", 9, ["Attr1"])):
        put(TABLE, at(text, number), [(column, "x") for column in columns])
    every = ["A,2", "A,5", "A,6", "B,10", "C,1", "C,9"]
    for ots in (client, pure_python_client):
        equal(read(at("A", 2), at("C", 1), ots=ots), (["A,2", "A,5", "A,6", "B,10"], None))
        equal(read(FIRST, LAST, ots=ots), (every, None))
        equal(read(at("C", 1), at("A", 5), BACKWARD, ots=ots), (["C,1", "B,10", "A,6"], None))
        equal(read(LAST, FIRST, BACKWARD, ots=ots), (every[::-1], None))


@case("ranges: infinities bound the rows of one partition")
def infinities():
    equal(read(at("A", INF_MIN), at("A", INF_MAX))[0], ["A,2", "A,5", "A,6"])
    equal(read(at("A", INF_MAX), at("C", INF_MIN))[0], ["B,10"])
    equal(read(at("D", INF_MIN), LAST), ([], None))


@case("ranges: a projection leaves out rows without a qualifying cell")
def projection():
    equal(read(at("C", INF_MIN), at("C", INF_MAX), columns_to_get=["Attr1"])[0], ["C,9"])
    equal(read(at("C", INF_MIN), at("C", INF_MAX), columns_to_get=["Attr1", "text"])[0],
          ["C,1", "C,9"])


@case("ranges: a limit stops the page and names the next row")
def limits():
    keys, following = read(at("A", INF_MIN), at("A", INF_MAX), limit=2)
    equal((keys, following), (["A,2", "A,5"], at("A", 6)))
    equal(read(following, at("A", INF_MAX), limit=2), (["A,6"], None))
    keys, following = read(LAST, FIRST, BACKWARD, limit=4)
    equal((keys, following), (["C,9", "C,1", "B,10", "A,6"], at("A", 5)))
    equal(read(following, FIRST, BACKWARD), (["A,5", "A,2"], None))


@case("ranges: a filter drops rows and counts what it passes towards the limit")
def filters():
    has_attr1 = SingleColumnCondition("Attr1", "x", ComparatorType.EQUAL, pass_if_missing=False)
    equal(read(FIRST, LAST, column_filter=has_attr1)[0], ["A,2", "A,5", "B,10", "C,9"])
    equal(read(FIRST, LAST, column_filter=has_attr1, limit=3)[0], ["A,2", "A,5", "B,10"])
    consumed, _, rows, _ = client.get_range(
        TABLE, FORWARD, FIRST, LAST,
        column_filter=SingleColumnCondition("Attr1", "y", ComparatorType.EQUAL, False))
    equal((rows, units(consumed)), ([], (1, 0)))


@case("ranges: the iterator reads pages until the range or its count ends")
def iterator():
    name = create_table("ranges_paged", [("pk", "STRING"), ("n", "INTEGER")])
    total = 5001
    numbers = list(range(total))
    random.Random(7).shuffle(numbers)
    for start in range(0, total, 200):
        items = [PutRowItem(Row([("pk", "p"), ("n", n)], [("v", n)]), Condition(IGNORE))
                 for n in numbers[start:start + 200]]
        request = BatchWriteRowRequest()
        request.add(TableInBatchWriteRowItem(name, items))
        assert client.batch_write_row(request).is_all_succeed()
    low, high = [("pk", INF_MIN), ("n", INF_MIN)], [("pk", INF_MAX), ("n", INF_MAX)]

    _, following, rows, _ = client.get_range(name, FORWARD, low, high)
    equal((len(rows), following), (5000, [("pk", "p"), ("n", 5000)]))
    _, following, rows, _ = client.get_range(name, FORWARD, low, [("pk", "p"), ("n", 5000)])
    equal((len(rows), following), (5000, None))

    spent = CapacityUnit()
    read_back = [row.attribute_columns[0][1]
                 for row in client.xget_range(name, FORWARD, low, high, spent)]
    equal(read_back, list(range(total)))
    assert spent.read > 1, spent.read
    backward = [row.primary_key[1][1]
                for row in client.xget_range(name, BACKWARD, high, low, CapacityUnit(), count=5000)]
    equal(backward, list(range(total - 1, 0, -1)))


@case("ranges: strings are ordered by their bytes and integers by their sign")
def order():
    name = create_table("ranges_ordered", [("pk", "STRING"), ("n", "INTEGER"), ("b", "BINARY")])
    texts = ["", "A", "B", "a", "aa", "b", "é", "中", "文", "\U0001F600"]
    numbers = [-2**63, -256, -1, 0, 1, 255, 2**63 - 1]
    blobs = [b"", b"\0", b"\0\0", b"\x7f", b"\x80", b"\xff"]
    expected = [(t, n, b) for t in texts for n in numbers for b in blobs]
    shuffled = expected[:]
    random.Random(7).shuffle(shuffled)
    for start in range(0, len(shuffled), 200):
        request = BatchWriteRowRequest()
        request.add(TableInBatchWriteRowItem(name, [
            PutRowItem(Row([("pk", t), ("n", n), ("b", bytearray(b))], [("c", "c")]),
                       Condition(IGNORE)) for t, n, b in shuffled[start:start + 200]]))
        assert client.batch_write_row(request).is_all_succeed()
    _, following, rows, _ = client.get_range(
        name, FORWARD, [("pk", INF_MIN), ("n", INF_MIN), ("b", INF_MIN)],
        [("pk", INF_MAX), ("n", INF_MAX), ("b", INF_MAX)])
    equal([tuple(value for _, value in row.primary_key) for row in rows],
          [(t, n, bytearray(b)) for t, n, b in expected])


@case("ranges: bounds in the wrong order, of a wrong shape, and bad limits are refused")
def refusals():
    forward = "Begin key must less than end key in FORWARD"
    invalid(forward, read, at("B", 0), at("A", 0))
    invalid(forward, read, at("A", 0), at("A", 0))
    invalid("Begin key must more than end key in BACKWARD", read, at("A", 0), at("B", 0), BACKWARD)
    invalid("The limit must be greater than 0.", read, FIRST, LAST, limit=0)
    invalid("The limit must be greater than 0.", read, FIRST, LAST, limit=-1)
    invalid("No version condition is specified.", read, FIRST, LAST, max_version=None)
    invalid_key("Validate PK size fail. Input: 1, Meta: 2.", read, [("text", "A")], [("text", "B")])
    invalid_key("Validate PK type fail. Input: VT_INTEGER, Meta: VT_STRING.",
                read, at(1, 0), at(2, 0))
