"""`python -m konon` is `konon`."""

from __future__ import annotations

from konon.cli import main

if __name__ == "__main__":
    main()
