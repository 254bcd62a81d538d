import pytest

from geo import safe_cell


@pytest.mark.parametrize(
    ("given", "safe"),
    [
        # OWASP, "CSV Injection": =, +, -, @, tab and carriage return, also full-width.
        ("=1+1", "'=1+1"),
        ("+x", "'+x"),
        ("-x", "'-x"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("  =1", "'  =1"),
        ("\tx", "'\tx"),
        ("\uff1d1", "'\uff1d1"),
        ("-2.5e3", "-2.5e3"),
        ("+7", "+7"),
        (-2, -2),
        (None, None),
        ("Camden", "Camden"),
    ],
)
def test_text_that_begins_like_a_formula_gets_an_apostrophe(given, safe):
    assert safe_cell(given) == safe
