#!/usr/bin/env python3
"""The doorbell: `python build.py` builds everything; `python build.py --help` says what else.

In a fresh clone `python build.py setup` installs what it needs, and builds.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent / "src"))

if sys.argv[1:2] == ["setup"]:  # nothing is installed yet
    from gongkai.cli.setup import setup

    try:
        sys.exit(setup(sys.argv[2:]))
    except KeyboardInterrupt:
        sys.exit(130)

try:
    from gongkai.cli.main import main
except KeyboardInterrupt:  # too soon for the program itself to hear of it
    sys.exit(130)

main(prog_name="build.py")
