"""The same programs as in stars.ts."""

from snowflake.snowpark.functions import col, count, count_distinct, hash as hash_, object_construct, object_construct_keep_null

from programs.program import program


@program
def object_of_all_columns(s):
    return s.table("steps").select("g", "at", "v", object_construct("*").as_("o")).sort("g", "at", "v")


@program
def object_of_all_columns_keeps_null(s):
    return s.table("steps").select("g", "at", "v", object_construct_keep_null("*").as_("o")).sort("g", "at", "v")


@program
def object_of_a_step_before(s):
    return s.table("orders").select("id", col("amount").as_("n")).select("id", object_construct_keep_null("*").as_("o")).sort("id")


@program
def hash_of_all_columns(s):
    return s.table("steps").select("g", "at", "v", (hash_("*") == hash_("g", "at", "v")).as_("same")).sort("g", "at", "v")


@program
def hash_of_a_step_before(s):
    return s.table("steps").select("g", "at").select("g", "at", (hash_("*") == hash_("g", "at")).as_("same")).sort("g", "at")


@program
def rows_by_hash_of_all_columns(s):
    return s.table("orders").select("region").group_by(hash_("*").as_("h")).agg(count("*").as_("n")).select("n").sort("n")


@program
def count_distinct_of_all_columns(s):
    return s.table("marks").select("k", "n").select(count_distinct("*").as_("d"))


@program
def count_distinct_of_all_columns_by_key(s):
    return s.table("orders").select("region", "who").group_by("region").agg(count_distinct("*").as_("d"), count("*").as_("n")).sort(col("region").asc_nulls_first())


@program
def star_of_one_side_beside_others(s):
    o, p = s.table("orders"), s.table("people").select(col("who").as_("name"), "boss")
    return o.join(p, o["who"] == p["name"]).select(p["boss"], o.col("*")).sort("id")


@program
def stars_of_both_sides(s):
    o, p = s.table("orders").select("id", "who"), s.table("people").select(col("who").as_("name"), "boss")
    return o.join(p, o["who"] == p["name"], "left").select(p.col("*"), o.col("*")).sort("id")


@program
def star_behind_others(s):
    return s.table("steps").select(col("v").as_("w"), "*").sort("g", "at", "v").limit(3)
