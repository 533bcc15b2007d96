"""Run the lessons from top to bottom and store their outputs, without widget state."""

from __future__ import annotations

import sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient

ROOT = Path(__file__).resolve().parents[1]
# A cell with this tag loads JavaScript or draws: its output is large and says nothing to a reader.
STRIPPED = "stripped"


def refresh(path: Path) -> None:
    """Execute one notebook in its folder and write it back, ready to be compared."""
    notebook = nbformat.read(path, as_version=4)
    client = NotebookClient(notebook, timeout=600, kernel_name="python3", record_timing=False)
    client.execute(cwd=str(path.parent))
    notebook.metadata.pop("widgets", None)
    notebook.metadata["kernelspec"] = {
        "display_name": "Python 3",
        "language": "python",
        "name": "python3",
    }
    notebook.metadata["language_info"] = {"name": "python"}
    for cell in notebook.cells:
        cell.metadata.pop("execution", None)
        if cell.cell_type == "code" and STRIPPED in cell.metadata.get("tags", []):
            cell.outputs = []
        # Progress and warnings of a first compilation differ from machine to machine.
        for output in cell.get("outputs", []):
            data = output.get("data", {})
            data.pop("application/vnd.jupyter.widget-view+json", None)
    nbformat.write(notebook, path)
    print(path.relative_to(ROOT))


def main() -> int:
    """Refresh the notebooks named on the command line, or all lessons."""
    named = [Path(name).resolve() for name in sys.argv[1:]]
    for path in named or sorted((ROOT / "notebooks").glob("*.ipynb")):
        refresh(path)
    return 0


if __name__ == "__main__":
    sys.exit(main())
