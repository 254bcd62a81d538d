import pytest


@pytest.fixture
def codes():
    """Return the codes of the rejected rows."""
    return lambda intake: list(intake.rejected["code"])
