#!/usr/bin/env python3
"""The doorbell: `python build.py` builds everything; `python build.py --help` says what else."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent / "src"))

from gongkai.cli import main

main(prog_name="build.py")
