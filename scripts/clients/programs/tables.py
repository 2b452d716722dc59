"""The same programs as in tables.ts."""

from snowflake.snowpark.functions import col, lit, when_matched, when_not_matched

from programs.program import program


def target(s):
    s.create_dataframe([[10, "old", 1], [10, "too_old", 2], [11, "old", 3]], schema=["key", "value", "n"]).write.save_as_table("target", mode="overwrite")
    return s.table("target")


@program
def merge_several_clauses(s):
    t, source = target(s), s.create_dataframe([[10, "new"], [11, "gone"], [12, "add"], [13, "skip"]], schema=["key", "value"])
    done = t.merge(source, t["key"] == source["key"], [
        when_matched(source["value"] == "gone").delete(),
        when_matched(t["n"] > 1).update({"value": source["value"], "n": t["n"] + 10}),
        when_not_matched(source["value"] != "skip").insert({"key": source["key"], "value": source["value"]}),
    ])
    return [[done.rows_inserted, done.rows_updated, done.rows_deleted], t.sort("key", "value")]


@program
def merge_insert_by_position(s):
    t, source = target(s), s.create_dataframe([[12, "add"]], schema=["key", "value"])
    done = t.merge(source, t["key"] == source["key"], [when_not_matched().insert([source["key"], source["value"], lit(0)])])
    return [[done.rows_inserted, done.rows_updated, done.rows_deleted], t.sort("key", "value")]


@program
def update_from_a_source(s):
    t, source = target(s), s.create_dataframe([[10, "x"], [10, "x"]], schema=["key", "value"])
    done = t.update({"value": source["value"]}, t["key"] == source["key"], source)
    return [[done.rows_updated, done.multi_joined_rows_updated], t.sort("key", "n")]


@program
def delete_by_a_source(s):
    t, source = target(s), s.create_dataframe([[10]], schema=["key"])
    done = t.delete(t["key"] == source["key"], source)
    return [[done.rows_deleted], t.sort("key")]


@program
def append_by_name(s):
    target(s)
    s.create_dataframe([["v", 5]], schema=["value", "key"]).write.mode("append").save_as_table("target", column_order="name")
    return s.table("target").sort("key", "value")


@program
def cache_result(s):
    return s.table("orders").filter(col("id") > 4).cache_result().select("id", "price").sort("id")


@program
def random_split_is_whole(s):
    parts = s.range(100).random_split([1, 2, 3], seed=7)
    return [sum(part.count() for part in parts)]


@program
def sample_all(s):
    return [s.range(50).sample(frac=1.0).count(), s.range(50).sample(n=7).count(), s.range(50).sample(frac=0.0).count()]


@program
def sample_by_keys(s):
    return s.table("steps").sample_by("g", {"a": 1.0, "zzz": 1.0}).select("g", "at").sort("at")
