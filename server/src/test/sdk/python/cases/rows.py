# SPDX-License-Identifier: Apache-2.0
"""Single rows: every type, put, update, delete, increment, capacity, wide rows."""

import asyncio

from tablestore import AsyncOTSClient, Condition, ReturnType, Row

from harness import case
from support import (
    CONDITION_FAILED, ENDPOINT, EXPECT_EXIST, EXPECT_NOT_EXIST, IGNORE, INSTANCE, KEY, SECRET, cells,
    client, create_table, delete, equal, get, invalid, pure_python_client, put, refused, units,
    update, values,
)

TABLE = "rows_of_every_type"
EVERY_BYTE = bytearray(range(256))


def at(text, number=1, blob=b"x"):
    return [("key_text", text), ("key_number", number), ("key_blob", bytearray(blob))]


def _every_type(ots, text):
    create_table(TABLE, [("key_text", "STRING"), ("key_number", "INTEGER"), ("key_blob", "BINARY")],
                 max_version=3)
    key = at(text, -10, bytes(EVERY_BYTE))
    columns = [
        (" any name.:'\"$&*()/\\\n", "任何名字"), ("bytes", EVERY_BYTE), ("empty", ""), ("no", False),
        ("nothing", bytearray()), ("real", -0.32),
        ("text", "中华人民共和国 — naïve \U0001F600"), ("whole", 123456789), ("yes", True),
    ]
    consumed, returned = put(TABLE, key, columns, ots=ots)
    equal(units(consumed), (0, 1))
    equal(returned, None)
    consumed, row, token = ots.get_row(TABLE, key)
    equal(units(consumed), (1, 0))
    equal(token, b"")  # what the SDK makes of none
    equal(row.primary_key, key)
    equal([(name, value) for name, value, _ in row.attribute_columns], columns)
    equal([type(value) for _, value, _ in row.attribute_columns],
          [type(value) for _, value in columns])


@case("rows: every type comes back as it went in")
def every_type():
    _every_type(client, "表格存储")


@case("rows: every type comes back as it went in, with the pure Python codec")
def every_type_pure_python():
    _every_type(pure_python_client, "纯 Python")


@case("rows: every type comes back as it went in, with the asynchronous client")
def every_type_async():
    async def talk():
        async with AsyncOTSClient(ENDPOINT, KEY, SECRET, INSTANCE) as ots:
            key = at("asyncio")
            await ots.put_row(TABLE, Row(key, [("c", "异步"), ("n", 7)]), Condition(IGNORE))
            rows = await asyncio.gather(*(ots.get_row(TABLE, key) for _ in range(20)))
            for _, row, _ in rows:
                equal(values(row), {"c": "异步", "n": 7})
            assert TABLE in await ots.list_table()

    asyncio.run(asyncio.wait_for(talk(), 30))


@case("rows: the extremes of int64 and of double survive")
def extremes():
    least, most = -2**63, 2**63 - 1
    key = at("extremes", least)
    columns = [("huge", -1.7976931348623157e308), ("least", least), ("most", most),
               ("tiny", 5e-324)]
    put(TABLE, key, columns)
    row = get(TABLE, key)
    equal(row.primary_key, key)
    equal(values(row), dict(columns))


@case("rows: empty strings and empty binaries are keys")
def empty_keys():
    key = at("", 0, b"")
    put(TABLE, key, [("c", "there")])
    row = get(TABLE, key)
    equal(row.primary_key, key)
    equal(values(row), {"c": "there"})


@case("rows: a put replaces the whole row, and a row may have no attributes")
def replaced():
    put(TABLE, at("replaced"), [("a", "a"), ("b", "b")])
    put(TABLE, at("replaced"), [("b", "new")])
    equal(values(get(TABLE, at("replaced"))), {"b": "new"})
    put(TABLE, at("replaced"), [])
    equal(values(get(TABLE, at("replaced"))), {})


@case("rows: an update puts, deletes and increments in one go")
def updated():
    put(TABLE, at("updated"), [("a", "a"), ("b", "b"), ("n", 40)])
    update(TABLE, at("updated"), {
        "PUT": [("c", "新"), ("d", 4.5)], "DELETE_ALL": ["b"], "INCREMENT": [("n", 2)]})
    equal(values(get(TABLE, at("updated"))), {"a": "a", "c": "新", "d": 4.5, "n": 42})


@case("rows: an update creates a row, but deletions alone do not")
def upsert():
    update(TABLE, at("upsert", 1), {"PUT": [("a", "a")]})
    equal(values(get(TABLE, at("upsert", 1))), {"a": "a"})
    update(TABLE, at("upsert", 2), {"DELETE_ALL": ["a"]})
    equal(get(TABLE, at("upsert", 2)), None)
    update(TABLE, at("upsert", 3), {"INCREMENT": [("n", -5)]})
    equal(values(get(TABLE, at("upsert", 3))), {"n": -5})


@case("rows: deleting every attribute leaves the row")
def emptied():
    put(TABLE, at("emptied"), [("a", "a")])
    update(TABLE, at("emptied"), {"DELETE_ALL": ["a"]})
    equal(values(get(TABLE, at("emptied"))), {})


@case("rows: an increment that overflows or meets another type changes nothing")
def bad_increment():
    put(TABLE, at("overflow"), [("n", 2**63 - 1), ("text", "x")])
    for column in ("n", "text"):
        try:
            update(TABLE, at("overflow"), {"INCREMENT": [(column, 1)]})
        except Exception as error:
            equal((error.http_status, error.code), (400, "OTSParameterInvalid"))
        else:
            raise AssertionError("expected a refusal for column %s" % column)
    equal(values(get(TABLE, at("overflow"))), {"n": 2**63 - 1, "text": "x"})


@case("rows: RT_PK returns the key and nothing else")
def return_key():
    key = at("return")
    for _, row in (
            put(TABLE, key, [("a", "a")], return_type=ReturnType.RT_PK),
            update(TABLE, key, {"PUT": [("a", "b")]}, return_type=ReturnType.RT_PK),
            delete(TABLE, key, return_type=ReturnType.RT_PK)):
        equal(row.primary_key, key)
        equal(row.attribute_columns or [], [])


@case("rows: a deleted row is gone, and deleting it again is no error")
def deleted():
    put(TABLE, at("deleted"), [("a", "a")])
    consumed, _ = delete(TABLE, at("deleted"), EXPECT_EXIST)
    equal(units(consumed), (1, 1))
    equal(get(TABLE, at("deleted")), None)
    consumed, _ = delete(TABLE, at("deleted"))
    equal(units(consumed), (0, 1))


@case("rows: existence conditions hold for put, update and delete")
def existence():
    key = at("existence")
    changes = {"PUT": [("a", "a")]}
    refused(*CONDITION_FAILED, put, TABLE, key, [("a", "a")], EXPECT_EXIST)
    refused(*CONDITION_FAILED, update, TABLE, key, changes, EXPECT_EXIST)
    refused(*CONDITION_FAILED, delete, TABLE, key, EXPECT_EXIST)
    equal(get(TABLE, key), None)
    delete(TABLE, key, EXPECT_NOT_EXIST)
    update(TABLE, key, changes, EXPECT_NOT_EXIST)
    refused(*CONDITION_FAILED, put, TABLE, key, [("a", "b")], EXPECT_NOT_EXIST)
    refused(*CONDITION_FAILED, update, TABLE, key, {"PUT": [("a", "b")]}, EXPECT_NOT_EXIST)
    refused(*CONDITION_FAILED, delete, TABLE, key, EXPECT_NOT_EXIST)
    consumed, _ = update(TABLE, key, changes, EXPECT_EXIST)
    equal(units(consumed), (1, 1))
    equal(values(get(TABLE, key)), {"a": "a"})


@case("rows: capacity is counted in units of four kilobytes")
def capacity():
    key = at("capacity")
    consumed, _ = put(TABLE, key, [("big", "x" * 9 * 1024)])
    equal(units(consumed), (0, 3))
    consumed, _, _ = client.get_row(TABLE, key)
    equal(units(consumed), (3, 0))
    consumed, _, _ = client.get_row(TABLE, at("nothing here"))
    equal(units(consumed), (1, 0))


@case("rows: a row grows past 1024 columns by repeated updates and comes back whole")
def wide():
    key, width = at("wide"), 3000
    names = ["c%05d" % i for i in range(width)]
    for start in range(0, width, 1000):
        update(TABLE, key, {"PUT": [(name, name) for name in names[start:start + 1000]]})
    row = get(TABLE, key)
    equal([(name, value) for name, value, _ in row.attribute_columns], list(zip(names, names)))
    part = get(TABLE, key, start_column=names[1500], end_column=names[1503])
    equal([cell[0] for cell in cells(part)], names[1500:1503])
    update(TABLE, key, {"DELETE_ALL": names[:1000]})
    equal(len(get(TABLE, key).attribute_columns), 2000)


@case("rows: a value of two mebibytes is kept, one byte more is refused")
def large():
    key, limit = at("large"), 2 * 1024 * 1024
    put(TABLE, key, [("large", "v" * limit)])
    equal(len(values(get(TABLE, key))["large"]), limit)
    invalid("The length of attribute column: 'large' exceeds the MaxLength:2097152 with"
            " CurrentLength:2097153.", put, TABLE, key, [("large", "v" * (limit + 1))])
