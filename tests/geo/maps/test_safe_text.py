import html
import unicodedata

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.errors import ParameterError
from geo.maps import safe_text

DANGEROUS = set("<>\"'`\\${}%")


@given(st.text(max_size=400), st.integers(1, 300))
def test_nothing_that_could_act_survives(text, limit):
    shown = safe_text(text, limit=limit)
    assert not DANGEROUS & set(shown)
    # An ampersand is left only as the start of an entity of ours.
    plain = html.unescape(shown)
    assert html.escape(plain, quote=True).count("&") <= shown.count("&")
    assert len(plain) <= limit
    assert all(unicodedata.category(character) not in {"Cc", "Cs"} for character in plain)


@given(st.text(st.characters(categories=["L", "N", "P", "S"]), max_size=150))
def test_every_printed_character_is_shown(text):
    assert html.unescape(safe_text(text)) == text


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("<img src=x onerror=alert(1)>", "&lt;img src=x onerror=alert(1)&gt;"),
        ("${alert(1)}", "&#36;&#123;alert(1)&#125;"),
        ("`a`", "&#96;a&#96;"),
        ("a\\b", "a&#92;b"),
        ("{{ 1 }}{% x %}", "&#123;&#123; 1 &#125;&#125;&#123;&#37; x &#37;&#125;"),
        ("&lt;", "&amp;lt;"),
        ("a\nb\tc", "a b c"),
        ("a\x00\x1b[31mb", "a[31mb"),
        ("safe\u202egnp.exe", "safegnp.exe"),
        (12, "12"),
        (None, ""),
        (float("nan"), ""),
        (pd.NaT, ""),
        (pd.NA, ""),
        ([1, 2], "[1, 2]"),
        (np.array([1, 2]), "[1 2]"),
    ],
)
def test_known_cases(value, shown):
    assert safe_text(value) == shown


def test_long_text_is_capped_in_characters_not_in_markup():
    assert safe_text("<" * 500, limit=3) == "&lt;&lt;…"


def test_a_limit_below_one_is_refused():
    with pytest.raises(ParameterError, match="limit: at least one"):
        safe_text("a", limit=0)
