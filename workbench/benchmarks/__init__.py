"""How fast and how right, side by side with the peers, in one run.

Each module measures one thing and returns a document of plain numbers; the command line prints it.
A peer that is not installed is reported as missing.
"""
