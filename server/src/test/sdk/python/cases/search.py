# SPDX-License-Identifier: Apache-2.0
"""Search indexes: made, searched, counted, scanned, removed."""

import time

from tablestore import (
    ColumnReturnType, ColumnsToGet, FieldSchema, FieldSort, FieldType, GroupByField, MatchAllQuery,
    RangeQuery, ScanQuery, SearchIndexMeta, SearchQuery, Sort, SortOrder, Sum, TermQuery,
)

from harness import case
from support import client, create_table, equal, put, refused

TABLE = "searched"
INDEX = "index"
ROWS = 100


def count(query):
    response = client.search(TABLE, INDEX, SearchQuery(query, limit=0, get_total_count=True))
    return response.total_count


def eventually(query, expected):
    """Waits until the index has caught up with the table."""
    deadline = time.time() + 30
    while count(query) != expected:
        assert time.time() < deadline, "expected %d, but got %d" % (expected, count(query))
        time.sleep(0.02)


def longs(response):
    return [dict((name, value) for name, value, _ in row[1])["l"] for row in response.rows]


@case("search: an index is filled with the rows of its table")
def filled():
    create_table(TABLE, [("pk", "STRING")])
    for i in range(ROWS):
        put(TABLE, [("pk", "row%03d" % i)], [("k", "even" if i % 2 == 0 else "odd"), ("l", i)])
    client.create_search_index(TABLE, INDEX, SearchIndexMeta([
        FieldSchema("k", FieldType.KEYWORD, index=True, enable_sort_and_agg=True, store=True),
        FieldSchema("l", FieldType.LONG, index=True, enable_sort_and_agg=True, store=True),
    ]))
    equal(client.list_search_index(TABLE), [(TABLE, INDEX)])
    eventually(MatchAllQuery(), ROWS)


@case("search: rows are found, sorted, and returned with their columns")
def found():
    query = SearchQuery(
        TermQuery("k", "even"), sort=Sort([FieldSort("l", SortOrder.DESC)]), limit=3,
        get_total_count=True)
    response = client.search(
        TABLE, INDEX, query, ColumnsToGet(return_type=ColumnReturnType.ALL_FROM_INDEX))
    equal(response.total_count, ROWS // 2)
    equal(response.is_all_succeed, True)
    equal(longs(response), [98, 96, 94])
    query.next_token = response.next_token
    equal(longs(client.search(TABLE, INDEX, query, ColumnsToGet(["l"], ColumnReturnType.SPECIFIED))),
          [92, 90, 88])


@case("search: figures and groups")
def figures():
    query = SearchQuery(
        RangeQuery("l", 0, 10), limit=0, aggs=[Sum("l", name="sum")],
        group_bys=[GroupByField("k", name="groups", sub_aggs=[Sum("l", name="inner")])])
    response = client.search(TABLE, INDEX, query)
    equal(response.agg_results[0].value, 45.0)
    equal([(item.key, item.row_count, item.sub_aggs[0].value)
           for item in response.group_by_results[0].items],
          [("even", 5, 20.0), ("odd", 5, 25.0)])


@case("search: a scan reads every row once")
def scanned():
    session = client.compute_splits(TABLE, INDEX)
    equal(session.splits_size, 1)
    keys, token, sizes = [], None, []
    while True:
        scan = ScanQuery(MatchAllQuery(), 70, token, 0, session.splits_size, alive_time=60)
        response = client.parallel_scan(
            TABLE, INDEX, scan, session.session_id,
            ColumnsToGet(return_type=ColumnReturnType.ALL_FROM_INDEX))
        sizes.append(len(response.rows))
        keys += [row[0][0][1] for row in response.rows]
        token = response.next_token
        if not token:
            break
    equal(sizes, [70, 30, 0])
    equal(sorted(keys), ["row%03d" % i for i in range(ROWS)])


@case("search: an index is described and goes")
def described():
    meta, sync = client.describe_search_index(TABLE, INDEX)[:2]
    equal([field.field_name for field in meta.fields], ["k", "l"])
    client.delete_search_index(TABLE, INDEX)
    equal(client.list_search_index(TABLE), [])
    refused(400, "OTSMetaNotMatch", "search index [index] does not exist",
            client.search, TABLE, INDEX, SearchQuery(MatchAllQuery()))
