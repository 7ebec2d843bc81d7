# SPDX-License-Identifier: Apache-2.0
"""Request signatures V2 and V4; this SDK verifies the signature of every answer."""

from harness import case
from support import client, create_table, equal, get, new_client, put, refused, values

TABLE = "signatures"


@case("signatures: V4 requests are accepted and their answers verify")
def version_four():
    create_table(TABLE, [("pk", "STRING")])
    v4 = new_client(region="cn-hangzhou")
    put(TABLE, [("pk", "四")], [("c", "签名")], ots=v4)
    equal(values(get(TABLE, [("pk", "四")], ots=v4)), {"c": "签名"})
    equal(v4.list_table(), client.list_table())
    refused(404, "OTSObjectNotExist", "Requested table does not exist.",
            get, "signatures_missing", [("pk", "a")], ots=v4)


@case("signatures: extra headers of the service's prefix are part of what is signed")
def extra_headers():
    tagged = new_client(extra_headers={"x-ots-request-tag": "suite", "x-other": "unsigned"})
    put(TABLE, [("pk", "tagged")], [("c", "c")], ots=tagged)
    equal(values(get(TABLE, [("pk", "tagged")], ots=tagged)), {"c": "c"})


@case("signatures: a wrong secret and an unknown key are refused")
def wrong():
    for more in ({}, {"region": "cn-hangzhou"}):
        refused(403, "OTSAuthFailed", "Signature mismatch.",
                new_client(access_key_secret="wrong", **more).list_table)
        refused(403, "OTSAuthFailed", "The AccessKeyID does not exist.",
                new_client(access_key_id="nobody", **more).list_table)
