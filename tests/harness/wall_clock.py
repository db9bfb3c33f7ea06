"""A wall clock of its own for a server, so that a test need not wait for real minutes."""

import os
import pathlib
import shutil
import struct
import subprocess
import tempfile

import baton_harness


class WallClock:
    """The real one plus whole seconds, in every process that starts in `environment`."""

    def __init__(self):
        self.directory = pathlib.Path(tempfile.mkdtemp(prefix="baton-clock."))
        self.directory.chmod(0o755)   # as root, the server runs as user postgres
        self._file = self.directory / "ahead"
        self.ahead = 0
        self.advance(0)
        library = self.directory / "clock.so"
        subprocess.run(["cc", "-std=c11", "-O1", "-shared", "-fPIC", baton_harness.SOURCE / "tests/chaos/prove/clock.c",
                        "-o", library], check=True)
        self.environment = {"LD_PRELOAD": str(library), "PROVE_CLOCK": str(self._file)}

    def advance(self, seconds):
        self.ahead += seconds
        descriptor = os.open(self._file, os.O_WRONLY | os.O_CREAT, 0o644)
        os.pwrite(descriptor, struct.pack("=q", self.ahead), 0)
        os.close(descriptor)

    def remove(self):
        shutil.rmtree(self.directory, ignore_errors=True)
