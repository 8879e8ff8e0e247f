#!/usr/bin/env python3
"""Polars at the same job: groups an access log by hour, resource and status with its streaming engine on two threads.

    python3 benches/peer_polars.py egress.log

It reads only what the corpus is known to hold; nothing is recognised, classified or accounted for.
"""
import os
import sys

os.environ.setdefault("POLARS_MAX_THREADS", "2")

import polars as pl  # noqa: E402  (the number of threads is read at import)

LINE = (
    r'\[(?P<hour>[^\]:]+:\d\d)[^\]]*\] "(?P<method>[A-Z]+) https://(?P<host>[^/ ]+)(?P<path>[^ ]*) [^"]*" '
    r"(?P<status>\d{3}) .* (?P<seconds>[0-9.]+)$"
)
IDENTIFIER = r"/(AC|VA|CH)[0-9a-f]+|/\+[0-9]+|\?.*$|\.json"


def main():
    fields = pl.col("line").str.extract_groups(LINE).struct
    lines = pl.scan_lines(sys.argv[1], name="line")
    calls = (
        lines.select(fields.unnest())
        .filter(pl.col("host").str.ends_with(".twilio.com"))
        .with_columns(
            resource=pl.col("host") + pl.col("path").str.replace_all(IDENTIFIER, ""),
            status=pl.col("status").cast(pl.UInt16),
            seconds=pl.col("seconds").cast(pl.Float64),
        )
        .group_by("hour", "method", "resource", "status")
        .agg(calls=pl.len(), longest=pl.col("seconds").max())
        # Only after the grouping: a few rows instead of millions.
        .with_columns((pl.col("hour") + ":00").str.to_datetime("%d/%b/%Y:%H:%M"))
        .sort("hour", "method", "resource", "status")
        .collect(engine="streaming")
    )
    print(f"{calls['calls'].sum()} calls in {calls.height} groups")


if __name__ == "__main__":
    main()
