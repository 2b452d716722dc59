"""The same programs as in joins.ts."""

from snowflake.snowpark.functions import col, count

from programs.program import program


@program
def join_by_name(s):
    return s.table("orders").join(s.table("people"), "who").sort("id")


@program
def join_by_two_names_left(s):
    return s.table("orders").join(s.table("people"), ["who", "region"], "left").select("who", "region", "id", "boss").sort("id")


@program
def join_full_by_name(s):
    joined = s.table("orders").select("who", "id").join(s.table("people").select("who", "boss"), "who", "full")
    return joined.sort(col("id").asc_nulls_last(), "who")


@program
def join_right_by_name(s):
    joined = s.table("orders").select("who", "id").join(s.table("people").select("who", "boss"), "who", "right")
    return joined.sort(col("id").asc_nulls_last(), "who")


@program
def join_with_both_suffixes(s):
    o, p = s.table("orders").select("id", "who", "region"), s.table("people").select("who", "region", "boss")
    return o.join(p, o["who"] == p["who"], lsuffix="_o", rsuffix="_p").sort("id")


@program
def join_with_right_suffix(s):
    o, p = s.table("orders").select("id", "who", "region"), s.table("people").select("who", "region")
    return o.join(p, (o["who"] == p["who"]) & (o["region"] == p["region"]), rsuffix="_p").sort("id")


@program
def join_with_suffix_of_lower_case(s):
    m = s.table("marks").select("k", "n", '"lower name"')
    other = s.table("marks").select("n", '"lower name"').filter(col("n") == 4)
    return m.join(other, m["n"] == other["n"], lsuffix="_l", rsuffix="_r")


@program
def join_columns_of_both_sides(s):
    o, p = s.table("orders"), s.table("people")
    joined = o.join(p, o["who"] == p["who"], "left")
    return joined.select(o["id"], o["region"].as_("from_o"), p["region"].as_("from_p")).sort("id")


@program
def self_join_by_alias(s):
    p = s.table("people")
    left, right = p.alias("l"), p.alias("r")
    return left.join(right, col("l", "boss") == col("r", "who")).select(col("l", "who").as_("who"), col("r", "who").as_("boss")).sort("who")


@program
def join_chain_of_three(s):
    o, p, m = s.table("orders"), s.table("people"), s.table("marks")
    first = o.join(p, o["who"] == p["who"]).select(o["id"], p["boss"], o["amount"])
    return first.join(m, first["id"] == m["n"]).select("id", "boss", "k", "x").sort("id", "k")


@program
def join_semi_by_name(s):
    return s.table("orders").join(s.table("people"), "who", "semi").select("id", "who").sort("id")


@program
def join_anti_by_condition(s):
    o, p = s.table("orders"), s.table("people")
    return o.join(p, o["who"] == p["who"], "leftanti").select("id").sort("id")


@program
def cross_join_with_suffixes(s):
    one = s.table("marks").select("k").distinct()
    return one.cross_join(one.select("k").filter(col("k") == "a"), lsuffix="_1", rsuffix="_2").sort(col("k_1").asc_nulls_last())


@program
def natural_join(s):
    return s.table("orders").natural_join(s.table("people")).select("id", "who", "region", "boss").sort("id")


@program
def asof_join(s):
    left = s.table("steps").filter(col("g") == "a").select("g", "at", "v")
    right = s.create_dataframe([["a", 2, "two"], ["a", 4, "four"]], schema=["g2", "at2", "word"])
    joined = left.join(right, left["g"] == right["g2"], "asof", match_condition=left["at"] >= right["at2"])
    return joined.select("at", "word").sort("at")


@program
def join_then_with_column_of_the_side(s):
    o, p = s.table("orders"), s.table("people")
    joined = o.join(p, o["who"] == p["who"])
    return joined.with_column("same", o["region"] == p["region"]).select("id", "same").sort("id")


@program
def join_without_a_condition(s):
    return s.table("people").select("boss").join(s.table("marks").select("k").limit(1)).agg(count("*").as_("n"))
