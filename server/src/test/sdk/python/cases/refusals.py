# SPDX-License-Identifier: Apache-2.0
"""Refusals with their code, status and whole message."""

from tablestore import INF_MAX, INF_MIN, TableOptions

from harness import case
from support import (
    NO_TABLE, client, create_table, delete, get, invalid, invalid_key, put, refused, update,
)

TABLE = "refusals"
KEY = [("a", "a"), ("b", 1)]


@case("refusals: a key that does not fit the schema")
def keys():
    create_table(TABLE, [("a", "STRING"), ("b", "INTEGER")])
    for key, message in (
            ([("a", "a")], "Validate PK size fail. Input: 1, Meta: 2."),
            ([("b", 1), ("a", "a")], "Validate PK name fail. Input: b, Meta: a."),
            ([("a", "a"), ("b", "1")], "Validate PK type fail. Input: VT_STRING, Meta: VT_INTEGER."),
            ([("a", bytearray(b"a")), ("b", 1)],
             "Validate PK type fail. Input: VT_BLOB, Meta: VT_STRING.")):
        invalid_key(message, put, TABLE, key, [("c", "c")])
        invalid_key(message, get, TABLE, key)
        invalid_key(message, delete, TABLE, key)
        invalid_key(message, update, TABLE, key, {"PUT": [("c", "c")]})


@case("refusals: infinities, long values and no columns in a key")
def key_values():
    invalid("VT_INF_MIN is an invalid type for the primary key.",
            get, TABLE, [("a", INF_MIN), ("b", 1)])
    invalid("VT_INF_MAX is an invalid type for the primary key.",
            put, TABLE, [("a", "a"), ("b", INF_MAX)], [("c", "c")])
    put(TABLE, [("a", "k" * 1024), ("b", 1)], [("c", "c")])
    long_key = ("The length of primary key column: 'a' exceeds the MaxLength:1024 with"
                " CurrentLength:1025.")
    invalid(long_key, put, TABLE, [("a", "k" * 1025), ("b", 1)], [("c", "c")])
    invalid(long_key, get, TABLE, [("a", "k" * 1025), ("b", 1)])
    invalid("The number of primary key columns must be in range: [1, 4].",
            get, TABLE, [("a%d" % i, "a") for i in range(5)])


@case("refusals: column names, column counts and empty updates")
def columns():
    invalid("Invalid column name: '#c'.", put, TABLE, KEY, [("#c", "c")])
    invalid("Invalid column name: ''.", put, TABLE, KEY, [("", "c")])
    invalid("Invalid column name: '%s'." % ("c" * 256), put, TABLE, KEY, [("c" * 256, "c")])
    put(TABLE, KEY, [("c" * 255, "c")])
    many = [("c%d" % i, "c") for i in range(1025)]
    put(TABLE, KEY, many[:1024])
    message = ("The number of attribute columns exceeds the limit, limit count: 1024, column count:"
               " 1025.")
    invalid(message, put, TABLE, KEY, many)
    invalid(message, update, TABLE, KEY,
            {"PUT": many[:1000], "DELETE_ALL": [name for name, _ in many[1000:]]})
    invalid("Attribute column is missing.", update, TABLE, KEY, {})


@case("refusals: the parameters are looked at before the table is")
def order():
    invalid("Invalid table name: '#'.", get, "#", KEY)
    invalid("Invalid column name: '#c'.", put, "refusals_missing", KEY, [("#c", "c")])


@case("refusals: a table that does not exist")
def no_table():
    missing = "refusals_missing"
    refused(*NO_TABLE, put, missing, KEY, [("c", "c")])
    refused(*NO_TABLE, get, missing, KEY)
    refused(*NO_TABLE, update, missing, KEY, {"PUT": [("c", "c")]})
    refused(*NO_TABLE, delete, missing, KEY)
    refused(*NO_TABLE, client.update_table, missing, TableOptions())
    refused(*NO_TABLE, client.start_local_transaction, missing, [("a", "a")])


@case("refusals: a search index that is not there")
def no_search_index():
    refused(404, "OTSObjectNotExist", "Requested search index does not exist.",
            client.delete_search_index, TABLE, "i")
