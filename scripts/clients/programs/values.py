"""The same programs as in values.ts."""

import datetime
import decimal

from snowflake.snowpark.functions import (
    coalesce, col, concat, date_trunc, dateadd, datediff, dayname, iff, lit, round as round_, to_char, upper, when,
    year,
)
from snowflake.snowpark.types import (
    DateType, DecimalType, IntegerType, StringType, StructField, StructType, VariantType, BooleanType,
)

from programs.program import program


@program
def dates(s):
    d = col("day")
    return s.table("orders").select("id", year(d).as_("y"), dateadd("month", lit(1), d).as_("next"), datediff("day", d, lit(datetime.date(2026, 3, 1))).as_("n"), date_trunc("quarter", d).as_("q"), dayname(d).as_("w")).sort("id")


@program
def timestamps(s):
    b = col("born")
    return s.table("people").select("who", date_trunc("hour", b).as_("h"), to_char(b, "YYYY-MM-DD HH24:MI:SS.FF3").as_("t"), b.cast("date").as_("d"), dateadd("second", lit(1), b).as_("s")).sort("who")


@program
def decimals(s):
    p = col("price")
    return s.table("orders").select("id", (p * 3).as_("t"), (p / 3).as_("q"), (p + lit(decimal.Decimal("0.001"))).as_("a"), round_(p, 1).as_("r"), p.cast("int").as_("i"), (p % 2).as_("m")).sort("id")


@program
def integer_division(s):
    return s.table("orders").select("id", (col("amount") / 4).as_("d"), (col("amount") % 4).as_("m"), (-col("amount")).as_("n"), (col("amount") ** 2).as_("p")).sort("id")


@program
def case_when(s):
    a = col("amount")
    return s.table("orders").select("id", when(a > 20, lit("big")).when(a.is_null(), lit("none")).otherwise(lit("small")).as_("w"), when(a > 20, 1).as_("e"), iff(a.is_null(), 0, a).as_("i")).sort("id")


@program
def three_valued_logic(s):
    ok, n = col("ok"), col("n")
    return s.table("marks").select("n", "x", (ok & (n > 1)).as_("a"), (ok | (n > 1)).as_("o"), (~ok).as_("t"), ok.equal_null(lit(None)).as_("e"), n.in_(1, 2).as_("i"), n.between(1, 2).as_("b")).sort(col("n").asc_nulls_last(), "x")


@program
def nan_comparisons(s):
    x = col("x")
    return s.table("marks").select("x", x.equal_nan().as_("e"), (x > 1).as_("g"), coalesce(x, lit(0.0)).as_("c")).sort(x.asc_nulls_last())


@program
def text_operations(s):
    w = col("who")
    return s.table("orders").select("id", concat(w, lit("-"), col("region")).as_("c"), upper(w).as_("u"), w.like("%n%").as_("l"), w.startswith("a").as_("s"), w.substr(1, 2).as_("p"), w.regexp("a.*").as_("r")).sort("id")


@program
def in_a_frame(s):
    o, p = s.table("orders"), s.table("people")
    return o.filter(col("who").in_(p.select("who"))).select("id").sort("id")


@program
def not_in_a_frame_with_null(s):
    o, p = s.table("orders"), s.table("people")
    return o.filter(~col("who").in_(p.select("boss"))).select("id").sort("id")


@program
def mixed_rows_of_dicts(s):
    return s.create_dataframe([{"a": 1, "b": "x"}, {"a": None, "b": None}, {"a": 3}]).sort(col("a").asc_nulls_last())


@program
def rows_with_schema(s):
    schema = StructType([StructField("a", IntegerType()), StructField("b", DecimalType(10, 3)), StructField("c", DateType()), StructField("d", VariantType()), StructField("e", BooleanType())])
    return s.create_dataframe([[1, decimal.Decimal("2.5"), datetime.date(2026, 1, 2), {"k": [1]}, True], [None, None, None, None, None]], schema).sort(col("a").asc_nulls_last())


@program
def rows_of_scalars(s):
    return s.create_dataframe([3, 1, 2], schema=["n"]).sort("n")


@program
def rows_without_names(s):
    return s.create_dataframe([[1, "a"], [2, "b"]]).sort("_1")


@program
def short_list_of_names(s):
    return s.create_dataframe([[1, "a", True]], schema=["x"])


@program
def empty_with_schema(s):
    return s.create_dataframe([], schema=StructType([StructField("a", IntegerType()), StructField("b", StringType())]))


@program
def values_of_range(s):
    return s.range(10, 1, -3).sort("id")
