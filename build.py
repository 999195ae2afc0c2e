#!/usr/bin/env python3
"""The doorbell: `python build.py setup` in a fresh clone, `python build.py --help` for the rest."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent / "src"))

try:
    if sys.argv[1:2] == ["setup"]:  # nothing is installed yet
        from gongkai.cli.setup import main
    else:
        from gongkai.cli.main import main
except KeyboardInterrupt:  # too soon for the program itself to hear of it
    sys.exit(130)

main(prog_name="build.py")
