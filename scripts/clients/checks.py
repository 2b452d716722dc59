"""Runs checks one after the other; each gives one JSON line on stdout: {"check": name} or {"check": name, "error": text}."""

import json
import sys


def run_all(checks):
    for name, body in checks:
        line = {"check": name}
        try:
            body()
        except Exception as error:  # whatever a check raises is its outcome
            line["error"] = f"{type(error).__name__}: {error}"
        print(json.dumps(line), flush=True)


def options():
    host, port = sys.argv[1:3]
    return {
        "account": "local",
        "host": host,
        "port": int(port),
        "protocol": "http",
        "user": "firn",
        "password": "firn",
        "database": "FIRN",
        "schema": "PUBLIC",
        "warehouse": "COMPUTE_WH",
        "role": "ACCOUNTADMIN",
    }


def equal(seen, expected):
    if seen != expected:
        raise AssertionError(f"expected {expected!r}, got {seen!r}")
