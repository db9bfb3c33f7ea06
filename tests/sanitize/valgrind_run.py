"""An executor's life under valgrind: jobs that end in every way, a restart of the database, a drain. Nothing may be
lost (memory) or left open (descriptors). See scripts/sanitize."""

import pathlib
import re
import shutil
import sys
import tempfile

import baton_harness


def wrapper(directory):
    """A program that runs baton under valgrind; what it starts is not followed, so scripts run at full speed."""
    path = directory / "baton"
    path.write_text(
        "#!/bin/sh\n"
        f"exec valgrind --quiet --track-fds=yes --leak-check=full --show-leak-kinds=definite,indirect"
        f" --errors-for-leak-kinds=definite,indirect --child-silent-after-fork=yes --num-callers=20"
        f" --suppressions={baton_harness.SOURCE}/tests/sanitize/valgrind.supp"
        f" --log-file={directory}/valgrind.%p.log {baton_harness.BATON} \"$@\"\n")
    path.chmod(0o755)
    return path


class Valgrind(baton_harness.SystemTest):
    def runTest(self):
        directory = pathlib.Path(tempfile.mkdtemp(prefix="baton-valgrind."))
        directory.chmod(0o777)
        program, baton_harness.BATON = baton_harness.BATON, wrapper(directory)
        self.addCleanup(setattr, baton_harness, "BATON", program)
        self.commands.script("ok", "cat > /dev/null; echo fine; echo '{\"type\":\"output\",\"a\":1}' >&3")
        self.commands.script("fails", "echo no >&2; exit 1")
        self.commands.script("waits", "sleep 100")
        self.commands.script("noisy", "head -c 200000 /dev/zero")
        executor = self.start_executor(slots=4)
        self.server.execute("update baton.error_classes set base_delay = '1 ms', max_delay = '1 ms'")
        rules = [{"match": "stdout", "pattern": "f(i)ne", "output": "o"}]
        ended = [self.insert_job([{"key": "a", "command": ["ok"], "rules": rules}, {"key": "b", "command": [command], "depends_on": ["a"]}])
                 for command in ("ok", "noisy", "missing", "fails") for _ in range(5)]
        ended.append(self.insert_job([{"key": "a", "command": ["waits"], "timeout": "1 second", "max_attempts": 1}]))
        for job in ended:
            baton_harness.eventually(lambda job=job: self.job_status(job) in ("completed", "failed"), 300, f"the end of job {job}")
        cancelled = self.insert_job([{"key": "a", "command": ["waits"]}])
        self.wait_for_step(cancelled, "a", "running", 120)
        self.server.execute("select baton.cancel_job(%s)", cancelled)
        self.wait_for_job(cancelled, "cancelled", 120)
        self.server.restart()
        self.wait_for_job(self.insert_job([{"key": "a", "command": ["ok"]}]), "completed", 120)
        executor.terminate()
        self.assertEqual(executor.wait(120), 0, executor.log)

        logs = sorted(directory.glob("valgrind.*.log"))
        self.assertNotEqual(logs, [], "valgrind ran")
        found = []
        for path in logs:
            text = path.read_text(errors="replace")
            # What was open when it began is not ours.
            opened = re.findall(r"Open .*\n(?!.*inherited from parent)", text)
            errors = re.findall(r"(?:Invalid|Conditional jump|Use of uninit|Syscall param|.*definitely lost|.*indirectly lost).*", text)
            found += opened + errors
        self.assertEqual(found, [], f"see {directory}")
        shutil.rmtree(directory)
        print(f"ok      valgrind: {len(ended) + 2} jobs, no leak, no descriptor left open")


if __name__ == "__main__":
    import unittest
    sys.exit(not unittest.main(exit=False).result.wasSuccessful())
