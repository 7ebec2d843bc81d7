# SPDX-License-Identifier: Apache-2.0
"""Creating, listing, describing, updating and deleting tables."""

from tablestore import CapacityUnit, ReservedThroughput, TableMeta, TableOptions

from harness import case
from support import (
    NO_TABLE, client, create_table, drop_table, equal, get, invalid, put, refused, update, values,
)


def _create(name, key, **options):
    client.create_table(TableMeta(name, key), TableOptions(**options),
                        ReservedThroughput(CapacityUnit(0, 0)))


@case("tables: a created table is listed and described as asked")
def created():
    key = [("name", "STRING"), ("number", "INTEGER"), ("blob", "BINARY")]
    create_table("tables_created", key, max_version=3, max_time_deviation=86401)
    assert "tables_created" in client.list_table()
    described = client.describe_table("tables_created")
    equal(described.table_meta.table_name, "tables_created")
    equal(described.table_meta.schema_of_primary_key, key)
    options = described.table_options
    equal((options.time_to_live, options.max_version, options.max_time_deviation,
           options.allow_update), (-1, 3, 86401, True))
    details = described.reserved_throughput_details
    equal((details.capacity_unit.read, details.capacity_unit.write), (0, 0))
    assert details.last_increase_time > 1_500_000_000, details.last_increase_time
    equal(details.last_decrease_time, None)
    equal(described.secondary_indexes, [])
    equal(described.sse_details.enable, False)


@case("tables: options and throughput are updated and the answer shows all of them")
def updated():
    name = create_table("tables_updated", [("pk", "STRING")])
    response = client.update_table(name, TableOptions(86400, 5, 1000, False))
    options = response.table_options
    equal((options.time_to_live, options.max_version, options.max_time_deviation,
           options.allow_update), (86400, 5, 1000, False))
    response = client.update_table(name, reserved_throughput=ReservedThroughput(CapacityUnit(2, 3)))
    equal(response.table_options.max_version, 5)
    unit = response.reserved_throughput_details.capacity_unit
    equal((unit.read, unit.write), (2, 3))
    described = client.describe_table(name)
    equal(described.table_options.time_to_live, 86400)
    equal(described.reserved_throughput_details.capacity_unit.write, 3)


@case("tables: a table that forbids updates takes puts and refuses updates")
def no_update():
    name = create_table("tables_no_update", [("pk", "STRING")], allow_update=False)
    put(name, [("pk", "a")], [("c", "put")])
    invalid("Update operation is not allowed in this table",
            update, name, [("pk", "a")], {"PUT": [("c", "updated")]})
    equal(values(get(name, [("pk", "a")])), {"c": "put"})


@case("tables: defined columns are described and their type is enforced")
def defined_columns():
    name = create_table("tables_defined", [("pk", "STRING")], [
        ("whole", "INTEGER"), ("real", "DOUBLE"), ("text", "STRING"), ("flag", "BOOLEAN"),
        ("blob", "BINARY")])
    equal(sorted(client.describe_table(name).table_meta.defined_columns), [
        ("blob", "BINARY"), ("flag", "BOOLEAN"), ("real", "DOUBLE"), ("text", "STRING"),
        ("whole", "INTEGER")])
    put(name, [("pk", "a")], [("whole", 7), ("text", "sieben"), ("free", True)])
    invalid("Invalid column type for column whole expect VT_INTEGER actual VT_STRING",
            put, name, [("pk", "a")], [("whole", "7")])
    invalid("Invalid column type for column blob expect VT_BLOB actual VT_BOOLEAN",
            update, name, [("pk", "a")], {"PUT": [("blob", True)]})
    equal(values(get(name, [("pk", "a")])), {"whole": 7, "text": "sieben", "free": True})


@case("tables: pre-split tables are created and used like any other")
def pre_split():
    name = "tables_split"
    drop_table(name)
    client._create_table_ex(
        TableMeta(name, [("pk", "INTEGER")]), TableOptions(),
        ReservedThroughput(CapacityUnit(0, 0)), split_points=[100, 200, 300])
    for pk in (1, 150, 299, 300, 1000):
        put(name, [("pk", pk)], [("c", pk)])
    for pk in (1, 150, 299, 300, 1000):
        equal(values(get(name, [("pk", pk)])), {"c": pk})


@case("tables: split points that do not fit are refused")
def bad_split():
    def create(kind, points):
        client._create_table_ex(
            TableMeta("tables_bad_split", [("pk", kind)]), TableOptions(),
            ReservedThroughput(CapacityUnit(0, 0)), split_points=points)

    invalid("The value of partition range can not be INT64_MIN or INT64_MAX.",
            create, "INTEGER", [-2**63, 5])
    invalid("The value of partition range can not be empty string.", create, "STRING", ["", "a"])
    invalid("The value of partition range can not be empty binary.",
            create, "BINARY", [b"", b"a"])
    invalid("The count of partitions cannot be greater than 10",
            create, "INTEGER", list(range(1, 11)))
    assert "tables_bad_split" not in client.list_table()


@case("tables: a deleted table is gone and its name is free at once")
def deleted():
    name = create_table("tables_deleted", [("pk", "STRING")])
    put(name, [("pk", "a")], [("c", "old")])
    client.delete_table(name)
    refused(*NO_TABLE, get, name, [("pk", "a")])
    refused(*NO_TABLE, client.describe_table, name)
    refused(*NO_TABLE, client.delete_table, name)
    create_table(name, [("pk", "STRING")])
    equal(get(name, [("pk", "a")]), None)


@case("tables: a name that is taken, and bad names, are refused")
def bad_names():
    name = create_table("tables_taken", [("pk", "STRING")])
    refused(409, "OTSObjectAlreadyExist", "Requested table already exists.",
            _create, name, [("pk", "STRING")])
    for bad in ("", "0", "#", "中文", "T#", "T中文", "3t", "-", "t" * 256):
        invalid("Invalid table name: '%s'." % bad, _create, bad, [("pk", "STRING")])
    for good in ("_0", "_T", "A0", "t" * 255):
        create_table(good, [("pk", "STRING")])
        drop_table(good)


@case("tables: the primary key has one to four columns with different names")
def bad_keys():
    message = "The number of primary key columns must be in range: [1, 4]."
    invalid(message, _create, "tables_bad_key", [])
    invalid(message, _create, "tables_bad_key", [("pk%d" % i, "STRING") for i in range(5)])
    invalid("Invalid column type, only STRING,INTEGER,BINARY is allowed.",
            _create, "tables_bad_key", [("pk", "STRING"), ("flag", "BOOLEAN")])
    invalid("Duplicated primary key name: 'PK0'.",
            _create, "tables_bad_key", [("PK0", "STRING"), ("PK0", "STRING")])


@case("tables: options out of range are refused")
def bad_options():
    key = [("pk", "STRING")]
    invalid("TimeToLive cannot be 0 or less than -1.", _create, "tables_bad", key, time_to_live=0)
    invalid("TimeToLive cannot be 0 or less than -1.", _create, "tables_bad", key, time_to_live=-2)
    invalid("The maximum versions cannot be less than or equal to 0.",
            _create, "tables_bad", key, max_version=0)
