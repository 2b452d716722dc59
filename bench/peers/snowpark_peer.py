"""python snowpark_peer.py HOST PORT ROUNDS -> one JSON line: what Snowpark Python takes for the same frames, on the same server.

`compile` is making the frame and its SQL, with the describe requests that it sends for that. Null where it gives up.
"""
import json
import statistics
import sys
import time

from snowflake.snowpark import Session
from snowflake.snowpark.functions import col

host, port, rounds = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
session = Session.builder.configs(
    {
        "host": host,
        "port": port,
        "protocol": "http",
        "account": "local",
        "user": "firn",
        "password": "firn",
        "database": "FIRN",
        "schema": "PUBLIC",
        "warehouse": "COMPUTE_WH",
    }
).create()
session.sql("create or replace table bench_t as select 1 as a, 2 as b, 3 as c").collect()


def with_columns(count):
    frame = session.table("bench_t")
    for at in range(count):
        frame = frame.with_column(f"x{at}", col("a") + at)
    return frame


def unions(count):
    frame = table = session.table("bench_t")
    for at in range(count):
        frame = frame.union_all(table.filter(col("a") == at))
    return frame


def joins(count):
    frame = session.table("bench_t")
    for at in range(count):
        frame = frame.join(session.table("bench_t").select("a"), on="a")
    return frame


def compiled(make, count):
    started = time.perf_counter()
    try:
        make(count).queries
    except RecursionError:
        return None
    return round((time.perf_counter() - started) * 1000, 1)


def collected():
    frame = session.table("bench_t").filter(col("a") > 0).with_column("d", col("b") + 1)
    times = []
    for _ in range(rounds):
        started = time.perf_counter()
        frame.collect()
        times.append((time.perf_counter() - started) * 1000)
    return round(statistics.median(times), 2)


compiled(with_columns, 5)
print(
    json.dumps(
        {
            "collectP50": collected(),
            "withColumn100": compiled(with_columns, 100),
            "withColumn200": compiled(with_columns, 200),
            "unions200": compiled(unions, 200),
            "joins50": compiled(joins, 50),
        }
    )
)
session.close()
