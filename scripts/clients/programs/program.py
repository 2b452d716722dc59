"""The programs by their names, in the order in which they are written."""

PROGRAMS = {}


def program(body):
    PROGRAMS[body.__name__] = body
    return body
