import re
from functools import cache

import pytest
from playwright.sync_api import expect

from briefing import to_html
from tests.briefing import told

SIZES = [(1280, 720), (1920, 1080), (1024, 768)]
# What of an element's own text does not lie inside its scene, and scenes that would have to scroll.
CUT = """() => {
  const scene = document.querySelector('.scene.on'), cut = [];
  if (scene.scrollWidth > scene.clientWidth || scene.scrollHeight > scene.clientHeight)
    cut.push('the scene scrolls');
  const bar = document.querySelector('.bar').getBoundingClientRect().top;
  const words = 'h1, h2, p, li span, figcaption, button, summary, text';
  for (const one of scene.querySelectorAll(words)) {
    const box = one.getBoundingClientRect();
    if (!box.width || one.closest('.more, .frame:not(.on)')) continue;
    if (one.closest('details:not([open])') && one.tagName !== 'SUMMARY') continue;
    if (box.left < -1 || box.right > innerWidth + 1 || box.top < -1 || box.bottom > bar + 1)
      cut.push(one.textContent);
    if (one.scrollWidth > one.clientWidth + 1 && !one.ownerSVGElement && one.clientWidth)
      cut.push(one.textContent);
  }
  const blocks = ':scope > header, :scope > .beside, .legend, .mapping, .chart, figcaption';
  const found = [...scene.querySelectorAll(blocks)];
  const parts = found.map((part) => part.getBoundingClientRect());
  parts.forEach((a, i) => parts.slice(i + 1).forEach((b, j) => {
    const wide = Math.min(a.right, b.right) - Math.max(a.left, b.left);
    const tall = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
    const names = `${found[i].className} ${found[i + 1 + j].className}`;
    if (wide > 1 && tall > 1) cut.push(`overlap: ${names}`);
  }));
  return cut;
}"""


@cache
def _example():
    return to_html(told.example_briefing())


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    """Return the addresses of the example and of what goes wrong."""
    folder = tmp_path_factory.mktemp("html")
    made = {"example": _example(), "broken": to_html(told.broken_briefing())}
    for name, page in made.items():
        (folder / f"{name}.html").write_bytes(page)
    return {name: (folder / f"{name}.html").as_uri() for name in made}


@pytest.fixture
def opened(chromium, files):
    """Return a function that opens a briefing offline, and checks that nothing was asked for."""
    contexts = []

    def open_(name, **options):
        context = chromium.new_context(**{"reduced_motion": "reduce", **options})
        context.set_offline(True)
        page = context.new_page()
        asked, wrong = [], []
        page.on("request", lambda request: asked.append(request.url))
        page.on("console", lambda message: wrong.append(message.text))
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.goto(files[name])
        contexts.append((context, asked, wrong, files[name]))
        return page

    yield open_
    for context, asked, wrong, address in contexts:
        context.close()
        assert {url.split("#")[0] for url in asked} == {address}
        assert wrong == []


def test_the_same_briefing_gives_the_same_page_of_less_than_three_megabytes():
    assert to_html(told.example_briefing()) == _example()
    assert len(_example()) < 3_000_000


def test_the_page_refers_to_nothing_outside_and_forbids_it():
    page = _example().decode()
    assert not re.findall(r"""(?:src|href)=["'](?!#)""", page)
    assert "url(" not in page
    assert "@import" not in page
    assert "default-src 'none'; script-src 'sha256-" in page
    assert " onclick=" not in page


def test_every_scene_says_its_message_its_source_and_its_alternative():
    page = _example().decode()
    for scene in told.example_briefing().scenes:
        assert f">{scene.message}</h2>" in page
        assert f'aria-label="{scene.alt}' in page
        assert scene.picture.source in page
        assert scene.picture.attribution in page
    assert page.count("OFFICIAL-SENSITIVE — Police and partners only") == 2  # above and below all
    assert "<td>20001120</td>" in page


def test_markup_in_what_was_loaded_stays_text():
    page = to_html(told.broken_briefing()).decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_an_export_tells_how_far_it_is():
    seen = []
    to_html(told.broken_briefing(), progress=lambda *step: seen.append(step))
    assert seen == [(at, 7) for at in range(8)]


@pytest.mark.browser
def test_no_text_is_cut_on_any_screen(opened):
    page = opened("example")
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        page.keyboard.press("Home")
        for _ in range(page.locator(".scene").count()):
            assert page.evaluate(CUT) == [], (width, height, page.url)
            page.keyboard.press("ArrowRight")


@pytest.mark.browser
def test_keys_lead_through_the_scenes_and_back(opened):
    page = opened("example", viewport={"width": 1280, "height": 720})
    keys = [scene.key for scene in told.example_briefing().scenes]
    now = page.locator(".scene.on")
    for key, at in (
        ("ArrowRight", keys[0]),
        ("PageDown", keys[1]),
        ("ArrowLeft", keys[0]),
        ("End", "about"),
        ("ArrowRight", "about"),
        ("Home", "start"),
        ("PageUp", "start"),
    ):
        page.keyboard.press(key)
        expect(now).to_have_attribute("id", at)
    page.keyboard.press("Escape")
    expect(page.locator("#overview")).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(now).to_have_attribute("id", keys[0])
    assert page.evaluate("location.hash") == f"#{keys[0]}"
    assert page.evaluate("document.activeElement.id") == keys[0]


@pytest.mark.browser
def test_a_map_is_enlarged_and_moved_by_keys_buttons_and_pointer(opened):
    page = opened("example", viewport={"width": 1280, "height": 720})
    page.keyboard.press("ArrowRight")
    scene = page.locator("#markets")
    view = scene.locator(".view")
    name = scene.locator(".name").first
    before = name.bounding_box()
    scene.locator(".frames").focus()
    for _ in range(2):
        page.keyboard.press("+")
    assert "scale(2.25)" in view.get_attribute("transform")
    assert name.bounding_box()["height"] == pytest.approx(before["height"], rel=0.02)
    assert scene.locator(".furniture text").first.text_content() == "2 km"
    shown = scene.locator(".more:visible").count()
    assert shown > 0
    moved = view.get_attribute("transform")
    page.keyboard.press("ArrowRight")  # moves the map, and not on to the next scene
    assert view.get_attribute("transform") != moved
    assert page.locator(".scene.on").get_attribute("id") == "markets"
    scene.get_by_role("button", name="Show all of the map").click()
    assert "scale(1)" in view.get_attribute("transform")
    box = scene.locator(".frames").bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.wheel(0, -400)
    page.wait_for_function("document.querySelector('#markets .mapping').dataset.enlarged")


@pytest.mark.browser
def test_before_and_after_play_unless_motion_is_unwanted(opened):
    still = opened("example", viewport={"width": 1280, "height": 720})
    still.goto(f"{still.url.split('#')[0]}#before-and-after")
    still.reload()
    frames = still.locator("#before-and-after .frame")
    expect(frames.nth(0)).to_be_visible()
    expect(frames.nth(1)).to_be_hidden()
    still.get_by_role("button", name="After: 2000-01").click()
    expect(frames.nth(1)).to_be_visible()
    assert still.locator("#before-and-after [data-do=play]").text_content() == "Play"
    moving = opened("example", reduced_motion="no-preference")
    moving.keyboard.press("ArrowRight")
    moving.evaluate("location.hash = '#before-and-after'")
    play = moving.locator("#before-and-after [data-do=play]")
    expect(play).to_have_text("Pause")
    moving.locator("#before-and-after .frame.on[data-label^=After]").wait_for()
    play.click()
    expect(play).to_have_attribute("aria-pressed", "false")


@pytest.mark.browser
@pytest.mark.parametrize("name", ["example", "broken"])
def test_axe_finds_nothing_in_light_or_in_dark(opened, name):
    from axe_playwright_python.sync_playwright import Axe

    for scheme in ("light", "dark"):
        page = opened(name, viewport={"width": 1280, "height": 720}, color_scheme=scheme)
        # All scenes at once: axe passes over what is hidden.
        page.add_style_tag(
            content=".js .scene {display: grid !important; position: static !important}"
        )
        found = Axe().run(page).response["violations"]
        assert [(one["id"], one["nodes"][0]["html"][:120]) for one in found] == []


@pytest.mark.browser
def test_enlarged_to_twice_its_size_nothing_is_lost(opened):
    # A window of 640 x 360 is what a browser makes of 1280 x 720 at 200%.
    page = opened("example", viewport={"width": 640, "height": 360})
    for _ in range(page.locator(".scene").count()):
        sideways = page.evaluate(
            "(one => one.scrollWidth - one.clientWidth)(document.querySelector('.scene.on'))"
        )
        assert sideways <= 1
        parts = page.evaluate(CUT)
        assert not [part for part in parts if "overlap" in part]
        page.keyboard.press("PageDown")


@pytest.mark.browser
def test_without_scripts_and_on_paper_every_scene_is_there(opened):
    page = opened("example", java_script_enabled=False)
    assert page.locator(".scene:visible").count() == len(told.example_briefing().scenes) + 2
    assert page.locator("#before-and-after .frame:visible").count() == 2
    pdf = page.pdf(prefer_css_page_size=True, print_background=True)
    assert len(re.findall(rb"/Type /Page\b", pdf)) >= 10
