"""What waking executors costs those who insert: NOTIFY's lock serialises commits."""

import re
import subprocess
import tempfile

import machine
from measure import Aim, Family, figure

CLIENTS = (1, 4, 16)


class Doorbell(Family):
    """One executor is idle and the queue is paused: every commit rings, the claim that follows finds nothing to take, and
    no job is run on the processors that are measured. Against the same with an executor that does not listen."""

    name = "doorbell"
    meaning = (
        "pgbench inserts one job per commit. The queue is paused and one executor idle all the while, so every commit rings and no job runs on "
        "the processors that are measured. That is the worst case: an executor that has work is not rung for. The comparison has an "
        "executor with --poll-only, which is never rung for.")
    aims = tuple(
        Aim(f"doorbell-{clients}", f"{clients} inserting client{'s' * (clients > 1)}, commits per second, with the doorbell against"
            " without any wake-up", figure("rate", f"rung by {clients}"), figure("rate", f"silent {clients}"), 0.95, unit="commits/s")
        for clients in CLIENTS)

    def open(self):
        self.seconds = 1 if self.bench.options.quick else 3
        self.baton = self.installation()
        self.script = self.opened.enter_context(tempfile.NamedTemporaryFile("w", suffix=".sql"))
        self.script.write("insert into baton.jobs (job_type) values ('one');\n")
        self.script.flush()

    def subjects(self):
        return {f"{kind} {clients}": lambda kind=kind, clients=clients: self.commits(kind, clients)
                for clients in CLIENTS for kind in ("rung by", "silent")}

    def commits(self, kind, clients):
        executor = self.baton.start_executor(*(["--poll-only"] if kind == "silent" else []))
        try:
            self.baton.wait_for_idle_executor()
            before = self.baton.spent()
            done = subprocess.run(
                [machine.postgres_programs() / "pgbench", "--no-vacuum", "--protocol=prepared", f"--file={self.script.name}", f"--client={clients}",
                 f"--jobs={min(clients, 2)}", f"--time={self.seconds}", self.baton.server.dsn],
                capture_output=True, text=True, check=True)
            commits = int(re.search(r"transactions actually processed: (\d+)", done.stdout)[1])
            spent = self.baton.spent()
        finally:
            self.baton.stop_executor(executor)
        return {"rate": float(re.search(r"tps = ([\d.]+)", done.stdout)[1]),
                **{part: (spent[part] - before[part]) / commits * 1000 for part in spent}}
