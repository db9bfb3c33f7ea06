"""What the twelve commands of the registration share. Not executable, so not a command."""

import pathlib
import sys

# baton_step is shared with the other examples.
sys.path.append(str(pathlib.Path(__file__).resolve().parents[3] / "lib"))
