"""The same programs as in nulls.ts."""

from snowflake.snowpark.functions import col

from programs.program import program


@program
def na_fill_int_in_all(s):
    return s.table("marks").na.fill(0).sort("n", "k")


@program
def na_fill_text_in_all(s):
    return s.table("marks").na.fill("?").sort(col("n").asc_nulls_last(), "k")


@program
def na_fill_float_skips_ints(s):
    return s.table("marks").na.fill(1.5).sort(col("n").asc_nulls_last(), "k")


@program
def na_fill_map(s):
    return s.table("marks").na.fill({"k": "none", "n": -1, '"lower name"': "l", "ok": False}).sort("n", "k")


@program
def na_fill_wrong_types(s):
    return s.table("marks").na.fill({"k": 5, "n": "x", "x": 3}).sort(col("n").asc_nulls_last(), "k")


@program
def na_fill_bool(s):
    return s.table("marks").na.fill(True).sort(col("n").asc_nulls_last(), "k")


@program
def na_fill_decimal(s):
    return s.table("orders").na.fill(9, include_decimal=True).select("id", "amount", "price").sort("id")


@program
def na_fill_no_decimal(s):
    return s.table("orders").na.fill(9).select("id", "amount", "price").sort("id")


@program
def na_fill_subset(s):
    return s.table("orders").na.fill("nobody", subset=["who"]).select("id", "who", "region").sort("id")


@program
def na_drop_any(s):
    return s.table("marks").na.drop().sort("n")


@program
def na_drop_all_of_subset(s):
    return s.table("marks").na.drop(how="all", subset=["k", "x"]).sort("n")


@program
def na_drop_thresh(s):
    return s.table("marks").na.drop(thresh=4).sort(col("n").asc_nulls_last(), "k")


@program
def na_replace_value(s):
    return s.table("marks").na.replace(1, 100).sort(col("n").asc_nulls_last(), "k")


@program
def na_replace_map(s):
    return s.table("marks").na.replace({"a": "A", "b": None}).sort(col("n").asc_nulls_last(), "x")


@program
def na_replace_list(s):
    return s.table("marks").na.replace(["p", "q"], ["P", "Q"], subset=['"lower name"']).sort(col("n").asc_nulls_last(), "x")


@program
def na_replace_null(s):
    return s.table("marks").na.replace(None, 0, subset=["n"]).sort("n", "k", "x")


@program
def na_replace_wrong_type(s):
    return s.table("marks").na.replace("a", 5).sort(col("n").asc_nulls_last(), "x")
