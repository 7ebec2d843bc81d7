# SPDX-License-Identifier: Apache-2.0
"""What the cases share: the client under test, short builders and readable views of answers."""

import os

import tablestore
from tablestore import (
    CapacityUnit, Condition, OTSClient, OTSServiceError, ReservedThroughput, Row,
    RowExistenceExpectation, TableMeta, TableOptions,
)
from tablestore.retry import NoRetryPolicy


def _required(name):
    value = os.environ.get(name)
    if not value:
        raise SystemExit("%s is not set" % name)
    return value


ENDPOINT = _required("TABULARIUM_ENDPOINT")
KEY = _required("TABULARIUM_KEY")
SECRET = _required("TABULARIUM_SECRET")
INSTANCE = _required("TABULARIUM_INSTANCE")
#: A table with local transactions, key (pk STRING, n INTEGER): this SDK cannot ask for them.
TXN_TABLE = _required("TABULARIUM_TXN_TABLE")

IGNORE = RowExistenceExpectation.IGNORE
EXPECT_EXIST = RowExistenceExpectation.EXPECT_EXIST
EXPECT_NOT_EXIST = RowExistenceExpectation.EXPECT_NOT_EXIST


def new_client(**changes):
    """A client of the SDK under test that reports errors at once; it validates every response."""
    settings = dict(access_key_id=KEY, access_key_secret=SECRET, instance_name=INSTANCE,
                    retry_policy=NoRetryPolicy(), socket_timeout=30)
    settings.update(changes)
    return OTSClient(ENDPOINT, **settings)


client = new_client()
#: The same client with the SDK's pure Python codec instead of its native one.
pure_python_client = new_client(enable_native=False)


def create_table(name, key, defined_columns=None, **options):
    """Creates a table, replacing one of the same name; returns the name."""
    drop_table(name)
    client.create_table(TableMeta(name, key, defined_columns), TableOptions(**options),
                        ReservedThroughput(CapacityUnit(0, 0)))
    return name


def drop_table(name):
    """Deletes a table if it is there."""
    if name in client.list_table():
        client.delete_table(name)


def put(table, key, columns, existence=IGNORE, column_condition=None, ots=None, **more):
    return (ots or client).put_row(
        table, Row(key, columns), Condition(existence, column_condition), **more)


def update(table, key, changes, existence=IGNORE, column_condition=None, ots=None, **more):
    return (ots or client).update_row(
        table, Row(key, changes), Condition(existence, column_condition), **more)


def delete(table, key, existence=IGNORE, column_condition=None, **more):
    return client.delete_row(table, Row(key), Condition(existence, column_condition), **more)


def get(table, key, ots=None, **selection):
    """The row, or None."""
    _, row, _ = (ots or client).get_row(table, key, **selection)
    return row


def values(row):
    """``{name: value}`` of the newest version of each cell; None for a missing row."""
    if row is None:
        return None
    result = {}
    for name, value, _ in row.attribute_columns or []:
        result.setdefault(name, value)
    return result


def cells(row):
    """``(name, timestamp, value)`` of every cell in the order received."""
    return [(name, timestamp, value) for name, value, timestamp in row.attribute_columns or []]


def units(consumed):
    return consumed.read, consumed.write


def equal(actual, expected):
    assert actual == expected, "expected %r, but got %r" % (expected, actual)


def refused(status, code, message, call, *args, **kwargs):
    """Calls, expects a refusal, and compares HTTP status, code and the whole message."""
    try:
        call(*args, **kwargs)
    except OTSServiceError as error:
        equal((error.http_status, error.code, error.message), (status, code, message))
        equal(len(error.request_id), 36)
        return
    raise AssertionError("expected %s, but the call succeeded" % code)


CONDITION_FAILED = (403, "OTSConditionCheckFail", "Condition check failed.")
NO_TABLE = (404, "OTSObjectNotExist", "Requested table does not exist.")
NO_SESSION = (404, "OTSSessionNotExist", "Session not exist or may be timeout.")


def invalid(message, call, *args, **kwargs):
    """`refused` with the code and status of a parameter error."""
    refused(400, "OTSParameterInvalid", message, call, *args, **kwargs)


def invalid_key(message, call, *args, **kwargs):
    """`refused` with the code and status of a key that does not fit the schema."""
    refused(400, "OTSInvalidPK", message, call, *args, **kwargs)


SDK_VERSION = tablestore.__version__
