import pytest
from hypothesis import given
from hypothesis import strategies as st

import geo
from geo._written_coordinates import degrees_of, grid_square


@pytest.mark.parametrize(
    ("text", "square"),
    [
        # Ordnance Survey, "Using the National Grid": TL 449 582 (Cambridge), NN 166 712 (Ben Nevis)
        ("TL 449 582", (544950, 258250, 100)),
        ("NN166712", (216650, 771250, 100)),
        ("TG 51409 13177", (651409.5, 313177.5, 1)),
        ("SV 00 00", (500, 500, 1000)),
        ("HP 99 99", (499500, 1299500, 1000)),
        ("tq 3351 8473", (533515, 184735, 10)),
    ],
)
def test_grid_references_name_the_middle_of_their_square(text, square):
    assert grid_square(text) == square


@pytest.mark.parametrize(
    "text",
    ["", "TQ", "TQ 335", "TQ 335 84", "TQ33584", "TI 335 847", "AA 00 00", "533512, 184733",
     "TQ 335 847 x", "TQ335847123456"],
)  # fmt: skip
def test_what_is_no_grid_reference_is_none(text):
    assert grid_square(text) is None


@given(st.integers(0, 699_999), st.integers(0, 1_299_999))
def test_every_metre_of_the_grid_is_found_again(easting, northing):
    letters = "ABCDEFGHJKLMNOPQRSTUVWXYZ"
    east, north = easting // 100_000, northing // 100_000
    first = 19 - north - (19 - north) % 5 + (east + 10) // 5
    second = (19 - north) * 5 % 25 + east % 5
    text = f"{letters[first]}{letters[second]} {easting % 100_000:05d} {northing % 100_000:05d}"
    assert grid_square(text) == (easting + 0.5, northing + 0.5, 1.0)


@pytest.mark.parametrize(
    ("text", "degrees"),
    [
        ("51°32'47.4\"N", 51.5465), ("51° 32.79' N", 51.5465), ("0°4'31.44\"W", -0.0754),
        ("N 51.5465", 51.5465), ("0.0754°W", -0.0754), ("51\u00b032\u203247.4\u2033 n", 51.5465),
    ],
)  # fmt: skip
def test_minutes_seconds_and_directions_are_read(text, degrees):
    assert degrees_of(text) == pytest.approx(degrees, abs=1e-9)


@pytest.mark.parametrize(
    "text", ["", "51.5465", "51,5465", "51°75'0\"N", "-51 N", "N 51 N", "north", "TQ 335 847"]
)
def test_other_text_is_no_degrees(text):
    assert degrees_of(text) is None


def test_files_with_grid_references_and_with_minutes_are_read(codes):
    grid = geo.read_raids(
        b"raid_id,date,grid_ref\n1,2024-03-01,TQ 33512 84733\n2,2024-03-01,\n3,2024-03-01,TQ 3\n"
    )
    assert (grid.records.geometry.x[0], grid.records.geometry.y[0]) == (533512.5, 184733.5)
    assert codes(grid) == ["coord.missing", "coord.unreadable"]
    coarse = geo.read_raids(b"raid_id,date,grid_ref\n1,2024-03-01,TQ 335 847\n")
    assert "coord.low_precision" in {note.code for note in coarse.warnings}
    data = 'raid_id,date,latitude,longitude\n1,2024-03-01,"51°32\'47.4""N",0°4\'31.44W\n'
    minutes = geo.read_raids(data.replace("31.44W", "31.44''W").encode())
    assert minutes.records.geometry.x[0] == pytest.approx(533550.67, abs=0.01)
