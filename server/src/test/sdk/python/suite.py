# SPDX-License-Identifier: Apache-2.0
"""Runs the official Python SDK against the server named in the environment."""

import sys

import harness
from cases import (  # noqa: F401  (importing registers the cases)
    tables, rows, versions, conditions, selection, ranges, batches, autoincrement, transactions,
    indexes, signatures, refusals, search,
)

sys.exit(harness.run())
