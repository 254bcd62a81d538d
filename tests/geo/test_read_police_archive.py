"""The zip of data.police.uk, whole and broken, made here and read as offences."""

import io
import random
import zipfile
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import geo
from tests.geo.files import POLICE, Upload, archive, police_csv, police_row


def member(month, force="metropolitan", what="street"):
    return f"{month}/{month}-{force}-{what}.csv"


def refusal(data, name="a.zip"):
    with pytest.raises(geo.InputError) as caught:
        geo.read_offences(Upload(data, name))
    return caught.value


def test_an_archive_is_read_month_by_month_with_the_files_of_its_rejects():
    data = archive(
        {
            member("2024-06"): police_csv(police_row("2024-06"), police_row("2024-06", lon="")),
            member("2024-05"): police_csv(police_row()),
            member("2024-05", what="outcomes"): b"Crime ID,Month\n",
            member("2024-07"): POLICE.encode() + b"\r\n",
        }
    )
    intake = geo.read_offences(Upload(data, "met.zip"))
    assert [geo.period_label(period) for period in intake.records.period] == ["2024-05", "2024-06"]
    assert list(intake.rejected[["line", "file"]].iloc[0]) == [3, "2024-06-metropolitan-street.csv"]
    assert intake.read == 3
    assert "zip.other_files" in {note.code for note in intake.notes}


def test_other_forces_beside_londons_are_left_out_and_named():
    data = archive(
        {
            member("2024-05"): police_csv(police_row()),
            member("2024-05", "essex"): police_csv(police_row(lon="0.47", lat="51.73")),
        }
    )
    intake = geo.read_offences(data)
    assert intake.read == 1
    assert "essex" in next(note for note in intake.warnings if note.code == "zip.other_forces")


def test_an_archive_of_another_force_alone_is_read():
    row = police_row(lon="-1.550626", lat="53.597400")
    assert (
        len(
            geo.read_offences(
                archive({member("2024-05", "west-yorkshire"): police_csv(row)})
            ).records
        )
        == 1
    )


def test_a_missing_month_is_said_once():
    months = ("2024-03", "2024-04", "2024-06")
    data = archive({member(month): police_csv(police_row(month)) for month in months})
    gaps = [note for note in geo.read_offences(data).warnings if note.code == "series.gap"]
    assert len(gaps) == 1
    assert "2024-05" in gaps[0]


def link(name):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as handle:
        info = zipfile.ZipInfo(name)
        info.external_attr = 0o120777 << 16
        handle.writestr(info, "/etc/passwd")
    return buffer.getvalue()


def twice(name):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as handle:
        handle.writestr(name, police_csv(police_row()))
        with pytest.warns(UserWarning, match="Duplicate"):
            handle.writestr(name, police_csv(police_row()))
    return buffer.getvalue()


def flagged(data):
    """Return a zip whose members say that they are encrypted."""
    changed = bytearray(data)
    changed[data.index(b"PK\x01\x02") + 8] |= 1
    changed[6] |= 1
    return bytes(changed)


def lying(data):
    """Return a zip whose directory says that its member has ten bytes."""
    changed = bytearray(data)
    at = data.index(b"PK\x01\x02") + 24
    changed[at : at + 4] = (10).to_bytes(4, "little")
    return bytes(changed)


ONE = archive({member("2024-05"): police_csv(police_row())})


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (archive({member("2024-05"): POLICE.encode() + b"\n" + b"a" * 20_000_000}), "zip.ratio"),
        (archive({"n0.zip": ONE}), "zip.nested"),
        (archive({"../../pwned.csv": b"x"}), "zip.path"),
        (archive({"..\\evil.csv": b"x"}), "zip.path"),
        (archive({"/etc/cron.d/x": b"x"}), "zip.path"),
        (archive({"C:\\Windows\\x.csv": b"x"}), "zip.path"),
        (link("2024-05/link.csv"), "zip.symlink"),
        (twice(member("2024-05")), "zip.duplicate"),
        (flagged(ONE), "zip.encrypted"),
        (lying(ONE), "zip.corrupt"),
        (ONE[:200], "zip.corrupt"),
        (ONE[:-10], "zip.corrupt"),
        (ONE[:100] + ONE[120:], "zip.corrupt"),
        (ONE[20:], "file.binary"),
        (archive({"readme.exe": b"MZ"}), "zip.no_data"),
        (archive({member("2024-05", what="stop-and-search"): b"Type\n"}), "zip.no_data"),
        (archive({"2024-05/CON.csv": b"a", "2024-05/<script>.csv": b"b"}), "zip.no_data"),
        (archive({}), "zip.no_data"),
        (archive({member("2024-05"): b"\x89PNG"}), "file.type"),
        (archive({member("2024-05"): POLICE.encode() + b"\n"}), "file.no_rows"),
        (
            archive(
                {
                    member("2024-05"): police_csv(police_row()),
                    member("2024-06"): b"Month,Longitude,Latitude\n2024-06,-0.1,51.5\n",
                }
            ),
            "header.mixed",
        ),
    ],
)
def test_a_dangerous_or_empty_archive_is_refused_with_its_code(data, code):
    assert refusal(data).code == code


@given(st.integers(0, 2**32))
@settings(max_examples=200)
def test_a_damaged_archive_is_read_or_refused(seed):
    generator = random.Random(seed)
    data = bytearray(ONE)
    for _ in range(generator.randint(1, 6)):
        at = generator.randrange(4, len(data))
        data[at : at + generator.randint(0, 2)] = generator.randbytes(generator.randint(0, 2))
    with suppress(geo.InputError):
        assert geo.read_offences(bytes(data)).read >= 0


def test_an_archive_is_for_offences_only():
    with pytest.raises(geo.InputError) as caught:
        geo.read_markets(ONE)
    assert caught.value.code == "zip.kind"


def test_a_month_without_a_row_is_said_and_the_others_are_read():
    data = archive({member("2024-05"): police_csv(police_row()), member("2024-06"): b""})
    intake = geo.read_offences(data)
    assert intake.accepted == 1
    note = next(note for note in intake.warnings if note.code == "zip.empty_member")
    assert "2024-06-metropolitan-street.csv" in note


def test_folders_may_be_parted_as_windows_does_and_a_month_must_be_one():
    data = archive({member("2024-05").replace("/", "\\"): police_csv(police_row())})
    assert geo.recognise(data).kind == "offences"
    assert geo.read_offences(data).accepted == 1
    assert refusal(archive({member("2024-13"): police_csv(police_row())})).code == "zip.no_data"


def test_a_month_in_two_folders_would_count_twice_and_is_refused():
    twins = {
        name: police_csv(police_row())
        for name in (member("2024-05"), "old/2024-05-metropolitan-street.csv")
    }
    error = refusal(archive(twins))
    assert error.code == "zip.duplicate"
    assert "'2024-05-metropolitan-street.csv' is there in more than one folder" in str(error)
