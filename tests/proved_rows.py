"""Fail a run of the whole suite in which a test of ``tests/access/security_rows.py`` did not run."""

import pytest

from tests.access.security_rows import ROWS


class ProvedRows:
    """
    Counts the tests that passed, in the process that hears of all of them.

    A run of chosen files, or of tests chosen by name or by a marker of its own, proves what it proves.
    """

    WHOLE = {"not browser", "not postgres and not browser"}

    def __init__(self, config):
        self.passed = set()
        self.is_whole = (
            config.option.markexpr in self.WHOLE
            and not config.option.keyword
            and config.args == config.getini("testpaths")
            and not config.option.deselect
        )

    def pytest_runtest_logreport(self, report):
        if report.when == "call" and report.passed:
            self.passed.add(report.nodeid.partition("[")[0].removeprefix("tests/"))

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session):
        if self.is_whole and self.unproved() and session.exitstatus == 0:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter):
        for row, name in self.unproved() if self.is_whole else []:
            terminalreporter.line(f"UNPROVED row {row}: {name} did not run and pass", red=True)

    def unproved(self):
        return [(row, name) for row, names in ROWS.items() for name in names if name not in self.passed]
