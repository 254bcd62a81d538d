"""The script that rebuilds the shipped files, as far as it goes without the Debian package."""

import csv
import importlib.util
import io
import json
import lzma
import tarfile

import numpy as np
import pytest

from boundaries._load_boroughs import DATA


@pytest.fixture(scope="module")
def build():
    spec = importlib.util.spec_from_file_location("build", DATA / "build.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_shipped_boroughs_are_written_as_the_script_writes_them(build, boroughs):
    lines = (DATA / "boroughs.geojson").read_text(encoding="utf-8").splitlines()
    assert json.loads(f"{lines[0]}]}}")["crs"]["properties"]["name"].endswith("EPSG::27700")
    rows = zip(boroughs["code"], boroughs["name"], boroughs.geometry, strict=True)
    assert [line.rstrip(",") for line in lines[1:-1]] == [build.feature(*row) for row in rows]


def test_the_pairs_by_land_and_across_the_river_follow_from_the_shipped_boroughs(
    build, boroughs, land_pairs
):
    areas = boroughs.geometry.to_numpy()
    codes = boroughs["code"].tolist()
    assert {(codes[a], codes[b]) for a, b in build.land_pairs(areas)} == land_pairs
    with (DATA / "river_pairs.csv").open(encoding="utf-8", newline="") as file:
        shipped = [(row["code_a"], row["code_b"]) for row in csv.DictReader(file)]
    assert [(codes[a], codes[b]) for a, b in build.river_pairs(areas)] == shipped


def test_undoing_the_shift_gives_metres_of_the_british_grid(build):
    import pyproj

    # the same place by EPSG's better transformation lies within its accuracy of 2 m or so
    x, y = pyproj.Transformer.from_pipeline(build.TO_METRES).transform(-0.1282, 51.5077)
    better = pyproj.Transformer.from_crs(4326, 27700, always_xy=True).transform(-0.1282, 51.5077)
    assert np.hypot(x - better[0], y - better[1]) < 5


def _deb(*members):
    content = b"!<arch>\n"
    for name, data in members:
        head = f"{name:<16}{0:<12}{0:<6}{0:<6}{100644:<8}{len(data):<10}`\n".encode()
        content += head + data + b"\n" * (len(data) % 2)
    return content


def test_the_data_of_a_debian_package_are_found(build, tmp_path):
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for name, data in (("Rdata.rdx", b"index"), ("Rdata.rdb", b"data"), ("README", b"no")):
            info = tarfile.TarInfo(f"./usr/lib/R/site-library/spData/data/{name}")
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    package = tmp_path / "a.deb"
    package.write_bytes(
        _deb(("debian-binary", b"2.0"), ("data.tar.xz", lzma.compress(buffer.getvalue())))
    )
    assert build.rdata_files(package) == (b"index", b"data")
    package.write_bytes(_deb(("debian-binary", b"2.0\n")))
    with pytest.raises(SystemExit, match=r"holds no data\.tar\.xz"):
        build.rdata_files(package)
