"""A published server in a process of its own, and a real browser that watches what it asks for."""

from __future__ import annotations

import json
import os
import re
import select
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import nbformat
import pytest

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 90_000  # of the browser; the machine may be slow and busy [ms]
#: Voila 0.5 bundles an older JupyterLab than the widgets are built for; its loader says so.
_KNOWN = re.compile(r"Unsatisfied version|No satisfying version|cannot combine events")


@dataclass(frozen=True)
class Answer:
    """What a server answered."""

    status: int
    headers: dict[str, str]
    text: str


@dataclass
class Server:
    """A running server."""

    process: subprocess.Popen
    address: str
    log: Path

    def open(self, path: str = "", *, method: str = "GET", **headers: str) -> Answer:
        """Return the answer to a request, errors included."""
        request = Request(self.address + path, headers=headers, method=method)
        try:
            with urlopen(request, timeout=60) as reply:
                return Answer(reply.status, dict(reply.headers), reply.read().decode())
        except HTTPError as refusal:
            with refusal:
                return Answer(refusal.code, dict(refusal.headers), refusal.read().decode())

    def kernel(self, path: str) -> str:
        """Open an app without a browser and return the name of its session."""
        page = self.open(path).text
        found = re.search(r'id="jupyter-config-data"[^>]*>(.*?)</script>', page, re.DOTALL)
        return json.loads(found.group(1))["kernelId"]

    def lives(self, kernel: str) -> bool:
        """Tell whether a session exists."""
        return self.open(f"api/kernels/{kernel}").status == 200


@contextmanager
def serving(folder: Path, *, apps: Path | None = None, **settings):
    """Serve on a free port; end the server, and check that it took its processes with it."""
    log = folder / f"server-{time.monotonic_ns()}.log"
    environment = os.environ | {"PYTHONUNBUFFERED": "1", "PYTHONPATH": str(ROOT)}
    if apps is not None:
        environment["WORKBENCH_APPS"] = str(apps)
    arguments = {"port": 0} | settings
    code = f"from workbench.serve import serve; serve(**{arguments!r})"
    with log.open("w") as sink:
        process = subprocess.Popen(
            [sys.executable, "-c", code],
            stdout=subprocess.PIPE,
            stderr=sink,
            env=environment,
            cwd=folder,
        )
        try:
            address = _address(process, log)
            _until(lambda: _answers(address), 60)
            yield Server(process, address, log)
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
            process.stdout.close()


def _address(process, log) -> str:
    ready, _, _ = select.select([process.stdout], [], [], 90)
    line = process.stdout.readline().decode() if ready else ""
    found = re.match(r"Gallery: (http://[^/]+/)", line)
    if not found:
        pytest.fail(f"the server did not start: {line!r}\n{log.read_text()[-2000:]}")
    return found.group(1)


def _answers(address: str) -> bool:
    try:
        with urlopen(address, timeout=5):
            return True
    except OSError as error:
        if isinstance(error, HTTPError):
            error.close()
            return True
        return False


def _until(condition, seconds: float) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        select.select([], [], [], 0.1)


@pytest.fixture(scope="session")
def until():
    """Return a wait for a condition of another process."""
    return _until


@pytest.fixture(scope="session")
def small_app(tmp_path_factory) -> Path:
    """Return a folder with an app that starts fast: one slider and its value."""
    folder = tmp_path_factory.mktemp("small-app")
    cells = [
        "import os\nfrom ipywidgets import HTML, IntSlider, VBox",
        "from workbench.serve.opening import open_desk\nslider = IntSlider(3)",
        "open_desk(lambda twin, scenario=None, costs=True: VBox([HTML(f'<b>{twin}</b>'), slider]))",
    ]
    book = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell(cell) for cell in cells],
        metadata={
            "kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}
        },
    )
    nbformat.write(book, folder / "drop_planner.ipynb")
    return folder


@pytest.fixture(scope="session")
def small(tmp_path_factory, small_app):
    """Return a server of the small app; no compute processes, one session at a time may start."""
    with serving(tmp_path_factory.mktemp("small"), apps=small_app, workers=0) as server:
        yield server


@pytest.fixture(scope="session")
def published(tmp_path_factory):
    """Return the server as users start it: both twins, real apps, shared compute processes."""
    with serving(tmp_path_factory.mktemp("published")) as server:
        yield server


@pytest.fixture(scope="session")
def browser(chromium_path):
    """Return a browser for all tests."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as player:
        chosen = {"executable_path": chromium_path} if chromium_path else {}
        shown = player.chromium.launch(args=["--no-sandbox", "--disable-gpu"], **chosen)
        yield shown
        shown.close()


@dataclass
class Watched:
    """A page, with everything it asked for and complained about."""

    page: object
    hosts: set = field(default_factory=set)
    complaints: list = field(default_factory=list)

    def check(self, server: Server) -> None:
        """Fail when another host was asked, or anything was reported as an error."""
        own = server.address.split("/")[2]
        assert self.hosts <= {own}, f"asked other hosts: {self.hosts - {own}}"
        assert not self.complaints


@pytest.fixture
def visit(browser):
    """Return a function that opens a watched page in a fresh profile."""
    contexts = []
    pages = []

    def open_page(url: str, *, width: int = 1280, height: int = 900, **options) -> Watched:
        context = browser.new_context(viewport={"width": width, "height": height}, **options)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        page.set_default_navigation_timeout(PATIENCE)
        watched = Watched(page)
        pages.append(watched)

        def note_request(request):
            if request.url.startswith(("http", "ws")):
                watched.hosts.add(request.url.split("/")[2])

        def note_message(message):
            if message.type == "error" and not _KNOWN.search(message.text):
                watched.complaints.append(message.text)

        page.on("request", note_request)
        page.on("websocket", lambda socket: watched.hosts.add(socket.url.split("/")[2]))
        page.on("console", note_message)
        page.on("pageerror", lambda error: watched.complaints.append(str(error)))
        page.goto(url)
        return watched

    yield open_page
    for watched in pages:  # pytest shows this when the test has failed
        print(
            watched.page.url, watched.complaints, watched.page.inner_text("body")[:1500], sep="\n"
        )
    for context in contexts:
        context.close()
