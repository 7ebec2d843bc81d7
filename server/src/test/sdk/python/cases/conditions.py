# SPDX-License-Identifier: Apache-2.0
"""Column conditions of writes: comparators, composites, regular expressions."""

from concurrent.futures import ThreadPoolExecutor

from tablestore import (
    CastType, ComparatorType, CompositeColumnCondition, LogicalOperator, OTSServiceError, RegexRule,
    SingleColumnCondition, SingleColumnRegexCondition,
)

from harness import case
from support import (
    CONDITION_FAILED, create_table, delete, equal, get, invalid, put, refused, update, values,
)

TABLE = "conditions_checked"
KEY = [("pk", "row")]


def stored():
    put(TABLE, KEY, [("bytes", bytearray([1, 2, 3])), ("flag", True), ("log", "1aaa51bbb5"),
                     ("real", 2.5), ("text", "middle"), ("whole", 10), ("id", "user-42")])


def passes(condition):
    """Whether a conditional update of the stored row goes through."""
    stored()
    try:
        update(TABLE, KEY, {"PUT": [("mark", "passed")]}, column_condition=condition)
    except OTSServiceError as error:
        equal((error.http_status, error.code, error.message), CONDITION_FAILED)
        assert "mark" not in values(get(TABLE, KEY))
        return False
    equal(values(get(TABLE, KEY))["mark"], "passed")
    return True


def combine(operator, *parts):
    composite = CompositeColumnCondition(operator)
    for part in parts:
        composite.add_sub_condition(part)
    return composite


def compare(column, value, comparator, **more):
    return SingleColumnCondition(column, value, comparator, **more)


@case("conditions: every comparator compares integers, strings, doubles and binaries")
def comparators():
    create_table(TABLE, [("pk", "STRING")], max_version=3)
    expected = {
        ComparatorType.EQUAL: [False, True, False],
        ComparatorType.NOT_EQUAL: [True, False, True],
        ComparatorType.GREATER_THAN: [True, False, False],
        ComparatorType.GREATER_EQUAL: [True, True, False],
        ComparatorType.LESS_THAN: [False, False, True],
        ComparatorType.LESS_EQUAL: [False, True, True],
    }
    operands = {
        "whole": [9, 10, 11], "text": ["lower", "middle", "upper"], "real": [2.25, 2.5, 2.75],
        "bytes": [bytearray([1, 2]), bytearray([1, 2, 3]), bytearray([1, 2, 3, 0])],
    }
    for comparator, outcome in expected.items():
        for column, values_of_column in operands.items():
            equal((column, comparator,
                   [passes(compare(column, v, comparator)) for v in values_of_column]),
                  (column, comparator, outcome))


@case("conditions: another type, a missing column and a key column")
def types_and_missing():
    equal(passes(compare("whole", "10", ComparatorType.EQUAL)), False)
    equal(passes(compare("absent", 1, ComparatorType.EQUAL, pass_if_missing=True)), True)
    equal(passes(compare("absent", 1, ComparatorType.EQUAL, pass_if_missing=False)), False)
    equal(passes(compare("pk", "row", ComparatorType.EQUAL, pass_if_missing=False)), True)


@case("conditions: NOT, AND and OR nest")
def composites():
    yes = compare("whole", 10, ComparatorType.EQUAL, pass_if_missing=False)
    no = compare("text", "other", ComparatorType.EQUAL, pass_if_missing=False)
    equal(passes(combine(LogicalOperator.NOT, no)), True)
    equal(passes(combine(LogicalOperator.NOT, yes)), False)
    equal(passes(combine(LogicalOperator.AND, yes, yes)), True)
    equal(passes(combine(LogicalOperator.AND, yes, no)), False)
    equal(passes(combine(LogicalOperator.OR, no, yes)), True)
    equal(passes(combine(LogicalOperator.OR, no, no)), False)
    equal(passes(combine(LogicalOperator.AND, combine(LogicalOperator.NOT, no),
                         combine(LogicalOperator.OR, no, yes))), True)


@case("conditions: malformed composites and too many parts are refused")
def malformed():
    leaf = compare("whole", 10, ComparatorType.EQUAL)

    def send(condition):
        put(TABLE, KEY, [("whole", 10)], column_condition=condition)

    invalid("Invalid NOT operator: the number of sub-filters must be 1.",
            send, combine(LogicalOperator.NOT, leaf, leaf))
    invalid("Invalid AND/OR operator: the number of sub-filters must be more than 1.",
            send, combine(LogicalOperator.OR, leaf))
    invalid("The count of filter exceeds the max: 32.",
            send, combine(LogicalOperator.AND, *[leaf] * 32))
    stored()
    send(combine(LogicalOperator.AND, *[leaf] * 31))


@case("conditions: a regular expression takes its first group, casts and compares")
def regular_expressions():
    def regex(column, pattern, cast, comparator, value=None):
        return passes(SingleColumnRegexCondition(column, comparator, value,
                                                 RegexRule(pattern, cast)))

    number, text = CastType.VT_INTEGER, CastType.VT_STRING
    equal(regex("log", "1[a-z]+5", text, ComparatorType.EQUAL, "1aaa5"), True)
    equal(regex("log", "1([a-z]+)5", text, ComparatorType.EQUAL, "aaa"), True)
    equal(regex("log", "1([a-z]+)5", text, ComparatorType.EQUAL, "bbb"), False)
    equal(regex("id", "user-([0-9]+)", number, ComparatorType.GREATER_THAN, 41), True)
    equal(regex("id", "user-([0-9]+)", number, ComparatorType.GREATER_THAN, 42), False)
    equal(regex("id", "user-([0-9]+)", CastType.VT_DOUBLE, ComparatorType.EQUAL, 42.0), True)
    equal(regex("id", "user-([a-z]+)", text, ComparatorType.EQUAL, "x"), False)
    equal(regex("id", "^user", text, ComparatorType.EXIST), True)
    equal(regex("id", "^nobody", text, ComparatorType.EXIST), False)
    equal(regex("id", "^nobody", text, ComparatorType.NOT_EXIST), True)
    equal(regex("absent", "x", text, ComparatorType.EXIST), False)


@case("conditions: any version or only the latest one is tested")
def latest_version_only():
    key = [("pk", "versions")]
    update(TABLE, key, {"PUT": [("c", "old")]})
    update(TABLE, key, {"PUT": [("c", "new")]})

    def write(latest):
        update(TABLE, key, {"PUT": [("mark", "x")]}, column_condition=compare(
            "c", "old", ComparatorType.EQUAL, pass_if_missing=False, latest_version_only=latest))

    refused(*CONDITION_FAILED, write, True)
    write(False)


@case("conditions: deletes and puts are conditional too")
def deletes_and_puts():
    stored()
    no = compare("whole", 10, ComparatorType.GREATER_THAN)
    yes = compare("whole", 10, ComparatorType.GREATER_EQUAL)
    refused(*CONDITION_FAILED, delete, TABLE, KEY, column_condition=no)
    refused(*CONDITION_FAILED, put, TABLE, KEY, [("whole", 1)], column_condition=no)
    put(TABLE, KEY, [("whole", 10)], column_condition=yes)
    delete(TABLE, KEY, column_condition=yes)
    equal(get(TABLE, KEY), None)


@case("conditions: concurrent compare-and-set lets exactly one through")
def race():
    key = [("pk", "race")]
    put(TABLE, key, [("owner", "nobody")])

    def attempt(i):
        try:
            update(TABLE, key, {"PUT": [("owner", "client %d" % i)]},
                   column_condition=compare("owner", "nobody", ComparatorType.EQUAL))
            return i
        except OTSServiceError as error:
            assert error.code in ("OTSConditionCheckFail", "OTSRowOperationConflict"), error
            return None

    with ThreadPoolExecutor(16) as pool:
        winners = [i for i in pool.map(attempt, range(32)) if i is not None]
    equal(len(winners), 1)
    equal(values(get(TABLE, key)), {"owner": "client %d" % winners[0]})


@case("conditions: concurrent increments all count")
def concurrent_increments():
    key = [("pk", "counter")]
    with ThreadPoolExecutor(16) as pool:
        list(pool.map(lambda _: update(TABLE, key, {"INCREMENT": [("n", 1)]}), range(200)))
    equal(values(get(TABLE, key)), {"n": 200})
