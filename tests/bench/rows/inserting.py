"""How fast jobs come in: one client, 1,000 one-step jobs per call, nobody running them."""

import io
import json
import time

import peer
from measure import Aim, Family, figure

PER_CALL = 1000
THEIRS = tuple(f"{name} tuned" for name in peer.NAMES if name in ("graphile", "boss"))


class Inserting(Family):
    name = "insert"
    meaning = (
        "One client, 1,000 jobs per call, a small JSON object each. Baton's commit leaves steps expanded, checked and queued, the others insert "
        "one row per job; their figures include the work of their client library, ours that of psycopg2.")
    aims = (
        Aim("insert", "multi-row INSERT, 1,000 one-step jobs per statement, against Graphile Worker's addJobs and pg-boss's insert, the faster",
            figure("rate", "insert"), figure("rate", *THEIRS), 1.0, unit="jobs/s", note="Baton's steps are expanded and queued by the commit"),
        Aim("copy", "COPY, 1,000 one-step jobs per statement, against the same", figure("rate", "copy"), figure("rate", *THEIRS), 1.0,
            unit="jobs/s"),
        Aim("copy-all", "COPY, all jobs in one statement, against the same", figure("rate", "copy all"), figure("rate", *THEIRS), None,
            unit="jobs/s"),
        Aim("insert-twelve-steps", "multi-row INSERT of jobs of twelve steps, in steps, against one-step jobs",
            figure("step_rate", "insert twelve"), figure("rate", "insert"), None),
    )

    def open(self):
        self.jobs = self.bench.scaled(20000, least=PER_CALL)
        self.baton = self.installation()
        self.peers = {name: peer.Peer(self.baton, name) for name in peer.NAMES if self.wanted(f"{name} tuned")}
        self.insert("one", PER_CALL)

    def subjects(self):
        return {"insert": lambda: self.insert("one", self.jobs), "copy": lambda: self.copy(PER_CALL),
                "copy all": lambda: self.copy(self.jobs), "insert twelve": lambda: self.insert("twelve", self.jobs // 10),
                **{f"{name} tuned": lambda p=p: p.insert("tuned", self.jobs) for name, p in self.peers.items()}}

    def insert(self, job_type, count):
        parameters = [json.dumps({"n": number}) for number in range(count)]
        statement = "insert into baton.jobs (job_type, parameters) values "
        before = self.baton.spent()
        started = time.monotonic()
        with self.baton.connection.cursor() as cursor:
            for at in range(0, count, PER_CALL):
                rows = parameters[at:at + PER_CALL]
                cursor.execute(statement + ",".join([f"('{job_type}', '{row}')" for row in rows]))
        return self.figures(count, time.monotonic() - started, before)

    def copy(self, per_call):
        before = self.baton.spent()
        started = time.monotonic()
        with self.baton.connection.cursor() as cursor:
            for at in range(0, self.jobs, per_call):
                text = "".join([f'one\t{{"n": {number}}}\n' for number in range(at, at + per_call)])
                cursor.copy_expert("copy baton.jobs (job_type, parameters) from stdin", io.StringIO(text))
        return self.figures(self.jobs, time.monotonic() - started, before)

    def figures(self, count, seconds, before):
        spent = (self.baton.spent()["database_cpu"] - before["database_cpu"]) / count * 1000
        return {"rate": count / seconds, "step_rate": 12 * count / seconds, "steps": count, "seconds": seconds,
                "database_cpu": spent}
