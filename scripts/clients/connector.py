"""The Python connector as a team would use it: connector.py HOST PORT."""

import datetime
import decimal
import time

import snowflake.connector
from snowflake.connector import ProgrammingError
from snowflake.connector.constants import QueryStatus

from checks import equal, options, run_all

state = {}


def cursor():
    return state["connection"].cursor()


def rows(sql, binds=None):
    with cursor() as open_cursor:
        return open_cursor.execute(sql, binds).fetchall()


def login():
    state["connection"] = snowflake.connector.connect(paramstyle="pyformat", **options())


def wrong_password():
    try:
        snowflake.connector.connect(**{**options(), "password": "wrong"})
    except snowflake.connector.errors.DatabaseError as error:
        equal("Incorrect username or password" in str(error), True)
    else:
        raise AssertionError("the login succeeded")


def query():
    equal(rows("select 1 as A, 'x' as B"), [(1, "x")])


def error_of_a_statement():
    try:
        rows("select * from NO_SUCH_TABLE")
    except ProgrammingError as error:
        equal(error.errno, 2003)
    else:
        raise AssertionError("the statement succeeded")


TYPES = """select 12.50::number(10,2), 1.5::double, 'é', true, null, to_date('2024-02-29'), to_time('12:34:56.789'),
  to_timestamp_ntz('2024-02-29 12:34:56.789'), to_binary('00ff')"""
VALUES = (
    decimal.Decimal("12.50"),
    1.5,
    "é",
    True,
    None,
    datetime.date(2024, 2, 29),
    datetime.time(12, 34, 56, 789000),
    datetime.datetime(2024, 2, 29, 12, 34, 56, 789000),
    b"\x00\xff",
)


def types(result_format):
    def check():
        rows(f"alter session set PYTHON_CONNECTOR_QUERY_RESULT_FORMAT = '{result_format}'")
        try:
            with cursor() as open_cursor:
                equal([tuple(row) for row in open_cursor.execute(TYPES).fetchall()], [VALUES])
                # The values are the same in both forms; only the answer says in which form they came.
                equal(open_cursor._query_result_format, result_format.lower())
        finally:
            rows("alter session unset PYTHON_CONNECTOR_QUERY_RESULT_FORMAT")

    return check


def timestamp_with_offset():
    (value,) = rows("select to_timestamp_tz('2024-02-29 12:34:56 +02:00')")[0]
    equal(value.isoformat(), "2024-02-29T12:34:56+02:00")


def semi_structured():
    (text,) = rows("""select parse_json('{"a": [1, 2]}')""")[0]
    equal("".join(text.split()), '{"a":[1,2]}')


def binds():
    equal(rows("select %s, %s", (7, "it's")), [(7, "it's")])


def server_side_binds():
    connection = snowflake.connector.connect(paramstyle="qmark", **options())
    try:
        with connection.cursor() as open_cursor:
            equal(open_cursor.execute("select ?, ?", (7, "x")).fetchall(), [(7, "x")])
            open_cursor.execute("create or replace table PY_MANY (ID number, NAME text)")
            open_cursor.executemany("insert into PY_MANY values (?, ?)", [(at, f"n{at}") for at in range(500)])
            equal(open_cursor.execute("select count(*), max(ID) from PY_MANY").fetchall(), [(500, 499)])
            open_cursor.execute("drop table PY_MANY")
    finally:
        connection.close()


def ddl_and_dml():
    equal(rows("create or replace table PY_T (ID number, NAME text)"), [("Table PY_T successfully created.",)])
    with cursor() as open_cursor:
        open_cursor.execute("insert into PY_T values (1, 'a'), (2, 'b')")
        equal(open_cursor.rowcount, 2)
        open_cursor.execute("update PY_T set NAME = 'c' where ID = 2")
        equal(open_cursor.rowcount, 1)
    equal(rows("select * from PY_T order by ID"), [(1, "a"), (2, "c")])
    equal(rows("delete from PY_T"), [(2,)])
    rows("drop table PY_T")


def transaction():
    connection = state["connection"]
    rows("create or replace table PY_TX (ID number)")
    connection.autocommit(False)
    rows("insert into PY_TX values (1)")
    connection.rollback()
    connection.autocommit(True)
    equal(rows("select count(*) from PY_TX"), [(0,)])
    rows("drop table PY_TX")


def describe():
    with cursor() as open_cursor:
        equal([column.name for column in open_cursor.describe("select 1 as A, 'x' as B")], ["A", "B"])


def chunks():
    sql = "select seq4() as N, repeat('x', 100) as T from table(generator(rowcount => 50000)) order by N"
    equal([len(rows(sql)), rows(sql)[-1][0]], [50_000, 49_999])


def pandas():
    with cursor() as open_cursor:
        frame = open_cursor.execute("select 1 as A, 'x' as B").fetch_pandas_all()
    equal(frame.to_dict("records"), [{"A": 1, "B": "x"}])


def asynchronous():
    connection = state["connection"]
    with cursor() as open_cursor:
        open_cursor.execute_async("select 42")
        query_id = open_cursor.sfqid
    with cursor() as open_cursor:
        open_cursor.get_results_from_sfqid(query_id)
        equal(open_cursor.fetchall(), [(42,)])
    equal(connection.get_query_status(query_id), QueryStatus.SUCCESS)


def cancel():
    connection = state["connection"]
    with cursor() as open_cursor:
        open_cursor.execute_async("select system$wait(60)")
        query_id = open_cursor.sfqid
        equal(connection.is_still_running(connection.get_query_status(query_id)), True)
        equal(open_cursor.abort_query(query_id), True)
    end = time.monotonic() + 20
    while connection.is_still_running(connection.get_query_status(query_id)):
        if time.monotonic() > end:
            raise AssertionError("the query still runs")
        time.sleep(0.05)
    equal(connection.is_an_error(connection.get_query_status(query_id)), True)


def several_statements():
    with cursor() as open_cursor:
        open_cursor.execute("select 1; select 2", num_statements=2)
        equal(open_cursor.fetchall(), [(1,)])
        open_cursor.nextset()
        equal(open_cursor.fetchall(), [(2,)])


def write_pandas():
    import pandas as pd
    from snowflake.connector.pandas_tools import write_pandas as write

    frame = pd.DataFrame({"A": [1, 2], "B": ["x", "y"]})
    write(state["connection"], frame, "PY_PANDAS", auto_create_table=True, overwrite=True)
    equal(rows("select * from PY_PANDAS order by A"), [(1, "x"), (2, "y")])
    rows("drop table PY_PANDAS")


def logout():
    state["connection"].close()


run_all(
    [
        ("login", login),
        ("wrong password", wrong_password),
        ("query", query),
        ("error of a statement", error_of_a_statement),
        ("types, as Arrow", types("ARROW")),
        ("types, as JSON", types("JSON")),
        ("timestamp with offset", timestamp_with_offset),
        ("semi-structured value", semi_structured),
        ("binds of the client", binds),
        ("binds of the server, rows as an array", server_side_binds),
        ("DDL and DML", ddl_and_dml),
        ("transaction", transaction),
        ("describe", describe),
        ("many rows, in chunks", chunks),
        ("result as pandas", pandas),
        ("asynchronous query, status and result", asynchronous),
        ("cancel of an asynchronous query", cancel),
        ("several statements in one request", several_statements),
        ("write_pandas", write_pandas),
        ("logout", logout),
    ]
)
