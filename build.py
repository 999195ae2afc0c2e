#!/usr/bin/env python3
"""The doorbell: `python build.py` builds everything; `python build.py --help` says what else."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent / "src"))

try:
    from gongkai.cli.main import main
except KeyboardInterrupt:  # too soon for the program itself to hear of it
    sys.exit(130)

main(prog_name="build.py")
