import pytest

import geo
from tests.geo.files import archive, market_csv, market_row, police_csv, police_row
from tests.geo.test_read_geojson import collection, feature

FILES = {
    "markets": [market_csv(market_row(1)), collection(feature())],
    "raids": [b"raid_id,date,easting,northing\n1,2024-03-01,533512,184733\n"],
    "offences": [
        police_csv(police_row()),
        archive({"2024-05/2024-05-metropolitan-street.csv": police_csv(police_row())}),
        b"month,longitude,latitude,gss_code\n2018-02,-0.0754,51.5465,E09000012\n",
    ],
    "area_counts": [
        b"BoroughName,201004,201005\nHackney,1,2\n",
        b"Code,Borough,Year,Offences,Rate,Number_of_offences\nE09000002,B,1999-00,Drugs,1,2\n",
        b"code,borough,year,category,count\nE09000012,Hackney,1999-00,drugs,999\n",
    ],
    "operations": [b"operation_id,name,start,end,areas\n1,A,2000-11,2001-03,Hackney\n"],
}
CASES = [(kind, data) for kind, held in FILES.items() for data in held]


@pytest.mark.parametrize(("kind", "data"), CASES)
def test_a_file_is_recognised_and_its_reader_reads_it(kind, data):
    assert geo.recognise(data) == kind
    assert len(getattr(geo, f"read_{kind}")(data).records) > 0


@pytest.mark.parametrize(("kind", "data"), CASES)
def test_every_other_reader_refuses_it_or_takes_nothing(kind, data):
    for other in FILES.keys() - {kind}:
        with pytest.raises(geo.InputError) as caught:
            getattr(geo, f"read_{other}")(data)
        assert caught.value.code in {"header.kind", "header.missing", "zip.kind", "json.kind"}


def test_what_is_none_of_them_is_none():
    assert geo.recognise(b"colour,size\nred,2\n") is None


def test_a_file_about_persons_is_refused():
    with pytest.raises(geo.InputError) as caught:
        geo.recognise(b"date,offender_age\n2024-01-10,17\n")
    assert caught.value.code == "privacy.columns"
