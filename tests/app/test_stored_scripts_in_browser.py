"""Text that would run as code, in every name that a file can bring, on every page in Chromium.

That none runs shows as no dialogue; that none sends a request shows in the record of them all.
"""

import json
import re

import pytest

from geo import store as stores
from tests.app.conftest import add
from tests.app.driving import (
    PATIENCE_MS,
    choose,
    drop,
    open_app,
    open_page,
    open_section,
    settled,
    the_map,
)
from tests.browser import ROOT

pytestmark = pytest.mark.browser

PAYLOADS = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(2)>",
    "${alert(3)}",
    "`+alert(4)+`",
    "\\u003cimg src=x onerror=alert(5)\\u003e \\",
    "</script><script>alert(6)</script>",
    "[drug](javascript:alert(7))",
    "![drug](http://127.0.0.2/8.png)",
    "{{alert(9)}} {% raw %} :material/bolt: $x^2$",
)
FILE = "<img src=x onerror=alert(10)> ![a](http:127.0.0.2) `${alert(11)}`.csv"


def quoted(text):
    return '"' + text.replace('"', '""') + '"'


def fill(store):
    """Put every payload into every field that is shown, as nine districts in a row."""
    squares = [
        {
            "type": "Feature",
            "properties": {"code": f"E0500900{at}", "name": name},
            "geometry": {
                "type": "Polygon",
                "coordinates": [
                    [
                        [-0.45 + 0.08 * x, 51.4 + 0.1 * y]
                        for x, y in ((at, 0), (at + 1, 0), (at + 1, 1), (at, 1), (at, 0))
                    ]
                ],
            },
        }
        for at, name in enumerate(PAYLOADS)
    ]
    layer = json.dumps({"type": "FeatureCollection", "name": PAYLOADS[1], "features": squares})
    add(store, "areas", layer, name=FILE.replace(".csv", ".geojson"), by=PAYLOADS[1])
    markets = ["market_id,kind,name,drugs,longitude,latitude,first_seen"]
    raids = ["raid_id,date,operation,longitude,latitude"]
    offences = ["month,category,longitude,latitude"]
    counts = ["code,period,category,subcategory,count"]
    for at, text in enumerate(PAYLOADS):
        spread = [f"{-0.41 + 0.08 * at + 0.002 * step:.4f},51.45{step}1" for step in range(8)]
        markets += [
            f"M{at}{step},open,{quoted(text)},{quoted(text)},{place},2000-10-01"
            for step, place in enumerate(spread)
        ]
        raids.append(f"R{at},2000-11-20,{quoted(text)},{spread[0]}")
        offences.append(f"2000-11,{quoted(text)},{spread[1]}")
        for step in range(14):
            month, number = f"{1999 + (10 + step) // 12}-{(10 + step) % 12 + 1:02d}", 30 + at + step
            counts.append(
                f"E0500900{at},{month},{quoted('drug ' + PAYLOADS[1])},{quoted(text)},{number}"
            )
    operations = (
        "operation_id,name,start,end,areas\n"
        f"O1,{quoted(PAYLOADS[1])},2000-11-01,2000-11-30,E05009004\n"
        f"O2,{quoted(PAYLOADS[7])},2000-11-01,2000-11-30,E05009002\n"
    )
    disposals = ["area_code,month,drug,disposal,count"]
    links = ["from_code,to_code,month,kind,count"]
    premises = ["premises_id,date,area_code,measure,operation"]
    campaigns = ["campaign_id,name,start,end,areas,channel"]
    calls = ["area_code,week_beginning,hotline,calls"]
    for at, text in enumerate(map(quoted, PAYLOADS)):
        code, after = f"E0500900{at}", f"E0500900{(at + 1) % 9}"
        disposals.append(f"{code},2000-11,heroin,{text},{20 + at}")
        links.append(f"{code},{after},2000-11,{text},{30 + at}")
        premises.append(f"P{at},2000-11-20,{code},{text},{text}")
        campaigns.append(f"C{at},{text},2000-11-13,2000-11-26,{code},{text}")
        calls += [f"{code},2000-{month}-06,{text},{10 + at}" for month in ("10", "11")]
    for kind, lines in (
        ("markets", markets),
        ("raids", raids),
        ("offences", offences),
        ("area_counts", counts),
        ("disposals", disposals),
        ("links", links),
        ("premises", premises),
        ("campaigns", campaigns),
        ("calls", calls),
    ):
        add(store, kind, "\n".join(lines) + "\n", name=FILE, by=PAYLOADS[7])
    add(store, "operations", operations, name=FILE, by=PAYLOADS[8])
    for text in PAYLOADS:
        said = {
            "operation": PAYLOADS[7],
            "areas": ["E05009002"],
            "area_names": [text],
            **dict.fromkeys(("worked", "failed", "next", "conclusion", "start", "end"), text),
        }
        store.save_document("lesson", text, said, by=text)
    handling = {"marking": "OFFICIAL", "handling": PAYLOADS[1], "profile": "internal"}
    store.save_document("setting", "workspace", handling, by=PAYLOADS[1])


@pytest.fixture
def app(chromium, served_alone, recorded, tmp_path):
    """Return a page of an app whose store holds the payloads."""
    path = tmp_path / "hostile.sqlite"
    store = stores.open_store(path)
    fill(store)
    store.close()
    url = served_alone(ROOT / "app.py", CRACKDOWN_STORE=str(path))
    page = open_app(chromium, url, record=recorded)
    yield page
    page.context.close()


def test_the_payloads_are_all_in_the_store(tmp_path):
    with stores.open_store(tmp_path / "hostile.sqlite") as store:
        fill(store)
        counts = store.counts()
        held = set(store.records("markets")["name"])
    assert counts == {
        "markets": 72,
        "raids": 9,
        "offences": 9,
        "area_counts": 126,
        "operations": 2,
        "disposals": 9,
        "links": 9,
        "premises": 9,
        "campaigns": 9,
        "calls": 18,
        "areas": 9,
    }
    assert held == set(PAYLOADS)


def open_the_later_pages(app):
    open_page(app, "Operation")
    choose(app, "Operation", PAYLOADS[7])
    the_map(app)
    settled(app)

    open_page(app, "Briefing")
    choose(app, "Operation", PAYLOADS[7])
    scenes = app.frame_locator("iframe").first
    scenes.get_by_text(PAYLOADS[1]).first.wait_for(state="attached")
    settled(app)

    open_page(app, "Settings")
    assert app.locator(".cd-marking.cd-top").inner_text().endswith(PAYLOADS[1])


def test_no_stored_script_runs_or_sends_a_request_on_any_page(app, tmp_path):
    frame = the_map(app)
    shown = set()
    found = frame.locator(".leaflet-crackdown-marks-pane path")
    for at in range(0, found.count(), 4):
        found.nth(at).hover(force=True)
        tips = frame.locator(".cd-tip:visible").all_inner_texts()
        shown |= {payload for payload in PAYLOADS for tip in tips if payload in tip}
    assert set(PAYLOADS) - shown == set()
    assert set(frame.locator(".cd-label span").all_inner_texts()) <= {"", *PAYLOADS}
    found.first.click(force=True)
    frame.locator(".leaflet-crackdown-selected-pane path").first.wait_for(state="attached")
    # What a page still says when it is left, Streamlit takes for a wish to stay.
    app.wait_for_timeout(1_000)
    settled(app)

    open_page(app, "Hotspots")
    app.get_by_test_id("stSidebar").get_by_text("Markets", exact=True).click()
    the_map(app)
    settled(app)
    app.get_by_test_id("stSidebar").get_by_text("Is it more than chance?").click()
    settled(app)

    open_page(app, "Targets")

    open_the_later_pages(app)

    open_page(app, "Displacement")
    choose(app, "Operation", PAYLOADS[7])
    settled(app)

    open_page(app, "Data")
    header = "ref,sort," + ",".join(map(quoted, PAYLOADS))
    strange = tmp_path / FILE.replace("/", "")
    strange.write_text(f"{header}\nS1,open,{','.join('1' * len(PAYLOADS))}\n", encoding="utf-8")
    drop(app, strange)
    app.get_by_text("those of no kind of record").wait_for()
    choose(app, "What it holds", "Markets")
    app.get_by_text("no column holds").wait_for()
    app.get_by_role("combobox", name="market_id", exact=True).click()
    offered = app.get_by_role("option").all_inner_texts()
    assert set(PAYLOADS) <= {text.strip() for text in offered}
    app.keyboard.press("Escape")

    open_section(app, "What is loaded")
    for number in ("1", "2", "6"):
        choose(app, "Look into a batch", re.compile(f"^{number}: "))
        assert "onerror=alert(10)" in app.locator("h3.file").inner_text()
    for panel in ("Live records", "Rejected rows", "Notes from reading"):
        app.get_by_text(re.compile(f"^{panel}")).click()
    app.get_by_role("button", name="Undo this batch").click()
    app.get_by_text("leave every page").wait_for(timeout=PATIENCE_MS)
    app.get_by_role("button", name="Leave it as it is").click()
    settled(app)
    open_section(app, "Log")
    app.get_by_text("Entries can be added to the log").wait_for()
    assert app.record.dialogues == []
    assert app.record.outside() == []
