r"""Pages whose outputs are real: a test brings about what a section speaks of, then runs the section's commands and
compares what they print with what the page shows.

    ### The executor freezes

    ```console
    $ baton jobs show 12
    ...
    baton=# select outcome from baton.attempts where job_id = 12;
    ...
    ```

Blocks marked `console` hold commands, each with its output: `$ ` a shell's, `baton=# ` psql's, up to the semicolon
or \\gx.
Times, lengths of time, process ids and names of places differ in every run and are not compared (see _MASKS). With
BATON_WRITE_PAGES=1 the page gets what the commands printed instead (scripts/what-happens does that).
"""

import difflib
import os
import pathlib
import pwd
import re
import shutil
import socket
import subprocess
import tempfile

import baton_harness

WRITE = bool(os.environ.get("BATON_WRITE_PAGES"))
_LENGTH = r"(?:\d+(?:\.\d+)? (?:ms|s|min|h|d)\b(?: \d+ (?:s|min|h)\b)?|less than a second)"
_MASKS = [
    (r"^\S disk +On the disk(?:.|\n)*?\(\d+ %\)\.$", ""),   # what this machine's has is nobody's business
    (r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|\+00| UTC)?", "TIME"),
    (r"\b\d\d:\d\d:\d\d(?:\.\d+)?", "LENGTH"),
    (r"\b[0-9a-f]{64}\b", "SHA256"),
    (r"\b\d+ bytes\b", "N bytes"),
    (r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", "TOKEN"),
    (_LENGTH, "LENGTH"),
    (rf"\((?:in )?LENGTH(?: ago)?\)", "(LENGTH)"),
    (r"\b(process|pid|executor_id|executor)([ =])\d+", r"\1\2N"),
    (r"\b(\w*ms)=\d+", r"\1=LENGTH"),
    (r"(?:pg_tblspc|base)/[\w/]+", "FILE"),
    (r"-+(?:\+-+)+|-{4,}", "---"),
    (r"[ \t]+", " "),
    (r" $", ""),
]


def masked(text):
    for pattern, replacement in _MASKS:
        text = re.sub(pattern, replacement, text, flags=re.MULTILINE)
    return text.strip()


def commands_of(block):
    """The commands of a console block: what to run, as (program, text), and the lines that show it."""
    found, lines = [], block.splitlines()
    while lines:
        shown = [lines.pop(0)]
        if shown[0].startswith("baton=# "):
            while not shown[-1].endswith((";", "\\gx")):
                shown.append(lines.pop(0))
            found.append(("psql", "\n".join(shown)[len("baton=# "):], shown))
        elif shown[0].startswith("$ "):
            found.append(("bash", shown[0][2:], shown))
        # Anything else is output: made anew, not read.
    return found


class Page:
    def __init__(self, path):
        self.path = path

    @property
    def text(self):
        return self.path.read_text()

    @property
    def headings(self):
        return re.findall(r"^### (.*)$", self.text, re.MULTILINE)

    def section(self, heading):
        return re.search(rf"^### {re.escape(heading)}$.*?(?=^##|\Z)", self.text, re.MULTILINE | re.DOTALL)[0]

    def blocks(self, heading):
        return re.findall(r"^```console\n(.*?)^```", self.section(heading), re.MULTILINE | re.DOTALL)

    def replace(self, heading, old, new):
        section = self.section(heading)
        self.path.write_text(self.text.replace(section, section.replace(old, new)))


class LivingPageTest(baton_harness.SystemTest):
    """Each test begins with begin(heading), brings something about, and calls show() once per block of that section."""

    page = Page(baton_harness.SOURCE / "docs/what-happens-when.md")

    def begin(self, heading):
        self.heading = heading
        self.left = self.page.blocks(heading)
        numbers = re.findall(r"(?:job_id = |job_id in |jobs \w+ |explain_step)\(?((?:\d+(?:, )?)+)", "\n".join(self.left))
        self.shown_jobs = sorted({int(number) for numbers in numbers for number in re.findall(r"\d+", numbers)})
        self.place = pathlib.Path(tempfile.mkdtemp(prefix="baton-page."))
        self.addCleanup(shutil.rmtree, self.place, ignore_errors=True)

    def tearDown(self):
        super().tearDown()
        result = self._outcome.result
        if not any(test is self for test, _ in result.errors + result.failures):
            self.assertEqual(self.left, [], "blocks that no test runs")

    def insert_job(self, steps, **columns):
        """The next job that the section shows; it gets the number that it has there."""
        number = self.shown_jobs.pop(0)
        self.server.execute("select setval(pg_get_serial_sequence('baton.jobs', 'id'), %s, false)", number)
        return super().insert_job(steps, **columns)

    def start_executor(self, *arguments, name="worker-1", **options):
        executor = super().start_executor(*arguments, name=name, **options)
        self.log_of(executor, name)
        return executor

    def log_of(self, executor, name):
        """Lets the section's commands read the log of this executor as NAME.log."""
        link = self.place / f"{name}.log"
        link.unlink(missing_ok=True)
        link.symlink_to(executor.log_path)

    def show(self):
        """Runs the commands of the section's next block; they print what the page shows."""
        block = self.left.pop(0)
        real = "".join("\n".join(shown) + "\n" + self.output(program, command)
                       for program, command, shown in commands_of(block)).rstrip("\n") + "\n"
        if masked(real).split() == masked(block).split():   # long lines break where they will
            return
        if WRITE:
            self.page.replace(self.heading, block, real)
            return
        difference = difflib.unified_diff(masked(block).splitlines(), masked(real).splitlines(),
                                          "the page", "what was printed", lineterm="", n=30)
        self.fail("\n".join([f"'{self.heading}' shows something else:", *difference]))

    def output(self, program, command):
        psql = ["psql", "-X", "--pset=footer=off", "--set=SHOW_CONTEXT=never", "--file=-"]
        if re.match(r"select baton\.\w+\([^;]*\);$", command):
            psql[1:1] = ["-At"]   # one value, as \g with tuples_only shows it
        environment = {**os.environ, **self.server.environment, "NO_COLOR": "1",
                       "PATH": f"{baton_harness.BATON.parent}:{os.environ['PATH']}"}
        done = subprocess.run(psql if program == "psql" else ["bash", "-c", command], cwd=self.place, env=environment,
                              input=command if program == "psql" else "", stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=60)
        text = done.stdout.replace("psql:<stdin>:1: ", "")
        for real, shown in ((f"{pwd.getpwuid(os.getuid()).pw_name} (as", "anna (as"),
                            (self.commands.directory, "/srv/app/steps"), (self.server.directory, "/run/postgresql"),
                            (self.place, "/srv/archive")):
            text = text.replace(str(real), shown)
        text = re.sub(rf"\b{re.escape(socket.gethostname())}\b", "app1", text)   # which may be as short as two letters
        text = re.sub(r"[ \t]+$", "", text, flags=re.MULTILINE).strip("\n")
        return text + "\n\n" if program == "psql" else text + "\n"
