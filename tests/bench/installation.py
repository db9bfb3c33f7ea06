"""A private server with Baton's schema, executors on it, and the measurement of a run of jobs."""

import contextlib
import json
import time

import baton_harness
import cpu

# Durable, and large enough that a run of a minute meets no checkpoint it did not ask for. Everything else is PostgreSQL's default.
SETTINGS = {
    "fsync": "on", "synchronous_commit": "on", "full_page_writes": "on",
    "shared_buffers": "512MB", "max_wal_size": "8GB", "checkpoint_timeout": "15min", "max_connections": "100",
}

# A step that does nothing: what is left is Baton.
ONE_STEP = {"job_type": "one", "steps": [{"key": "only", "command": ["true"]}]}
# The registration of a restaurant (docs/examples): twelve steps in four phases, fan-out and fan-in.
TWELVE_STEPS = {"job_type": "twelve", "steps": [
    {"key": key, "command": ["true"], "depends_on": parents} for key, parents in {
        "cloudwaitressAccount": [], "codeGeneration": [], "createOnboardingUser": [], "uploadImages": [],
        "restaurantRegistration": ["cloudwaitressAccount"],
        "websiteConfig": ["codeGeneration", "restaurantRegistration"],
        "servicesConfig": ["restaurantRegistration"], "paymentConfig": ["restaurantRegistration"],
        "menuImport": ["restaurantRegistration"],
        "syncOnboardingUser": ["createOnboardingUser", "restaurantRegistration"],
        "optionSets": ["menuImport"], "itemTags": ["menuImport"]}.items()]}
NODE = {"job_type": "node", "steps": [{"key": "only", "command": ["node", "-e", "0"]}]}


class Installation:
    """One database with Baton; its queue is paused except during run()."""

    def __init__(self, settings=None):
        self.server = baton_harness.Server(settings={**SETTINGS, **(settings or {})})
        self.commands = baton_harness.Commands()
        self.executors = []
        self.connection = self.server.connect()
        self.postmaster = int((self.server.directory / "data/postmaster.pid").read_text().split()[0])
        for definition in (ONE_STEP, TWELVE_STEPS, NODE):
            self.define(definition)
        self.pause()

    def define(self, definition):
        self.ask("select baton.define_job_type(%s::jsonb)", json.dumps(definition))

    def ask(self, sql, *parameters):
        """The first row, or None."""
        with self.connection.cursor() as cursor:
            cursor.execute(sql, parameters or None)
            return cursor.fetchone() if cursor.description else None

    def pause(self):
        self.ask("select baton.pause_queue('default')")

    def resume(self):
        self.ask("select baton.resume_queue('default')")

    def start_executor(self, *arguments, slots=4):
        executor = baton_harness.Executor(self.server, self.commands, "--commands", "/usr/bin", *arguments, slots=slots,
                                          name=f"bench-{len(self.executors)}")
        self.executors.append(executor)
        executor.wait_for_log("registered")
        return executor

    def stop_executor(self, executor):
        executor.terminate()
        executor.wait()
        executor.remove()
        self.executors.remove(executor)

    def wait_for_idle_executor(self):
        baton_harness.eventually(
            lambda: self.ask("select exists (select from baton.executors where status = 'active' and idle)")[0], 20,
            "an idle executor")

    def insert(self, count, job_type="one"):
        """Ids of the first and the last new job."""
        return self.ask("with new as (insert into baton.jobs (job_type) select %s from generate_series(1, %s) returning id)"
                        " select min(id), max(id) from new", job_type, count)

    def oldest_waiting(self, count):
        """Ids of the first and the last of the next so many one-step jobs, as claims will take them."""
        return self.ask("select min(job_id), max(job_id) from (select job_id from baton.ready"
                        " order by lane, priority desc, id limit %s) as next", count)

    def run(self, count, job_type="one", backlog=False, deadline=300):
        """Inserts so many jobs and lets the executors run so many: figures of the run. With a backlog those that have
        waited longest run, and the new ones take their place."""
        first, last = self.insert(count, job_type)
        if backlog:
            first, last = self.oldest_waiting(count)
        self.ask("checkpoint")
        before = self.spent()
        released = time.time()
        self.resume()
        baton_harness.eventually(lambda: self._ended(first, last), deadline, "the end of all jobs")
        self.pause()
        steps, seconds = self._recorded(first, last, released)
        if backlog:  # a few more were claimed before the pause; they cost CPU time too
            baton_harness.eventually(lambda: not self.ask("select exists (select from baton.running)")[0], 30, "idleness")
            steps_paid = steps + self.ask("select count(*) from baton.attempt_rows where job_id > %s and job_id <= %s",
                                          last, last + 10000)[0]
        else:
            steps_paid = steps
        spent = {part: (after - before[part]) / steps_paid * 1000 for part, after in self.spent().items()}
        return {"rate": steps / seconds, "steps": steps, "seconds": seconds, **spent,
                "peak_mb": sum(cpu.peak_memory(e.pid) for e in self.executors) / 1e6}

    def _ended(self, first, last):
        time.sleep(0.1)  # asking costs the CPU that is measured
        if not self.ask("select exists (select from baton.jobs where id = %s and finished_at is not null)", last)[0]:
            return False
        return not self.ask("select exists (select from baton.jobs where id between %s and %s and finished_at is null)",
                            first, last)[0]

    def _recorded(self, first, last, released):
        """Steps and seconds from the release to the last end, after a look that every step had one good attempt."""
        steps, good, seconds = self.ask(
            "select count(*), count(*) filter (where outcome = 'completed' and exit_code = 0),"
            " extract(epoch from max(finished_at) - to_timestamp(%s))::float"
            " from baton.attempt_rows where job_id between %s and %s", released, first, last)
        expected = self.ask("select sum(total_steps) from baton.jobs where id between %s and %s", first, last)[0]
        if not steps == good == expected:
            raise RuntimeError(f"{expected} steps, but {steps} attempts of which {good} are good")
        return steps, seconds

    def spent(self):
        """CPU seconds so far of the executors, of what they started, and of the database."""
        executor = sum(cpu.alone(e.pid) for e in self.executors)
        scripts = sum(cpu.of_tree(e.pid) - cpu.in_ticks(e.pid) for e in self.executors)
        return {"executor_cpu": executor, "scripts_cpu": scripts,
                "database_cpu": cpu.of_tree(self.postmaster)}

    def database(self, name):
        """Makes another database on the same server; its URI."""
        self.ask(f'create database "{name}"')
        return f"postgresql://postgres@/{name}?host={self.server.directory}&port=5432"

    def close(self):
        for executor in list(self.executors):
            executor.remove()
        with contextlib.suppress(Exception):
            self.connection.close()
        self.server.remove()
        self.commands.remove()

