"""The residents that come with the boroughs."""

import pytest

from boundaries import borough_population
from geo.errors import ParameterError


def test_the_figures_are_the_datastores():
    # London Datastore, Land area and population density, rows of Camden
    assert borough_population(year=2001)["E09000007"] == 202567
    assert borough_population(year=2020)["E09000007"] == 257384
    every = borough_population(year=2010)
    assert every.index.tolist() == [f"E090000{number:02d}" for number in range(1, 34)]
    # London had 7.9 to 8.1 million residents in mid-2010 by the estimates of 2011
    assert 7.7e6 < every.sum() < 8.2e6


@pytest.mark.parametrize(("asked", "taken"), [(1980, "1999"), (2005, "2005"), (2031, "2020")])
def test_the_nearest_year_is_taken_and_named(asked, taken):
    assert borough_population(year=asked).name == taken


def test_a_year_is_a_whole_number():
    with pytest.raises(ParameterError, match="whole number"):
        borough_population(year="2010")
