"""Where the served files lie: template, pages, apps, and the scripts written once per release."""

from __future__ import annotations

import os
import tempfile
from functools import lru_cache
from pathlib import Path
from typing import Final

from platformdirs import user_cache_path

from workbench.errors import SpecError

HERE: Final = Path(__file__).parent
TEMPLATE: Final = "workbench"


def apps_folder() -> Path:
    """Return the folder of the app notebooks: beside the package in a clone, inside it in a wheel.

    ``WORKBENCH_APPS`` names another one, for those who build their own apps.
    """
    package = HERE.parent
    wanted = os.environ.get("WORKBENCH_APPS")
    if wanted:
        return Path(wanted).resolve()
    for folder in (package / "_data" / "apps", package.parent / "apps"):
        if any(folder.glob("*.ipynb")):
            return folder
    raise SpecError(
        "the app notebooks are missing", where=str(package), advice="install the package again"
    )


@lru_cache(maxsize=1)
def page_parts() -> dict[str, str]:
    """Return the texts that every page carries inline, by the name the templates use."""
    pages = HERE / "pages"
    theme = HERE.parent / "widgets" / "theme" / "theme.css"
    return {
        "theme_css": theme.read_text(encoding="utf-8"),
        "page_css": (pages / "page.css").read_text(encoding="utf-8"),
        "app_css": (pages / "app.css").read_text(encoding="utf-8"),
        "page_js": (pages / "page.js").read_text(encoding="utf-8"),
        "mark": (pages / "mark.svg").read_text(encoding="utf-8"),
    }


def jupyter_path() -> tuple[Path, Path]:
    """Return the two folders Voila must search: the template, and the scripts it loads."""
    return HERE / "template", scripts_folder()


def scripts_folder() -> Path:
    """Return the folder that holds the browser's copy of Bokeh and Panel, written if missing.

    It lies in the user's cache because the package's own folder may be read-only, and its name
    carries the versions, so an upgrade never serves yesterday's scripts.
    """
    from workbench.widgets import embed

    folder = _cache() / f"plots-{embed.scripts_version()}"
    target = folder / "voila" / "templates" / TEMPLATE / "static" / "plots.js"
    if not target.is_file():
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(
            "w", dir=target.parent, suffix=".part", delete=False, encoding="utf-8"
        ) as part:
            part.write(embed.scripts())
        Path(part.name).replace(target)  # two servers may write at once; each leaves a whole file
    return folder


def _cache() -> Path:
    wanted = os.environ.get("WORKBENCH_CACHE")
    return Path(wanted) if wanted else user_cache_path("workbench", appauthor=False)
