"""What tests of the pages of the search begin with."""

import pytest

from tests.scheduling.search_builders import NOW, doctor_osei


@pytest.fixture
def before_anybody_works(time_machine):
    """Stop the clock on Monday, before the first appointment of the week."""
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def osei(clinic):
    """A doctor with free times at ``clinic``."""
    return doctor_osei(clinic)
