#!/usr/bin/env python3
"""DuckDB at the same job: groups an ndjson corpus by hour, resource, status and code, from typed columns, on two threads.

    python3 benches/peer_duckdb.py app.ndjson

It reads only what the corpus is known to hold; nothing is recognised, classified or accounted for.
"""
import sys

import duckdb

COLUMNS = """{
    timestamp: 'TIMESTAMP',
    http: 'STRUCT(method VARCHAR, url VARCHAR, status SMALLINT, duration_ms INTEGER)',
    error: 'STRUCT(code INTEGER, status SMALLINT)'
}"""

QUERY = f"""
SELECT date_trunc('hour', timestamp) AS hour,
       regexp_replace(http.url, '(/(AC|VA|CH)[0-9a-f]+|/\\+[0-9]+|\\?.*$|\\.json)', '', 'g') AS resource,
       http.status AS status,
       error.code AS code,
       count(*) AS calls,
       max(http.duration_ms) AS longest
FROM read_json(?, format = 'newline_delimited', columns = {COLUMNS})
WHERE http.url LIKE '%.twilio.com/%'
GROUP BY ALL
ORDER BY ALL
"""


def main():
    connection = duckdb.connect()
    connection.execute("SET threads = 2")
    rows = connection.execute(QUERY, [sys.argv[1]]).fetchall()
    print(f"{sum(row[4] for row in rows)} calls in {len(rows)} groups")


if __name__ == "__main__":
    main()
