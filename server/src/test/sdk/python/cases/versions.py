# SPDX-License-Identifier: Apache-2.0
"""Versions, timestamps and time ranges."""

import time

from harness import case
from support import cells, create_table, equal, get, invalid, put, update

TABLE = "versions_kept"
NOW = int(time.time() * 1000)


def at(pk):
    return [("pk", pk)]


@case("versions: the newest N of a column are kept, newest first")
def kept():
    create_table(TABLE, [("pk", "STRING")], max_version=3)
    put(TABLE, at("kept"), [("c", "v1", NOW + 1), ("c", "v4", NOW + 4), ("c", "v2", NOW + 2),
                            ("c", "v3", NOW + 3)])
    equal(cells(get(TABLE, at("kept"), max_version=10)),
          [("c", NOW + 4, "v4"), ("c", NOW + 3, "v3"), ("c", NOW + 2, "v2")])
    equal(cells(get(TABLE, at("kept"))), [("c", NOW + 4, "v4")])


@case("versions: three updates without a timestamp make three versions")
def quick():
    for value in ("first", "second", "third"):
        update(TABLE, at("quick"), {"PUT": [("c", value)]})
    read = cells(get(TABLE, at("quick"), max_version=10))
    equal([value for _, _, value in read], ["third", "second", "first"])
    assert read[0][1] > read[1][1] > read[2][1], read


@case("versions: one version is deleted and an older one may be written after")
def deleted():
    put(TABLE, at("deleted"), [("c", "v1", NOW + 1), ("c", "v2", NOW + 2)])
    update(TABLE, at("deleted"), {"DELETE": [("c", None, NOW + 2)]})
    equal(cells(get(TABLE, at("deleted"), max_version=10)), [("c", NOW + 1, "v1")])
    update(TABLE, at("deleted"), {"DELETE": [("c", None, NOW + 2)]})
    update(TABLE, at("deleted"), {"DELETE_ALL": ["c"]})
    update(TABLE, at("deleted"), {"PUT": [("c", "v0", NOW)]})
    equal(cells(get(TABLE, at("deleted"), max_version=10)), [("c", NOW, "v0")])


@case("versions: a put forgets newer versions of the old row")
def put_forgets():
    put(TABLE, at("forgets"), [("c", "newer", NOW + 100)])
    put(TABLE, at("forgets"), [("c", "older", NOW)])
    equal(cells(get(TABLE, at("forgets"), max_version=10)), [("c", NOW, "older")])


@case("versions: a time range takes its start and leaves its end; one moment may be asked for")
def time_ranges():
    put(TABLE, at("range"), [("c", "v%d" % i, NOW + i) for i in (1, 2, 3)])
    equal(cells(get(TABLE, at("range"), max_version=None, time_range=(NOW + 1, NOW + 3))),
          [("c", NOW + 2, "v2"), ("c", NOW + 1, "v1")])
    equal(cells(get(TABLE, at("range"), max_version=1, time_range=(NOW + 1, NOW + 3))),
          [("c", NOW + 2, "v2")])
    equal(cells(get(TABLE, at("range"), max_version=None, time_range=NOW + 1)),
          [("c", NOW + 1, "v1")])
    row = get(TABLE, at("range"), max_version=None, time_range=(NOW + 100, NOW + 200))
    equal(row.primary_key, at("range"))
    equal(cells(row), [])


@case("versions: a read must say which versions it wants")
def no_version_condition():
    invalid("No version condition is specified.", get, TABLE, at("kept"), max_version=None)


@case("versions: a timestamp past the allowed deviation or out of range is refused")
def deviation():
    two_days = 2 * 86400 * 1000
    for timestamp in (NOW - two_days, NOW + two_days):
        invalid("Invalid timestamp. Cell:c.",
                put, TABLE, at("deviation"), [("c", "v", timestamp)])
    for timestamp in (-1, (2**63 - 1) // 1000):
        invalid("Timestamp must be in range [0, INT64_MAX/1000).",
                put, TABLE, at("deviation"), [("c", "v", timestamp)])
    equal(get(TABLE, at("deviation")), None)


@case("versions: the widest deviation allows the smallest and the largest timestamp")
def widest_deviation():
    name = create_table("versions_any_time", [("pk", "STRING")], max_version=2**31 - 1,
                        max_time_deviation=(2**63 - 1) // 1000000)
    last = (2**63 - 1) // 1000 - 1
    put(name, at("a"), [("c", "first", 0), ("c", "last", last)])
    equal(cells(get(name, at("a"), max_version=10)), [("c", last, "last"), ("c", 0, "first")])
