# SPDX-License-Identifier: Apache-2.0
"""Choosing columns and filtering rows in reads."""

from tablestore import (
    ComparatorType, CompositeColumnCondition, LogicalOperator, SingleColumnCondition,
)

from harness import case
from support import cells, create_table, equal, get, invalid, put, values

TABLE = "selection_of_columns"
KEY = [("pk", "row"), ("number", 1)]


def names(row):
    return [name for name, _, _ in cells(row)]


def compare(column, value, comparator=ComparatorType.EQUAL, passes=False):
    return SingleColumnCondition(column, value, comparator, pass_if_missing=passes)


@case("selection: only the named columns come back, each once")
def columns_to_get():
    create_table(TABLE, [("pk", "STRING"), ("number", "INTEGER")])
    put(TABLE, KEY, [("col%d" % i, i) for i in range(8)])
    row = get(TABLE, KEY, columns_to_get=["col5", "col1", "col5", "unknown"])
    equal(names(row), ["col1", "col5"])


@case("selection: no qualifying cell means no row, unless a key column is named")
def key_columns():
    equal(get(TABLE, KEY, columns_to_get=["unknown"]), None)
    row = get(TABLE, KEY, columns_to_get=["unknown", "number"])
    equal(row.primary_key, KEY)
    equal(names(row), [])
    equal(values(get(TABLE, KEY, columns_to_get=["pk", "col3"])), {"col3": 3})


@case("selection: start column is inclusive and end column exclusive")
def column_ranges():
    equal(names(get(TABLE, KEY, start_column="col2", end_column="col5")), ["col2", "col3", "col4"])
    equal(names(get(TABLE, KEY, start_column="col6")), ["col6", "col7"])
    equal(names(get(TABLE, KEY, end_column="col1")), ["col0"])


@case("selection: a filter decides over the row")
def filters():
    def found(condition, **more):
        return get(TABLE, KEY, column_filter=condition, **more) is not None

    equal(found(compare("col3", 3)), True)
    equal(found(compare("col3", 3, ComparatorType.GREATER_THAN)), False)
    equal(found(compare("unknown", 3, passes=True)), True)
    equal(found(compare("unknown", 3)), False)
    both = CompositeColumnCondition(LogicalOperator.AND)
    both.add_sub_condition(compare("number", 1))
    both.add_sub_condition(compare("col0", 0))
    equal(found(both), True)
    equal(found(compare("col3", 3), columns_to_get=["col1"]), False)
    equal(found(compare("col3", 3), columns_to_get=["col1", "col3"]), True)


@case("selection: more than 1024 named columns are refused")
def too_many_columns():
    equal(len(cells(get(TABLE, KEY, columns_to_get=["col%d" % i for i in range(1024)]))), 8)
    invalid("The number of columns from the request exceeds the limit, limit count: 1024, column"
            " count: 1025.", get, TABLE, KEY, columns_to_get=["col%d" % i for i in range(1025)])
