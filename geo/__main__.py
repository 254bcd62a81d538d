"""The command line: ``python -m geo``."""

import sys

from geo._commands import main

if __name__ == "__main__":
    sys.exit(main())
