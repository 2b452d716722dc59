"""The same programs as in windows.ts."""

from snowflake.snowpark import Window
from snowflake.snowpark.functions import (
    avg, col, count, cume_dist, dense_rank, first_value, lag, last_value, lead, lit, max as max_, min as min_,
    nth_value, ntile, percent_rank, rank, row_number, sum as sum_,
)

from programs.program import program


@program
def ranks_with_ties(s):
    w = Window.partition_by("g").order_by("at")
    return s.table("steps").select("g", "at", rank().over(w).as_("r"), dense_rank().over(w).as_("d"), percent_rank().over(w).as_("p"), cume_dist().over(w).as_("c")).sort("g", "at", "r")


@program
def window_rows_frame(s):
    w = Window.partition_by("g").order_by("at", "v").rows_between(-1, Window.CURRENT_ROW)
    return s.table("steps").select("g", "at", "v", sum_("v").over(w).as_("s"), count("v").over(w).as_("n")).sort("g", "at", "v")


@program
def window_rows_following(s):
    w = Window.partition_by("g").order_by("at", "v").rows_between(1, Window.UNBOUNDED_FOLLOWING)
    return s.table("steps").select("g", "at", "v", min_("v").over(w).as_("m")).sort("g", "at", "v")


@program
def window_range_frame(s):
    w = Window.partition_by("g").order_by("at").range_between(-1, 1)
    return s.table("steps").select("g", "at", "v", sum_("v").over(w).as_("s")).sort("g", "at", "v")


@program
def window_default_frame_has_peers(s):
    w = Window.partition_by("g").order_by("at")
    return s.table("steps").select("g", "at", "v", sum_("v").over(w).as_("s"), avg("v").over(w).as_("a")).sort("g", "at", "v")


@program
def lag_lead_with_default(s):
    w = Window.partition_by("g").order_by("at", "v")
    return s.table("steps").select("g", "at", "v", lag("v", 1, 0).over(w).as_("b"), lead("v", 2).over(w).as_("f"), lag("v", 1, None, True).over(w).as_("i")).sort("g", "at", "v")


@program
def first_last_nth_value(s):
    w = Window.partition_by("g").order_by("at", "v")
    whole = w.rows_between(Window.UNBOUNDED_PRECEDING, Window.UNBOUNDED_FOLLOWING)
    return s.table("steps").select("g", "at", first_value("v").over(w).as_("f"), last_value("v").over(whole).as_("l"), nth_value("v", 2, True).over(whole).as_("n")).sort("g", "at", "l")


@program
def ntile_and_sort_helpers(s):
    w = Window.order_by(col("v").desc_nulls_last())
    return s.table("steps").select("v", ntile(lit(3)).over(w).as_("t")).sort(col("v").desc_nulls_first())


@program
def newest_of_each_group(s):
    w = Window.partition_by("g").order_by(col("at").desc(), col("v"))
    return s.table("steps").with_column("rn", row_number().over(w)).filter(col("rn") == 1).drop("rn").sort("g")


@program
def share_of_the_group(s):
    w = Window.partition_by("region")
    return s.table("orders").select("id", "region", (col("amount") / sum_("amount").over(w)).as_("share")).sort("id")


@program
def aggregate_over_the_whole(s):
    return s.table("orders").select("id", sum_("amount").over().as_("s"), max_("price").over().as_("m")).sort("id")
