"""The examples of Snowpark's AsyncJob page in Snowpark Python itself: snowpark.py HOST PORT."""

import time

from snowflake.snowpark import Row, Session
from snowflake.snowpark.functions import col, when_matched, when_not_matched
from snowflake.snowpark.types import IntegerType, StringType, StructField, StructType

from checks import equal, options, run_all

state = {}
DATA = [[4.0, 3, 5], [2.0, -4, 7], [3.0, 5, 6], [4.0, 6, 8]]
ROWS = [Row(A=a, B=b, C=c) for a, b, c in DATA]
KEY_VALUE = StructType([StructField("key", IntegerType()), StructField("value", StringType())])


def session():
    return state["session"]


def frame():
    return session().create_dataframe(DATA, schema=["a", "b", "c"])


def login():
    state["session"] = Session.builder.configs(options()).create()


def session_range():
    equal(session().range(3).collect(), [Row(ID=0), Row(ID=1), Row(ID=2)])


def collect():
    equal(frame().collect_nowait().result(), ROWS)
    equal(frame().collect(block=False).result(), ROWS)


def to_pandas():
    result = frame().to_pandas(block=False).result()
    equal(list(result.columns), ["A", "B", "C"])
    equal(result.values.tolist(), DATA)


def first():
    equal(frame().first(block=False).result(), ROWS[:1])


def count():
    equal(frame().count(block=False).result(), 4)


def save_as_table():
    frame().write.save_as_table("name", mode="overwrite", block=False).result()
    equal(session().table("name").count(), 4)


def copy_into_location():
    remote = f"{session().get_session_stage()}/name.csv"
    job = frame().write.copy_into_location(remote, block=False)
    equal(job.result()[0]["rows_unloaded"], 4)


def target_and_source():
    target = session().create_dataframe([(10, "old"), (10, "too_old"), (11, "old")], schema=KEY_VALUE)
    target.write.save_as_table("my_table", mode="overwrite", table_type="temporary")
    source = session().create_dataframe([(10, "new"), (12, "new"), (13, "old")], schema=KEY_VALUE)
    return session().table("my_table"), source


def merge():
    target, source = target_and_source()
    clauses = [
        when_matched().update({"value": source["value"]}),
        when_not_matched().insert({"key": source["key"]}),
    ]
    result = target.merge(source, target["key"] == source["key"], clauses, block=False).result()
    equal((result.rows_inserted, result.rows_updated, result.rows_deleted), (2, 2, 0))


def update():
    target, _ = target_and_source()
    result = target.update({"value": "newest"}, target["key"] == 10, block=False).result()
    equal((result.rows_updated, result.multi_joined_rows_updated), (2, 0))


def delete():
    target, _ = target_and_source()
    equal(target.delete(target["key"] == 10, block=False).result().rows_deleted, 2)


def cancel():
    job = session().sql("select SYSTEM$WAIT(60)").collect_nowait()
    equal(job.is_done(), False)
    job.cancel()
    end = time.monotonic() + 20
    while not job.is_done():
        if time.monotonic() > end:
            raise AssertionError("the query still runs")
        time.sleep(0.05)
    equal(job.is_failed(), True)


def from_query_id():
    query_id = session().sql("select 1 as A, 2 as B, 3 as C").collect_nowait().query_id
    job = session().create_async_job(query_id)
    equal(job.query, "select 1 as A, 2 as B, 3 as C")
    equal(job.result(), [Row(A=1, B=2, C=3)])
    equal(job.to_df().select(col("A").as_("D"), "B").collect(), [Row(D=1, B=2)])


def from_query_id_as_pandas():
    query_id = session().sql("select 1 as A, 2 as B, 3 as C").collect_nowait().query_id
    result = session().create_async_job(query_id).result(result_type="pandas")
    equal(result.to_dict("records"), [{"A": 1, "B": 2, "C": 3}])


def large_local_data():
    data = [(at, f"name {at}") for at in range(2_000)]
    large = session().create_dataframe(data, schema=KEY_VALUE)
    equal(large.count(), 2_000)


def logout():
    session().close()


run_all(
    [
        ("login", login),
        ("range", session_range),
        ("example 1: collect, asynchronously", collect),
        ("example 2: to_pandas, asynchronously", to_pandas),
        ("example 3: first, asynchronously", first),
        ("example 4: count, asynchronously", count),
        ("example 5: save as a table", save_as_table),
        ("example 5: copy into a stage file", copy_into_location),
        ("example 7: merge", merge),
        ("example 7: update", update),
        ("example 7: delete", delete),
        ("example 8: cancel a running query", cancel),
        ("example 9: a job from a query ID", from_query_id),
        ("example 9: a job from a query ID, as pandas", from_query_id_as_pandas),
        ("large local data", large_local_data),
        ("logout", logout),
    ]
)
