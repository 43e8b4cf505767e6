"""Every row that is owed has its tests, and each of them is there and runs."""

import ast
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from tests.access.security_rows import OWED, ROWS

TESTS = Path(__file__).resolve().parents[1]
LETS_OFF = {"skip", "skipif", "xfail", "importorskip"}
JUDGES = {"raises", "run_state_machine_as_test"}
NAMED = [(row, name) for row, names in ROWS.items() for name in names]


@cache
def parsed(path):
    return ast.parse((TESTS / path).read_text())


def words(node):
    """Return every name and attribute in a piece of code."""
    parts = ast.walk(node)
    return {getattr(part, "attr", None) or getattr(part, "id", None) for part in parts}


def find(name):
    """Return the function and the marks on it, its class and its file; raises LookupError where there is none."""
    path, *inside = name.split("::")
    if not (TESTS / path).exists():
        raise LookupError(path)
    body, marks = parsed(path).body, [node for node in parsed(path).body if isinstance(node, ast.Assign)]
    marks = [node for node in marks if "pytestmark" in words(node)]
    for step in inside:
        node = next((node for node in body if getattr(node, "name", None) == step), None)
        if node is None:
            raise LookupError(name)
        marks += node.decorator_list
        body = getattr(node, "body", [])
    return node, marks


def test_every_row_that_is_owed_has_a_test():
    assert {row for row in OWED if not ROWS.get(row)} == set()


@pytest.mark.parametrize(("row", "name"), NAMED, ids=[f"{row} {name.split('::')[-1]}" for row, name in NAMED])
def test_the_test_of_a_row_is_there_and_runs(row, name):
    function, marks = find(name)
    marked = set().union(*map(words, marks))

    assert isinstance(function, ast.FunctionDef)
    assert not LETS_OFF & (marked | words(function))
    assert "browser" not in marked
    assert judges(function)


def judges(function):
    """Say whether a test can fail for a reason of its own."""
    return bool(JUDGES & words(function)) or any(isinstance(part, ast.Assert) for part in ast.walk(function))


@pytest.mark.parametrize(
    "gone",
    [
        "access/test_nowhere.py::test_nothing",
        "access/test_security_rows.py::test_nothing",
        "access/test_security_rows.py::TestNothing::test_every_row_that_is_owed_has_a_test",
    ],
)
def test_a_test_that_is_missing_is_missed(gone):
    with pytest.raises(LookupError):
        find(gone)


def test_a_whole_run_fails_for_a_test_that_did_not_run():
    """A suite of one file, in which nothing of what the rows name is."""
    whole = ["-o", "testpaths=tests/accounts/test_safe_next.py", "-m", "not browser"]
    command = [sys.executable, "-m", "pytest", "-q", "-n", "0", "-p", "no:cacheprovider", *whole]
    run = subprocess.run(command, cwd=TESTS.parent, capture_output=True, text=True, check=False)

    assert "failed" not in run.stdout
    assert run.returncode == pytest.ExitCode.TESTS_FAILED
    assert run.stdout.count("UNPROVED row") == len(NAMED) - sum("test_safe_next" in name for _row, name in NAMED)
