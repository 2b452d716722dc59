"""The same programs as in reshaping.ts."""

from snowflake.snowpark.functions import (
    col, count, explode, explode_outer, flatten, get, lit, max as max_, parse_json, sum as sum_, typeof,
)

from programs.program import program


@program
def pivot_with_nulls(s):
    return s.table("orders").select("region", "who", "amount").pivot("who", ["ann", "bob", "zed"]).sum("amount").sort(col("region").asc_nulls_last())


@program
def pivot_default_on_null(s):
    return s.table("orders").select("region", "who", "amount").pivot("who", ["ann", "bob"], default_on_null=0).sum("amount").sort(col("region").asc_nulls_last())


@program
def pivot_of_a_group(s):
    return s.table("orders").group_by("region").pivot("who", ["ann", "cid"]).max("amount").sort(col("region").asc_nulls_last())


@program
def pivot_any(s):
    return s.table("steps").select("g", "v").pivot("g").sum("v")


@program
def pivot_by_numbers(s):
    return s.table("steps").group_by("g").pivot("at", [1, 3]).agg(sum_("v")).sort("g")


@program
def pivot_several_aggregates(s):
    return s.table("steps").group_by("g").pivot("at", [1, 3]).agg(sum_("v"), count("v")).sort("g")


@program
def pivot_several_of_texts(s):
    pivoted = s.table("orders").group_by("region").pivot("who", ["ann", "bob"]).agg(sum_("amount"), max_("id"))
    return pivoted.sort(col("region").asc_nulls_last())


@program
def unpivot(s):
    return s.table("steps").select("g", "at", "v").unpivot("value", "name", ["at", "v"]).sort("g", "name", "value")


@program
def unpivot_with_nulls(s):
    return s.table("steps").filter(col("g") == "a").unpivot("value", "name", ["at", "v"], include_nulls=True).sort("name", col("value").asc_nulls_first())


@program
def explode_array(s):
    return s.table("events").select("id", explode("tags").as_("tag")).sort("id", "tag")


@program
def explode_outer_array(s):
    return s.table("events").select("id", explode_outer("tags").as_("tag")).sort("id", "tag")


@program
def explode_object(s):
    return s.table("events").select("id", explode("bag").as_("k", "v")).sort("id", "k")


@program
def flatten_a_path(s):
    joined = s.table("events").join_table_function(flatten(col("body"), "list"))
    return joined.select("id", "index", "value").sort("id", "index")


@program
def flatten_outer_recursive(s):
    joined = s.table("events").join_table_function("flatten", input=col("body"), outer=lit(True), recursive=lit(True))
    return joined.select("id", "path").sort("id", "path")


@program
def split_to_rows(s):
    words = s.create_dataframe([["a b", 1], ["c", 2]], schema=["t", "i"])
    return words.join_table_function("split_to_table", col("t"), lit(" ")).select("i", "index", "value").sort("i", "index")


@program
def session_flatten(s):
    return s.table_function("flatten", input=parse_json(lit('{"a": 1, "b": [2]}'))).select("key", "value").sort("key")


@program
def nested_access(s):
    e = s.table("events")
    return e.select("id", e["body"]["user"]["name"].as_("name"), e["body"]["list"][1].as_("second"), e["body"]["a'b"].as_("odd"), get(e["tags"], lit(0)).as_("tag")).sort("id")


@program
def nested_access_typed(s):
    body = col("body")
    return s.table("events").select("id", body["user"]["age"].cast("int").as_("age"), body["user"]["name"].cast("string").as_("name"), typeof(body["list"]).as_("t")).sort("id")
