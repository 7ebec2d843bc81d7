# SPDX-License-Identifier: Apache-2.0
"""Secondary indexes, made with the table and on a table with rows."""

from tablestore import (
    CapacityUnit, Direction, INF_MAX, INF_MIN, ReservedThroughput, SecondaryIndexMeta,
    SecondaryIndexType, TableMeta, TableOptions,
)

from harness import case
from support import (
    NO_TABLE, client, create_table, delete, drop_table, equal, get, invalid, put, refused, update,
    values,
)

KEY = [("pk", "STRING"), ("n", "INTEGER")]
DEFINED = [("city", "STRING"), ("age", "INTEGER"), ("score", "DOUBLE")]


def _create(name, *indexes):
    drop_table(name)
    client.create_table(TableMeta(name, KEY, DEFINED), TableOptions(),
                        ReservedThroughput(CapacityUnit(0, 0)), list(indexes))
    return name


def _read(index, *columns):
    _, following, rows, _ = client.get_range(
        index, Direction.FORWARD, [(column, INF_MIN) for column in columns],
        [(column, INF_MAX) for column in columns], max_version=1)
    equal(following, None)
    return [[value for _, value in row.primary_key] for row in rows]


@case("indexes: they are described as declared and listed as tables")
def described():
    name = _create("indexes_described",
                   SecondaryIndexMeta("indexes_described_g", ["city", "n"], ["score"]),
                   SecondaryIndexMeta("indexes_described_l", ["pk", "age"], [],
                                      SecondaryIndexType.LOCAL_INDEX))
    indexes = client.describe_table(name).secondary_indexes
    equal([(i.index_name, i.primary_key_names, i.defined_column_names, i.index_type)
           for i in indexes],
          [("indexes_described_g", ["city", "n"], ["score"], SecondaryIndexType.GLOBAL_INDEX),
           ("indexes_described_l", ["pk", "age"], [], SecondaryIndexType.LOCAL_INDEX)])
    assert "indexes_described_g" in client.list_table()
    equal(client.describe_table("indexes_described_g").table_meta.schema_of_primary_key,
          [("city", "STRING"), ("n", "INTEGER"), ("pk", "STRING")])


@case("indexes: rows come, move and go with their entries")
def contents():
    name = _create("indexes_rows", SecondaryIndexMeta("indexes_rows_g", ["city"], ["score"]),
                   SecondaryIndexMeta("indexes_rows_l", ["pk", "age"], [],
                                      SecondaryIndexType.LOCAL_INDEX))
    put(name, [("pk", "a"), ("n", 1)], [("city", "Rome"), ("age", 30), ("score", 1.5)])
    put(name, [("pk", "b"), ("n", 2)], [("age", 40)])
    equal(_read("indexes_rows_g", "city", "pk", "n"), [["Rome", "a", 1]])
    equal(_read("indexes_rows_l", "pk", "age", "n"), [["a", 30, 1], ["b", 40, 2]])
    entry = [("city", "Rome"), ("pk", "a"), ("n", 1)]
    equal(values(get("indexes_rows_g", entry)), {"score": 1.5})
    update(name, [("pk", "a"), ("n", 1)], {"PUT": [("city", "Bari")]})
    equal(_read("indexes_rows_g", "city", "pk", "n"), [["Bari", "a", 1]])
    delete(name, [("pk", "a"), ("n", 1)])
    equal(_read("indexes_rows_g", "city", "pk", "n"), [])
    invalid("Can't write index table directly.", put, "indexes_rows_g", entry, [("score", 1.0)])


@case("indexes: one is made on a table with rows, and dropped")
def made_later():
    name = create_table("indexes_later", KEY, DEFINED)
    if "indexes_later_g" in client.list_table():
        client.delete_secondary_index(name, "indexes_later_g")
    for n in range(20):
        put(name, [("pk", "a"), ("n", n)], [("city", "c%d" % (n % 2))])
    client.create_secondary_index(name, SecondaryIndexMeta("indexes_later_g", ["city"], []), True)
    equal(len(_read("indexes_later_g", "city", "pk", "n")), 20)
    client.delete_secondary_index(name, "indexes_later_g")
    refused(*NO_TABLE, client.describe_table, "indexes_later_g")


@case("indexes: what cannot be indexed is refused")
def refusals():
    name = create_table("indexes_refused", KEY, DEFINED)
    invalid("Column does not exist:nowhere.", client.create_secondary_index, name,
            SecondaryIndexMeta("indexes_refused_g", ["nowhere"], []), True)
    invalid("The number of primary key columns must be in range: [1, 4] in index.",
            client.create_secondary_index, name, SecondaryIndexMeta("indexes_refused_g", [], []),
            True)
