"""The program as somebody at a terminal sees it."""

import os
import pty
import select
import subprocess
import time

import baton_harness


class OnTerminal:
    """For a SystemTest."""

    def on_terminal(self, *arguments, environment=None, until=None, then=None):
        """Runs a subcommand on a pseudo-terminal: what it wrote, and its exit status. Once it has written `until`,
        `then()` is called; what that returns is typed in, and written is waited for again."""
        controller, terminal = pty.openpty()
        process = subprocess.Popen([str(baton_harness.BATON), *map(str, arguments)], stdin=terminal, stdout=terminal,
                                   stderr=terminal, env={**os.environ, **self.server.environment, "TERM": "xterm",
                                                         "LC_ALL": "C.UTF-8", **(environment or {})})
        os.close(terminal)
        self.addCleanup(os.close, controller)
        self.addCleanup(process.kill)
        text, seen, deadline = "", 0, time.monotonic() + baton_harness.patient(30)
        while time.monotonic() < deadline:
            if not select.select([controller], [], [], 0.1)[0]:
                continue
            try:
                data = os.read(controller, 65536)
            except OSError:  # EIO: the program has closed it
                break
            text += data.decode(errors="replace")
            if until and until in text[seen:]:
                seen, typed = len(text), then()
                if typed is None:
                    until = None
                else:
                    os.write(controller, typed.encode())
        return text, process.wait(timeout=baton_harness.patient(10))
