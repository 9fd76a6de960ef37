#!/usr/bin/env python
"""Django's commands, by the Python of the folder's own environment where there is one."""

import os
import sys
from importlib.util import find_spec
from pathlib import Path

if __name__ == "__main__":
    own = Path(__file__).resolve().parent / ".venv" / "bin" / "python"
    if find_spec("django") is None and own.exists():
        os.execv(own, [str(own), *sys.argv])
    from django.core.management import execute_from_command_line

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    execute_from_command_line(sys.argv)
