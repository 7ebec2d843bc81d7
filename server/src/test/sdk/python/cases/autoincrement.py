# SPDX-License-Identifier: Apache-2.0
"""Auto-increment key columns."""

from concurrent.futures import ThreadPoolExecutor

from tablestore import (
    BatchWriteRowRequest, Condition, PK_AUTO_INCR, PutRowItem, ReturnType, Row,
    TableInBatchWriteRowItem,
)

from harness import case
from support import IGNORE, client, create_table, equal, get, put, update, values

TABLE = "autoincrement_keys"


def placeholder(pk):
    return [("pk", pk), ("id", PK_AUTO_INCR)]


def put_returning(pk, columns):
    _, row = put(TABLE, placeholder(pk), columns, return_type=ReturnType.RT_PK)
    equal(row.primary_key[0], ("pk", pk))
    return row.primary_key[1][1]


@case("auto-increment: the schema shows the option")
def schema():
    create_table(TABLE, [("pk", "STRING"), ("id", "INTEGER", PK_AUTO_INCR)])
    equal(client.describe_table(TABLE).table_meta.schema_of_primary_key,
          [("pk", "STRING"), ("id", "INTEGER", PK_AUTO_INCR)])


@case("auto-increment: generated keys rise within a partition and address their row")
def rising():
    ids = [put_returning("one", [("order", i)]) for i in range(5)]
    assert ids[0] > 0 and ids == sorted(set(ids)), ids
    equal(values(get(TABLE, [("pk", "one"), ("id", ids[2])])), {"order": 2})
    update(TABLE, [("pk", "one"), ("id", ids[2])], {"PUT": [("more", True)]})
    equal(values(get(TABLE, [("pk", "one"), ("id", ids[2])])), {"order": 2, "more": True})


@case("auto-increment: sixteen threads never share a key")
def concurrent():
    with ThreadPoolExecutor(16) as pool:
        ids = list(pool.map(lambda i: put_returning("shared", [("i", i)]), range(160)))
    equal(len(set(ids)), 160)


@case("auto-increment: a batch returns a key for each row")
def batch():
    request = BatchWriteRowRequest()
    request.add(TableInBatchWriteRowItem(TABLE, [
        PutRowItem(Row(placeholder("batch"), [("i", i)]), Condition(IGNORE), ReturnType.RT_PK)
        for i in range(10)]))
    items = client.batch_write_row(request).get_put_by_table(TABLE)
    assert all(item.is_ok for item in items)
    ids = [item.row.primary_key[1][1] for item in items]
    equal(ids, sorted(set(ids)))
