# SPDX-License-Identifier: Apache-2.0
"""Local transactions."""

from tablestore import (
    BatchWriteRowRequest, Condition, DeleteRowItem, Direction, INF_MAX, INF_MIN, OTSServiceError,
    PutRowItem, Row, TableInBatchWriteRowItem,
)

from harness import case
from support import (
    IGNORE, NO_SESSION, TXN_TABLE, client, create_table, delete, equal, get, invalid, put, refused,
    update, values,
)


def at(pk, n):
    return [("pk", pk), ("n", n)]


def begin(pk):
    transaction = client.start_local_transaction(TXN_TABLE, [("pk", pk)])
    assert transaction
    return transaction


def read(pk, transaction=None):
    """``{n: {column: value}}`` of every row of a partition."""
    _, _, rows, _ = client.get_range(TXN_TABLE, Direction.FORWARD, at(pk, INF_MIN), at(pk, INF_MAX),
                                     transaction_id=transaction)
    return {row.primary_key[1][1]: values(row) for row in rows}


@case("transactions: writes are seen inside, and outside only after the commit")
def commit():
    put(TXN_TABLE, at("commit", 1), [("c", "old")])
    put(TXN_TABLE, at("commit", 2), [("c", "old")])
    transaction = begin("commit")
    put(TXN_TABLE, at("commit", 0), [("c", "新")], transaction_id=transaction)
    update(TXN_TABLE, at("commit", 1), {"PUT": [("c", "new")]}, transaction_id=transaction)
    delete(TXN_TABLE, at("commit", 2), transaction_id=transaction)
    equal(read("commit", transaction), {0: {"c": "新"}, 1: {"c": "new"}})
    equal(values(get(TXN_TABLE, at("commit", 1), transaction_id=transaction)), {"c": "new"})
    equal(get(TXN_TABLE, at("commit", 2), transaction_id=transaction), None)
    equal(read("commit"), {1: {"c": "old"}, 2: {"c": "old"}})
    client.commit_transaction(transaction)
    equal(read("commit"), {0: {"c": "新"}, 1: {"c": "new"}})
    refused(*NO_SESSION, client.commit_transaction, transaction)
    refused(*NO_SESSION, client.abort_transaction, transaction)


@case("transactions: an abort discards everything, batches too")
def abort():
    put(TXN_TABLE, at("abort", 1), [("c", "old")])
    transaction = begin("abort")
    request = BatchWriteRowRequest()
    request.set_transaction_id(transaction)
    request.add(TableInBatchWriteRowItem(TXN_TABLE, [
        PutRowItem(Row(at("abort", 2), [("c", "new")]), Condition(IGNORE)),
        DeleteRowItem(Row(at("abort", 1)), Condition(IGNORE))]))
    assert client.batch_write_row(request).is_all_succeed()
    equal(read("abort", transaction), {2: {"c": "new"}})
    client.abort_transaction(transaction)
    equal(read("abort"), {1: {"c": "old"}})
    refused(*NO_SESSION, put, TXN_TABLE, at("abort", 1), [("c", "late")],
            transaction_id=transaction)


@case("transactions: increments see the transaction's own writes")
def increments():
    put(TXN_TABLE, at("count", 1), [("c", 1)])
    transaction = begin("count")
    for _ in range(3):
        update(TXN_TABLE, at("count", 1), {"INCREMENT": [("c", 1)]}, transaction_id=transaction)
    equal(values(get(TXN_TABLE, at("count", 1))), {"c": 1})
    client.commit_transaction(transaction)
    equal(values(get(TXN_TABLE, at("count", 1))), {"c": 4})


@case("transactions: a locked partition refuses a second transaction and writes outside")
def conflicts():
    transaction = begin("locked")
    try:
        for call in (lambda: begin("locked"),
                     lambda: put(TXN_TABLE, at("locked", 1), [("c", "c")])):
            try:
                call()
            except OTSServiceError as error:
                equal((error.http_status, error.code), (409, "OTSRowOperationConflict"))
            else:
                raise AssertionError("expected a conflict")
        put(TXN_TABLE, at("free", 1), [("c", "c")])
        equal(read("locked"), {})
    finally:
        client.abort_transaction(transaction)
    put(TXN_TABLE, at("locked", 1), [("c", "c")])


@case("transactions: bad ids, keys and tables are refused")
def refusals():
    invalid("TransactionID is invalid.", client.commit_transaction, "garbage")
    invalid("TransactionID is invalid.", client.abort_transaction, "")
    invalid("TransactionID is invalid.", put, TXN_TABLE, at("a", 1), [("c", "c")],
            transaction_id="garbage")
    invalid("StartLocalTransaction support only one primary key.",
            client.start_local_transaction, TXN_TABLE, at("a", 1))
    invalid("Invalid table name: ''.", client.start_local_transaction, "", [("pk", "a")])
    name = create_table("transactions_disabled", [("pk", "STRING")])
    disabled = ("Try to call method using explicit transaction on explicit-transaction-disabled"
                " table.")
    invalid(disabled, client.start_local_transaction, name, [("pk", "a")])
