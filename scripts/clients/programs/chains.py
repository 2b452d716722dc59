"""The same programs as in chains.ts."""

import datetime

from snowflake.snowpark import Window
from snowflake.snowpark.functions import col, max as max_, sum as sum_, upper

from programs.program import program


@program
def with_column_replaces(s):
    return s.table("steps").with_column("v", col("v") * 2).with_column("w", col("v") + 1).select("at", "v", "w").sort("at", "v")


@program
def with_columns_read_the_old_ones(s):
    return s.table("steps").with_columns(["at", "v"], [col("v"), col("at")]).select("g", "at", "v").sort("g", "at", "v")


@program
def sort_then_limit_then_sort(s):
    return s.table("steps").sort(col("v").desc_nulls_last()).limit(3).sort("v").select("v")


@program
def sort_sort_breaks_ties(s):
    return s.table("steps").sort("v").sort("at").select("at", "v")


@program
def limit_offset(s):
    return s.table("orders").sort("id").limit(3, offset=2).select("id")


@program
def filter_after_limit(s):
    return s.table("orders").sort("id").limit(3).filter(col("id") > 1).select("id").sort("id")


@program
def rename_and_drop(s):
    return s.table("orders").rename({"id": "key", "who": '"lower"'}).drop("price", "nothing").with_column_renamed("amount", "a").sort("key").limit(1)


@program
def select_star_and_more(s):
    return s.table("steps").select("*", (col("v") + 1).as_("w")).sort("g", "at", "v").limit(2)


@program
def select_unaliased(s):
    return s.table("steps").filter(col("v") == 7).select("v", upper(col("g")).as_("u"))


@program
def distinct_after_select(s):
    return s.table("orders").select("region").distinct().sort(col("region").asc_nulls_first())


@program
def distinct_then_sort_by_expression(s):
    return s.table("orders").select("amount").distinct().sort((-col("amount")).asc_nulls_last())


@program
def filter_by_sql_text(s):
    return s.table("orders").filter("amount > 5 or who is null").filter("id < 6").select("id").sort("id")


@program
def select_expr(s):
    return s.table("orders").select_expr("id", "amount * 2 as twice", "upper(who)  as w").sort("id").limit(2)


@program
def col_ilike(s):
    return s.table("orders").sort("id").col_ilike("%i%").limit(1)


@program
def to_df(s):
    return s.table("steps").to_df("x", "y", "z").sort("x", "y", "z").limit(1)


@program
def sum_of_filtered_window_of_join(s):
    o, p = s.table("orders"), s.table("people")
    joined = o.join(p, o["who"] == p["who"], "left").select(o["id"], o["who"].as_("who"), p["boss"], o["amount"])
    w = Window.partition_by("boss").order_by("id")
    return joined.with_column("run", sum_("amount").over(w)).filter(col("run") > 5).group_by("boss").agg(max_("run").as_("m")).sort(col("boss").asc_nulls_last())


@program
def moving_agg(s):
    return s.table("steps").filter(col("g") == "a").analytics.moving_agg(aggs={"v": ["SUM", "AVG"]}, window_sizes=[2], order_by=["at"], group_by=["g"]).sort("at")


@program
def cumulative_agg(s):
    return s.table("steps").filter(col("g") == "a").analytics.cumulative_agg(aggs={"v": ["SUM", "MIN"]}, group_by=["g"], order_by=["at"], is_forward=True).sort("at")


@program
def compute_lag(s):
    return s.table("steps").filter(col("g") == "a").analytics.compute_lag(cols=["v"], lags=[1, 2], order_by=["at"], group_by=["g"]).sort("at")


@program
def time_series_agg(s):
    days = s.create_dataframe([["a", datetime.date(2026, 1, day), amount] for day, amount in [(1, 1), (2, 2), (4, 4), (9, 9)]], schema=["g", "day", "v"])
    return days.analytics.time_series_agg(time_col="day", aggs={"v": ["SUM"]}, windows=["-3D", "2D"], group_by=["g"]).select("day", "v", col('"v_SUM_-3D"').as_("back"), "v_sum_2d").sort("day")
