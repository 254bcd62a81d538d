"""What looks personal is rejected with a code, and nothing echoes it."""

import json

import pandas as pd
import pytest

import geo
from geo._commands import main
from tests.geo.files import HEADER, Upload, market_csv, market_row


def wide(text):
    """Return letters, digits and signs as those that are as wide as Chinese ones."""
    return "".join(chr(ord(character) + 0xFEE0) for character in text)


SECRETS = [
    "07700 900123",
    "+44 (0)7700 900 123",
    "someone@example.org",
    "AB12 CDE",
    "QQ 12 34 56 C",
]
# the fictional numbers of Ofcom (07700 900000 to 900999, 020 7946 0000 to 0999) and the
# example names of RFC 2606, as they come out of other programs and scripts
WRITTEN_OTHERWISE = [
    wide("7700") + " " + wide("900123"), wide("07700900123"), "٠٧٧٠٠٩٠٠١٢٣", "7700900123",
    "07700/900123", "07700_900-123", "0770\u200b0 900123", "+33 6 12 34 56 78",
    "(020) 7946 0018", wide("someone@example.org"), "someone (at) example.org",
    "someone @ example.org", "someone@example", "jose@xn--espaa-rta.example", "josé@españa.example",
    "AB12-CDE", "AB\u200b12\u200bCDE", "ABC 123D", "qq123456c", "dob 01/02/1990",
    "d.o.b.: 1.2.90",
]  # fmt: skip
HARMLESS = [
    "High Street, SE1 7PB", "A406 North Circular", "A12 junction", "M25 J23", "Block 12, flat 3",
    "Unit 4, N16 8JH", "TQ 33512 84733", "market 12 of 2019/20", "beat 0123", "Hackney 010A",
    "0.1234567890", "-0.0754, 51.5465", "+51.54651234", "E09000012", "born in Hackney",
]  # fmt: skip


def told(intake):
    """Return everything that an intake says, as one text."""
    frames = (intake.records, intake.rejected, intake.disagreements)
    tables = [pd.DataFrame(frame).to_csv() for frame in frames]
    return "\n".join([repr(intake), *intake.notes, *tables, str(dict(intake.mapping))])


@pytest.mark.parametrize("secret", SECRETS)
@pytest.mark.parametrize("column", ["name", "borough"])
def test_free_text_that_looks_personal_rejects_its_row_and_is_told_to_no_one(secret, column):
    data = market_csv(market_row(1, **{column: f"ask {secret}"}), market_row(2))
    for read in (geo.read_markets, lambda source: geo.read_safely("markets", source)):
        intake = read(data)
        assert list(intake.rejected.code) == ["privacy.text"]
        assert list(intake.lines) == [3]
        assert secret not in told(intake)


@pytest.mark.parametrize("secret", WRITTEN_OTHERWISE)
def test_what_is_personal_is_known_in_other_spellings_and_scripts(secret):
    data = market_csv(market_row(1, name=f'"by {secret}"'), market_row(2))
    intake = geo.read_markets(data)
    assert list(intake.rejected.code) == ["privacy.text"]
    assert secret not in told(intake)


@pytest.mark.parametrize("text", HARMLESS)
def test_places_roads_and_coordinates_are_not_taken_for_personal(text):
    intake = geo.read_markets(market_csv(market_row(1, name=f'"{text}"')))
    assert list(intake.records.name) == [text]


@pytest.mark.parametrize("secret", ["someone@example.org", "07700 900123", "+447700900123"])
def test_an_id_that_is_a_phone_number_or_an_address_rejects_its_row(secret):
    data = market_csv(
        market_row(1), market_row(1).replace("1", secret, 1), market_row("0000000042")
    )
    intake = geo.read_markets(data)
    assert list(intake.rejected.code) == ["privacy.text"]
    assert list(intake.records.market_id) == ["1", "0000000042"]
    assert secret not in told(intake)


def test_a_word_that_is_none_of_the_list_is_found_by_its_line_and_not_told():
    header = f"{HEADER},status"
    data = market_csv(market_row(1) + ",active", market_row(2) + ",Jane Roe", header=header)
    intake = geo.read_markets(data)
    note = next(note for note in intake.notes if note.code == "status.unknown")
    assert "first on line 3" in note
    assert "Roe" not in told(intake)


@pytest.mark.parametrize("secret", SECRETS)
@pytest.mark.parametrize("column", ["kind", "first_seen", "longitude", "market_id", "source"])
def test_a_personal_value_in_another_column_is_rejected_without_its_value(secret, column):
    cells = {column: secret} if column != "market_id" else {"kind": secret}
    intake = geo.read_markets(market_csv(market_row(1, **cells), market_row(2)))
    assert secret not in told(intake)


@pytest.mark.parametrize("secret", SECRETS)
def test_rows_that_cannot_be_split_and_lists_do_not_echo_either(secret):
    spoiled = market_csv(f"9,{secret},open", market_row(2))
    intake = geo.read_markets(spoiled)
    assert list(intake.rejected.code) == ["row.width"]
    assert secret not in told(intake)
    listed = geo.read_markets(
        market_csv(market_row(1) + f",{secret}", header=HEADER + ",drugs") + b""
    )
    assert list(listed.rejected.code) == ["privacy.text"]
    category = b"date,x,y,category\n2024-03-01,533512,184733," + secret.encode() + b"\n"
    offences = geo.read_offences(category)
    assert list(offences.rejected.code) == ["privacy.text"]
    assert secret not in told(offences) + told(listed)


@pytest.mark.parametrize("secret", SECRETS)
def test_errors_do_not_echo_what_stands_in_a_file_without_a_header(secret):
    data = f"{secret},open,2024-01-10,-0.0754,51.5465\n2,open,2024-01-10,-0.07,51.54\n".encode()
    for read in (geo.read_markets, lambda source: geo.read_safely("markets", source)):
        with pytest.raises(geo.InputError) as caught:
            read(Upload(data, "a.csv"))
        assert secret not in str(caught.value) + repr(caught.value.args)
    assert secret not in geo.recognise(data).reason


def test_an_error_hides_a_value_and_a_column_that_look_personal():
    error = geo.InputError("x", hint="y.", code="z", value="a@example.org", column="07700 900123")
    assert "example" not in str(error)
    assert "900123" not in str(error)
    assert error.value is None


def test_the_command_line_does_not_echo_either(tmp_path, capsys):
    path = tmp_path / "a.csv"
    rows = [market_row(n, name=f"x {secret}") for n, secret in enumerate(SECRETS)]
    path.write_bytes(market_csv(*rows, market_row(9), f"9,{SECRETS[0]},open"))
    words = ["--rejects", str(tmp_path / "out.csv"), "--json", str(tmp_path / "out.json")]
    assert main(["import", str(path), "--dry-run", *words]) == 1
    output = capsys.readouterr()
    everything = output.out + output.err
    everything += (tmp_path / "out.csv").read_text() + (tmp_path / "out.json").read_text()
    assert json.loads((tmp_path / "out.json").read_text())["files"][0]["rejected_by_code"] == {
        "privacy.text": len(SECRETS),
        "row.width": 1,
    }
    assert not [secret for secret in SECRETS if secret in everything]


@pytest.mark.parametrize(
    "name",
    [
        "Surname",
        "First name",
        "contactName",
        "Keeper name",
        "victim",
        "Suspect DOB",
        "e-mail",
        "VRM",
        "dateofbirth",
        "SuspectName",
        "D.O.B.",
        "Prénom",
        wide("suspect"),
        "tel no",
        "Vehicle Reg",
        "NI number",
        "officer",
        "Defendants",
    ],
)
def test_columns_that_name_persons_refuse_the_file(name):
    with pytest.raises(geo.InputError) as caught:
        geo.read_markets(market_csv(market_row(1) + ",Roe", header=f"{HEADER},{name}"))
    assert caught.value.code == "privacy.columns"
    assert "Roe" not in str(caught.value)


@pytest.mark.parametrize(
    "name",
    ["Surn\u0430me", "S u r n a m e", "Sur\u200bname", "First  Name", "Nachname", "f_orename"],
)
def test_a_column_about_persons_is_refused_however_its_name_is_disguised(name):
    data = market_csv(market_row(1)).replace(b"name,", f"{name},".encode(), 1)
    with pytest.raises(geo.InputError) as caught:
        geo.read_markets(data)
    assert caught.value.code == "privacy.columns"


@pytest.mark.parametrize("held", [{"surname": "x"}, [{"a": {"dob": "x"}}], {"a": [[{"nhs": 1}]]}])
def test_a_column_about_persons_is_refused_inside_of_an_object_too(held):
    properties = {"market_id": "1", "kind": "open", "first_seen": "2024-01-10", "details": held}
    geometry = {"type": "Point", "coordinates": [-0.0754, 51.5465]}
    feature = {"type": "Feature", "properties": properties, "geometry": geometry}
    data = json.dumps({"type": "FeatureCollection", "features": [feature]}).encode()
    with pytest.raises(geo.InputError) as caught:
        geo.read_markets(data)
    assert caught.value.code == "privacy.columns"
