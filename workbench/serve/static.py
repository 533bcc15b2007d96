"""Write the browser's copy of Bokeh and Panel ahead of time: `python -m workbench.serve.static`."""

from __future__ import annotations

import sys

from workbench.serve.places import scripts_folder

if __name__ == "__main__":
    sys.stdout.write(f"{scripts_folder()}\n")
