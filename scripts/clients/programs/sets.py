"""The same programs as in sets.ts."""

from snowflake.snowpark.functions import col

from programs.program import program


@program
def union_by_name(s):
    left = s.create_dataframe([[1, "x"]], schema=["a", "b"])
    right = s.create_dataframe([["y", 2], ["x", 1]], schema=["b", "a"])
    return left.union_by_name(right).sort("a")


@program
def union_all_by_name_missing(s):
    left = s.create_dataframe([[1, "x"]], schema=["a", "b"])
    right = s.create_dataframe([["z", 2]], schema=["c", "a"])
    return left.union_all_by_name(right, allow_missing_columns=True).sort("a")


@program
def union_by_position_keeps_left_names(s):
    return s.table("orders").select("who").union(s.table("people").select(col("boss").as_("other"))).sort("who")


@program
def except_and_intersect_with_nulls(s):
    o, p = s.table("orders").select("who"), s.table("people").select("boss")
    return o.except_(p).union_all(o.intersect(p)).sort("who")


@program
def union_chain_mixed(s):
    one = s.create_dataframe([[1], [2], [2]], schema=["a"])
    return one.union_all(one).union(one).union_all(one).sort("a")


@program
def drop_duplicates_of_all(s):
    return s.table("steps").select("g", "at").drop_duplicates().sort("g", "at")


@program
def drop_duplicates_keeps_columns(s):
    return s.table("steps").drop_duplicates("g", "at").select("g", "at").sort("g", "at")
