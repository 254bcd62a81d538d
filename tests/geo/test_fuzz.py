"""Files of every format, broken at random: they are read or refused, and soon."""

import random
import time

import pytest

import geo
from tests.geo.files import Upload
from tests.geo.mutants import READERS, mutated, seeds

SEEDS = seeds()
SECONDS = 20.0  # `tests/bench/fuzz_reading.py` goes on for an hour


@pytest.mark.slow
def test_a_broken_file_is_read_or_refused():
    generator = random.Random(20_001_105)
    until = time.monotonic() + SECONDS
    read = refused = 0
    while time.monotonic() < until:
        name = generator.choice(sorted(SEEDS))
        data = mutated(SEEDS[name], generator)
        for reader in READERS:
            start = time.process_time()
            try:
                reader(Upload(data, name))
            except geo.InputError:
                refused += 1
            else:
                read += 1
            assert time.process_time() - start < 10, (reader, name)
    assert read > 20
    assert refused > 200


@pytest.mark.parametrize("name", sorted(SEEDS))
def test_every_seed_is_good_for_one_of_the_readers(name):
    accepted = []
    for reader in READERS:
        try:
            found = reader(Upload(SEEDS[name], name))
        except geo.InputError:
            continue
        accepted.append(getattr(found, "accepted", 0))
    assert any(accepted)
