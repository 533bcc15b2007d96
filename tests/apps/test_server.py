"""What the server answers, and to whom."""

from __future__ import annotations

import pytest

from tests.apps.conftest import serving

pytestmark = pytest.mark.app
KERNEL = "JSON.parse(document.getElementById('jupyter-config-data').text).kernelId"


def test_gallery_has_a_card_for_each_twin(small):
    page = small.open().text
    for twin in ("rug_studio", "apparel_microfactory"):
        assert f'data-twin="{twin}"' in page
    assert "<svg" in page


@pytest.mark.parametrize(
    "path",
    [
        "voila/render/drop_planner.ipynb",
        "voila/tree",
        "voila/api/contents/",
        "voila/files/drop_planner.ipynb",
        "api/contents",
        "api/kernels",
        "api/terminals",
        "apps/../drop_planner.ipynb",
        "apps/unknown",
        "lab",
    ],
)
def test_nothing_else_is_served(small, path):
    answer = small.open(path)
    assert answer.status == 404
    assert "Traceback" not in answer.text


def test_pages_forbid_other_hosts(small):
    policy = small.open().headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "http" not in policy


def test_template_and_theme_cannot_be_chosen_by_the_visitor(small):
    page = small.open("apps/drop_planner?twin=rug_studio&template=classic&voila-theme=dark").text
    assert "wb-loading" in page
    assert "jquery" not in page


def test_a_session_ends_with_its_page(small, until, browser):
    page = browser.new_page()
    page.set_default_timeout(60_000)
    page.goto(small.address + "apps/drop_planner?twin=rug_studio")
    page.wait_for_selector("body[data-wb-state=open]")
    kernel = page.evaluate(KERNEL)
    assert small.lives(kernel)
    page.goto("about:blank")
    until(lambda: not small.lives(kernel), 30)
    page.close()


def test_a_lost_session_is_told_and_can_be_opened_again(small, visit):
    watched = visit(small.address + "apps/drop_planner?twin=rug_studio")
    page = watched.page
    page.wait_for_selector("body[data-wb-session=live]")
    page.evaluate(
        "kernel => fetch(`/session/${kernel}/end`, {method: 'POST'})", page.evaluate(KERNEL)
    )
    page.wait_for_selector("#wb-banner-reload:visible")
    assert "session behind this page has ended" in page.inner_text("#wb-banner")
    page.click("#wb-banner-reload")
    page.wait_for_selector("body[data-wb-session=live]")


def test_a_bad_link_shows_a_message(small, visit):
    watched = visit(small.address + "?scenario=not-a-scenario")
    watched.page.wait_for_selector(".wb-failure")
    text = watched.page.inner_text(".wb-failure")
    assert "The link does not hold a scenario" in text
    assert "Copy the whole link again" in text
    watched.check(small)


def test_a_twin_that_is_not_shown_is_refused(small, visit):
    watched = visit(small.address + "apps/drop_planner?twin=/etc")
    watched.page.wait_for_selector(".wb-failure")
    assert "There is no twin '/etc' here" in watched.page.inner_text(".wb-failure")
    watched.check(small)


def test_a_full_house_asks_to_wait(tmp_path, small_app):
    with serving(tmp_path, apps=small_app, workers=0, sessions=1) as server:
        assert server.open("apps/drop_planner?twin=rug_studio").status == 200
        answer = server.open("apps/drop_planner?twin=rug_studio")
        assert answer.status == 503
        assert answer.headers["Retry-After"] == "5"
        assert "Waiting for a free place" in answer.text


def test_a_broken_twin_says_so_on_its_card(tmp_path, small_app):
    for name, text in (
        ("good", "twin: Good\n"),
        ("broken", "twin: Broken\nstations: {vat: {machnes: 1}}\n"),
    ):
        (tmp_path / name).mkdir()
        (tmp_path / name / "twin.yaml").write_text(text)
    twins = [str(tmp_path / "good"), str(tmp_path / "broken")]
    with serving(tmp_path, apps=small_app, workers=0, twins=twins) as server:
        page = server.open().text
    assert 'data-card="good"' in page
    assert "This twin cannot be opened." in page
    assert "machines" in page
    assert str(tmp_path) not in page


def test_a_token_guards_apps_and_sessions(tmp_path, small_app):
    with serving(tmp_path, apps=small_app, workers=0, token="s3cret") as server:
        for path in ("", "apps/drop_planner?twin=rug_studio"):
            page = server.open(path).text
            assert "wb-gallery" not in page
            assert "kernelId" not in page
        assert server.open("api/kernels/00000000-0000-0000-0000-000000000000").status == 403
        assert "Rug studio" in server.open("?token=s3cret").text
