"""Run the long suites and write what they showed to docs/verification.md."""

from __future__ import annotations

import platform
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from importlib.metadata import version
from pathlib import Path
from xml.etree import ElementTree

ROOT = Path(__file__).resolve().parents[1]
REPORT = ROOT / "docs" / "verification.md"
SUITES = {
    "Unit tests": ["tests"],
    "Long cases: statistics, fuzzing, repetitions": ["tests", "-m", "slow"],
    "Lessons": ["--nbval", "notebooks"],
    "Browser journeys": ["tests", "-m", "app"],
}
LIBRARIES = ("numpy", "numba", "simpy", "shapely", "jupyterlab", "voila", "panel", "bokeh")


def _suite(arguments: list[str], folder: Path) -> tuple[int, list[tuple[str, str, str, float]]]:
    """Return the exit code and (file, test, outcome, seconds) of each test."""
    report = folder / "report.xml"
    report.unlink(missing_ok=True)
    command = [sys.executable, "-m", "pytest", "-q", f"--junitxml={report}", *arguments]
    code = subprocess.run(command, cwd=ROOT, check=False).returncode
    if not report.exists():
        return code, []
    tests = []
    for case in ElementTree.parse(report).iter("testcase"):  # noqa: S314 - written just above
        outcome = "passed"
        for kind in ("failure", "error", "skipped"):
            if case.find(kind) is not None:
                outcome = {"failure": "failed", "error": "failed", "skipped": "skipped"}[kind]
        name = case.get("name", "")
        tests.append((case.get("classname", ""), name, outcome, float(case.get("time", 0))))
    return code, tests


def _section(title: str, tests: list[tuple[str, str, str, float]], seconds: float) -> list[str]:
    files: dict[str, list[tuple[str, str, str, float]]] = defaultdict(list)
    for test in tests:
        files[test[0]].append(test)
    lines = [f"## {title}", "", f"{len(tests)} tests in {seconds:.0f} s.", ""]
    lines += ["| file | passed | failed | skipped | seconds |", "|---|---:|---:|---:|---:|"]
    for file, cases in sorted(files.items()):
        counts = {
            kind: sum(case[2] == kind for case in cases) for kind in ("passed", "failed", "skipped")
        }
        spent = sum(case[3] for case in cases)
        row = " | ".join(str(counts[kind]) for kind in ("passed", "failed", "skipped"))
        lines.append(f"| {file.replace('tests.', '')} | {row} | {spent:.1f} |")
    failed = [case for case in tests if case[2] == "failed"]
    if failed:
        lines += ["", "Failed:", *(f"- `{case[0]}::{case[1]}`" for case in failed)]
    return [*lines, ""]


def main() -> int:
    """Run every suite; the exit code is 1 when one of them failed."""
    worst = 0
    lines = [
        "# Verification",
        "",
        f"Written by `make verify` on {time.strftime('%Y-%m-%d')}: Python "
        f"{platform.python_version()}, {platform.system()} {platform.machine()}, "
        + ", ".join(f"{name} {version(name)}" for name in LIBRARIES)
        + ".",
        "",
    ]
    with tempfile.TemporaryDirectory() as folder:
        for title, arguments in SUITES.items():
            begun = time.perf_counter()
            code, tests = _suite(arguments, Path(folder))
            lines += _section(title, tests, time.perf_counter() - begun)
            worst = max(worst, int(code != 0))
    REPORT.write_text("\n".join(lines), encoding="utf-8")
    print(f"Written: {REPORT.relative_to(ROOT)}")
    return worst


if __name__ == "__main__":
    sys.exit(main())
