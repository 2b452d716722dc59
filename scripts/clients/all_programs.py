"""The programs of this folder in Snowpark Python, whose answers those of @firn/snowpark are compared with: all_programs.py HOST PORT."""

import datetime
import decimal
import json
import math
import pathlib
import re

from snowflake.snowpark import Session

from checks import options
from programs.program import PROGRAMS
from programs import joins, windows, nulls, reshaping, sets, aggregates, values, chains, tables, stars  # noqa: F401, each adds its programs

SELECT = re.compile(r"\bselect\b", re.IGNORECASE)


def cell(value):
    if isinstance(value, float):
        return "NaN" if math.isnan(value) else value
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) > 2**53:
        return str(value)
    if isinstance(value, decimal.Decimal):
        return format(value.normalize(), "f")
    if isinstance(value, datetime.datetime):
        return value.isoformat()
    if isinstance(value, (datetime.date, datetime.time)):
        return value.isoformat()
    if isinstance(value, (list, tuple)):
        return [cell(each) for each in value]
    return value


def answer(given):
    if isinstance(given, list):
        return [answer(each) for each in given]
    if not hasattr(given, "collect"):
        return cell(given)
    rows = given.collect()
    names = list(rows[0]._fields) if rows else given.columns
    return {"columns": names, "rows": [[cell(value) for value in row] for row in rows]}


def main():
    session = Session.builder.configs(options()).create()
    session.sql("create or replace schema of_python").collect()
    for statement in (pathlib.Path(__file__).parent / "programs" / "tables.sql").read_text().split(";\n"):
        if statement.strip():
            session.sql(statement).collect()
    for name, body in PROGRAMS.items():
        line = {"program": name}
        try:
            given = body(session)
            frames = [each for each in (given if isinstance(given, list) else [given]) if hasattr(each, "queries")]
            line["selects"] = sum(len(SELECT.findall(text)) for frame in frames for text in frame.queries["queries"])
            line["answer"] = answer(given)
        except Exception as error:  # whatever a program raises is its answer
            line["error"] = f"{type(error).__name__}: {error}"
        print(json.dumps(line), flush=True)


main()
