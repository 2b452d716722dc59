"""The same programs as in aggregates.ts."""

from snowflake.snowpark import GroupingSets
from snowflake.snowpark.functions import (
    array_agg, avg, col, count, grouping, listagg, max as max_, median, mode, month, percentile_cont, sum as sum_,
    array_size,
)

from programs.program import program


@program
def agg_pair(s):
    return s.table("orders").agg(("amount", "sum"), ("price", "max"))


@program
def agg_pairs_in_a_list(s):
    return s.table("orders").agg([("amount", "avg"), ("*", "count")])


@program
def agg_map(s):
    return s.table("orders").agg({"amount": "sum", "price": "mean"})


@program
def agg_words(s):
    words = ["average", "size", "std", "mode", "median", "count"]
    return s.table("steps").group_by("g").agg(*[("v", word) for word in words]).sort("g")


@program
def agg_of_a_column_pair(s):
    o = s.table("orders")
    return o.group_by("region").agg((o["amount"], "max"), (col("id"), "count")).sort(col("region").asc_nulls_last())


@program
def group_by_unaliased(s):
    return s.table("orders").group_by("region").agg(sum_("amount"), avg(col("price")), count("*")).sort(col("region").asc_nulls_last())


@program
def group_by_methods(s):
    return s.table("orders").group_by("region").sum("amount", "price").sort(col("region").asc_nulls_last())


@program
def group_by_mean_count(s):
    return s.table("orders").group_by("who", "region").count().sort(col("who").asc_nulls_last(), col("region").asc_nulls_last())


@program
def group_by_expression(s):
    return s.table("orders").group_by(month("day").as_("m")).agg(sum_("amount").as_("s")).sort(col("m").asc_nulls_last())


@program
def group_by_nothing(s):
    return s.table("orders").group_by().agg(max_("amount").as_("m"))


@program
def group_by_function(s):
    return s.table("orders").group_by("region").function("array_agg")("id").select("region", array_size(col("ARRAY_AGG(ID)")).as_("n")).sort(col("region").asc_nulls_last())


@program
def rollup(s):
    return s.table("steps").rollup("g", "at").agg(sum_("v").as_("s"), grouping("at").as_("q")).sort(col("g").asc_nulls_last(), col("at").asc_nulls_last())


@program
def cube(s):
    return s.table("orders").cube("who", "region").agg(count("*").as_("n")).sort(col("who").asc_nulls_last(), col("region").asc_nulls_last(), "n")


@program
def grouping_sets(s):
    sets = GroupingSets([col("g"), col("at")], [col("g")], [])
    return s.table("steps").group_by_grouping_sets(sets).agg(count("*").as_("n")).sort(col("g").asc_nulls_last(), col("at").asc_nulls_last())


@program
def having(s):
    return s.table("orders").group_by("region").agg(sum_("amount").as_("s")).filter(col("s") > 10).sort("s")


@program
def aggregates_of_nothing(s):
    return s.table("orders").filter(col("id") > 100).agg(sum_("amount").as_("s"), count("*").as_("n"), listagg("who", ",").as_("l"), array_agg("who").as_("a"))


@program
def listagg_within_group(s):
    return s.table("orders").group_by("region").agg(listagg("who", "-").within_group(col("who").desc()).as_("l")).sort(col("region").asc_nulls_last())


@program
def percentiles(s):
    return s.table("steps").agg(percentile_cont(0.5).within_group("v").as_("p"), median("v").as_("m"), mode("g").as_("o"))


@program
def describe(s):
    return s.table("orders").select("amount", "price", "who").describe()


@program
def describe_one(s):
    return s.table("marks").describe("x")


@program
def crosstab(s):
    return s.table("orders").stat.crosstab("region", "who").sort(col("region").asc_nulls_last())


@program
def approx_quantile(s):
    return s.table("steps").stat.approx_quantile("v", [0, 0.5, 1])


@program
def approx_quantile_of_two(s):
    return s.table("steps").stat.approx_quantile(["v", "at"], [0, 1])


@program
def corr_and_cov(s):
    steps = s.table("steps")
    return [round(steps.stat.corr("at", "v"), 9), round(steps.stat.cov("at", "v"), 9)]
