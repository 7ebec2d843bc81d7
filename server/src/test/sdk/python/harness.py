# SPDX-License-Identifier: Apache-2.0
"""Collects cases and prints their outcome as TAP, one line per case.

``ok N - name``, or ``not ok N - name`` followed by diagnostic lines that start with ``# ``.
"""

import inspect
import sys
import traceback

_cases = []


def case(name):
    """Registers the decorated function; it fails by raising."""

    def register(body):
        _cases.append((name, body))
        return body

    return register


def run():
    """Runs every case in order of registration; returns the process's exit code."""
    failed = 0
    for number, (name, body) in enumerate(_cases, 1):
        try:
            outcome = body()
            assert not inspect.isawaitable(outcome), "a case must not return an awaitable"
            print("ok %d - %s" % (number, name), flush=True)
        except Exception:
            failed += 1
            print("not ok %d - %s" % (number, name))
            for line in traceback.format_exc().splitlines():
                print("# " + line)
            sys.stdout.flush()
    print("1..%d" % len(_cases), flush=True)
    return 1 if failed else 0
