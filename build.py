#!/usr/bin/env python3
"""The doorbell: `python build.py` builds everything; `python build.py --help` says what else."""

import gc
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent / "src"))

try:
    from gongkai.cli.main import main
except KeyboardInterrupt:  # too soon for the program itself to hear of it
    sys.exit(130)

try:
    main(prog_name="build.py")
finally:
    gc.freeze()  # what is left ends with us: to look for garbage in it takes 0.1 s after a build
