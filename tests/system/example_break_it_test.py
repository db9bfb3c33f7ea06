"""The README of the registration example, "Break it": what it shows is what its commands print."""

import os
import re
import select
import socket
import subprocess
import time
import unittest

import baton_harness
import living_page
from baton_harness import eventually
from example_harness import REGISTRATION, Platform, RegistrationTest

README = REGISTRATION / "README.md"
PORT = "8085"  # in the README; here a free one
END = "--- that was it ---"


class Shell:
    """A shell as a reader has one: variables, functions and jobs last from command to command."""

    def __init__(self, directory, environment):
        self.process = subprocess.Popen(["bash", "--norc"], cwd=directory, env=environment, stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, stderr=subprocess.STDOUT)

    def run(self, command, deadline=90.0):
        self.process.stdin.write(f"{command}\necho '{END}'\n".encode())
        self.process.stdin.flush()
        printed, end = b"", time.monotonic() + deadline
        while not printed.endswith(f"{END}\n".encode()):
            ready, _, _ = select.select([self.process.stdout], [], [], max(0, end - time.monotonic()))
            piece = os.read(self.process.stdout.fileno(), 65536) if ready else b""
            if not piece:
                raise AssertionError(f"{command}\ndid not end; it printed:\n{printed.decode()}")
            printed += piece
        return printed.decode().removesuffix(f"{END}\n")

    def close(self):
        self.run('kill -9 $platform $executor; wait')
        self.process.stdin.close()
        self.process.wait(timeout=20)
        self.process.stdout.close()


class BreakIt(living_page.LivingPageTest, RegistrationTest):
    page = living_page.Page(README)

    def setUp(self):
        super().setUp()
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = str(free.getsockname()[1])
        (self.secrets / "platform-admin-password").write_text(Platform.PASSWORD)
        self.shell = Shell(REGISTRATION, {
            **os.environ, **self.server.environment, "SECRETS_DIR": str(self.secrets), "TMPDIR": str(self.files),
            "NO_COLOR": "1", "BATON_DATABASE": "", "PATH": f"{baton_harness.BATON.parent}:{os.environ['PATH']}"})
        self.addCleanup(self.shell.close)
        section = self.page.text.partition("## Break it\n")[2]
        self.shell.run(re.search(r"^```sh\n(.*?)^```", section, re.MULTILINE | re.DOTALL)[1].replace(PORT, self.port))

    def begin(self, heading):
        """The section's job gets the number that it has there."""
        super().begin(heading)
        self.job = int(re.search(r"^\$ register joes\n(\d+)$", "\n".join(self.left), re.MULTILINE)[1])
        self.server.execute("select setval(pg_get_serial_sequence('baton.jobs', 'id'), %s, false)", self.job)

    def output(self, program, command):
        if program != "bash":
            return super().output(program, command)
        return self.shell.run(command).replace(self.port, PORT)

    def breaker(self):
        return self.server.row("select * from baton.breaker_status where name = 'ordering-platform'")

    def test_down(self):
        self.begin("The platform is down")
        self.show()
        eventually(lambda: self.breaker()["state"] == "open" and self.breaker()["waiting_steps"] == 3
                   and self.step(self.job, "codeGeneration")["status"] == "completed", 60, self.breaker)
        self.show()
        # The page says "within 30 seconds"; here it need not take that long.
        self.server.execute("update baton.circuit_breakers set probe_due_at = now() + '3 seconds'")
        self.show()
        self.assert_verified_here()

    def test_killed(self):
        self.begin("The executor is killed in the middle of the import")
        self.show()
        # Progress and checkpoint are stored one after the other; the page resumes from the checkpoint.
        eventually(lambda: self.step(self.job, "menuImport")["items_done"] == 60
                   and self.server.value("select checkpoint ->> 'last_item' = '60' from baton.steps"
                                         " where job_id = %s and key = 'menuImport'", self.job), 60)
        # Nothing else is still to come that would change what is shown.
        eventually(lambda: not self.server.rows("select from baton.steps where job_id = %s and key in"
                                                " ('websiteConfig', 'servicesConfig', 'paymentConfig', 'syncOnboardingUser')"
                                                " and status <> 'completed'", self.job), 60)
        self.show()
        self.show()
        self.assert_verified_here()

    def test_lost_answer_and_registered_already(self):
        self.begin("An answer is lost")
        self.show()
        self.assertEqual(self.left, [])
        self.begin("It is registered already")
        self.show()
        self.assert_verified_here()

    def assert_verified_here(self):
        output = self.shell.run('echo "$place"').strip()
        (self.files / "joes").symlink_to(f"{output}/joes")
        self.assert_verified("joes", "menu.csv")


if __name__ == "__main__":
    unittest.main()
