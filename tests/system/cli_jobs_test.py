#!/usr/bin/python3
"""baton jobs: the pictures, the log, waiting with an exit status, cancel and retry, on real jobs."""

import json
import os
import pwd
import re
import subprocess
import unittest

import baton_harness
from terminal import OnTerminal


class Jobs(OnTerminal, baton_harness.SystemTest):
    def setUp(self):
        super().setUp()
        self.commands.script("say", 'echo "to stdout: $1"; echo "to stderr" >&2')
        self.commands.script("fail", 'echo "no luck" >&2; exit 3')
        # Holds until the test lets it go.
        self.commands.script("hold", 'until [ -e $MARKERS/go ]; do read -rt 0.05 <> <(:) || :; done; echo released')

    def release(self):
        (self.commands.markers / "go").touch()

    def test_show_draws_what_job_status_says(self):
        self.start_executor()
        job = self.insert_job([{"key": "first", "label": "The first", "phase": "one", "command": ["say", "x"]},
                               {"key": "person", "phase": "two", "manual": "Have a look"}], subject="joe")
        self.wait_for_step(job, "person", "action_required")
        plain = self.baton("jobs", "show", job)
        self.assertEqual(plain.returncode, 0, plain.stderr)
        self.assertIn("joe", plain.stdout)
        self.assertRegex(plain.stdout, r"The first .*first .* m?s")
        self.assertIn("waits for a person: Have a look", plain.stdout)
        self.assertNotIn("\033", plain.stdout)
        document = json.loads(self.baton("jobs", "show", job, "--json").stdout)
        self.assertEqual([step["status"] for step in document["steps"]], ["completed", "action_required"])
        details = self.baton("jobs", "show", job, "--details").stdout
        self.assertIn("waits for a person since", details)

    def test_without_utf8_the_picture_is_ascii(self):
        job = self.insert_job([{"key": "a", "manual": "x"}])
        done = subprocess.run([str(baton_harness.BATON), "jobs", "show", str(job)], capture_output=True, check=True,
                              env={**os.environ, **self.server.environment, "LC_ALL": "C"})
        done.stdout.decode("ascii")
        self.assertIn(b"`- ", done.stdout)

    def test_wait_ends_with_the_jobs_end(self):
        self.start_executor()
        good = self.insert_job([{"key": "a", "command": ["say", "x"]}])
        done = self.baton("jobs", "wait", good)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertRegex(done.stdout, rf"job {good} completed\n$")
        bad = self.insert_job([{"key": "a", "command": ["fail"], "max_attempts": 1}])
        done = self.baton("jobs", "wait", bad)
        self.assertEqual(done.returncode, 1)
        self.assertRegex(done.stdout, r"a failed after .*no luck")
        gone = self.insert_job([{"key": "a", "manual": "x"}])
        self.assertEqual(self.baton("jobs", "cancel", gone, "--reason", "not needed").returncode, 0)
        done = self.baton("jobs", "wait", gone)
        self.assertEqual(done.returncode, 2)
        self.assertRegex(done.stdout, rf"job {gone} cancelled by \S.*: not needed\n$")
        self.assertNotIn("cancelled: cancelled", done.stdout)

    def test_wait_gives_up_when_told_to(self):
        job = self.insert_job([{"key": "a", "manual": "x"}])
        done = self.baton("jobs", "wait", job, "--timeout", "200ms")
        self.assertEqual(done.returncode, 75)
        self.assertIn("has not ended in time", done.stderr)

    def test_wait_outlasts_a_restart_of_the_server(self):
        self.start_executor()
        job = self.insert_job([{"key": "a", "command": ["hold"]}])
        waiting = subprocess.Popen([str(baton_harness.BATON), "jobs", "wait", str(job)], text=True,
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                   env={**os.environ, **self.server.environment})
        self.addCleanup(waiting.kill)
        self.wait_for_step(job, "a", "running")
        self.assertIn(f"job {job}", waiting.stdout.readline())
        self.server.restart()
        self.release()
        out, err = waiting.communicate(timeout=60)
        self.assertEqual(waiting.returncode, 0, out + err)
        self.assertIn("went away", err)

    def test_on_a_terminal_wait_draws_over_itself(self):
        self.start_executor()
        job = self.insert_job([{"key": "a", "command": ["hold"]}])
        text, status = self.on_terminal("jobs", "wait", job, until="\033[J", then=self.release)
        self.assertEqual(status, 0, text)
        self.assertRegex(text, r"\033\[\d+A")
        last = text.rpartition("\033[J")[0].rpartition("A\r")[2]
        self.assertIn("completed", last)
        self.assertIn("\033[32m", last)

    def test_no_color_is_respected(self):
        self.start_executor()
        job = self.insert_job([{"key": "a", "command": ["say", "x"]}])
        text, _ = self.on_terminal("jobs", "wait", job, environment={"NO_COLOR": "1"})
        self.assertNotRegex(text, r"\033\[\d+m")

    def test_logs_are_those_of_the_last_attempt_unless_another_is_named(self):
        self.commands.script("second", 'echo "attempt $BATON_ATTEMPT"; [ "$BATON_ATTEMPT" -gt 1 ]')
        self.start_executor()
        job = self.insert_job([{"key": "a", "command": ["second"], "backoff": "none"},
                               {"key": "b", "command": ["say", "x"]}])
        self.wait_for_job(job, "completed")
        whole = self.baton("jobs", "logs", job).stdout
        self.assertIn("a | attempt 2\n", whole)
        self.assertIn("b | to stdout: x\n", whole)
        self.assertNotIn("attempt 1\n", whole)
        self.assertEqual(self.baton("jobs", "logs", job, "a", "--attempt", 1).stdout, "attempt 1\n")
        self.assertEqual(self.baton("jobs", "logs", job, "b", "--stream", "stderr").stdout, "to stderr\n")

    def test_logs_of_a_last_attempt_that_said_nothing_are_empty(self):
        self.commands.script("quiet", '[ "$BATON_ATTEMPT" -gt 1 ] || { echo "first words"; exit 1; }')
        self.start_executor()
        job = self.insert_job([{"key": "a", "command": ["quiet"], "backoff": "none"}])
        self.wait_for_job(job, "completed")
        self.assertEqual(self.baton("jobs", "logs", job, "a").stdout, "")
        self.assertEqual(self.baton("jobs", "logs", job, "a", "--attempt", 1).stdout, "first words\n")

    def test_logs_follow_until_the_step_has_ended(self):
        self.commands.script("talk", 'echo begun; until [ -e $MARKERS/go ]; do read -rt 0.05 <> <(:) || :; done; echo over')
        self.start_executor()
        job = self.insert_job([{"key": "a", "command": ["talk"]}, {"key": "b", "manual": "x", "depends_on": ["a"]}])
        following = subprocess.Popen([str(baton_harness.BATON), "jobs", "logs", "-f", str(job), "a"], text=True,
                                     stdout=subprocess.PIPE, env={**os.environ, **self.server.environment})
        self.addCleanup(following.kill)
        self.assertEqual(following.stdout.readline(), "begun\n")
        self.assertIsNone(following.poll())
        self.release()
        self.assertEqual(following.communicate(timeout=30)[0], "over\n")
        self.assertEqual(following.returncode, 0)

    def test_list_filters(self):
        self.server.execute("""insert into baton.jobs (steps, subject)
                               select '[{"key": "a", "manual": "x"}]', 'subject ' || i from generate_series(1, 5) as i""")
        ids = lambda *arguments: re.findall(r"^ *(\d+)  ", self.baton("jobs", "list", *arguments).stdout, re.MULTILINE)
        self.assertEqual(len(ids("--limit", 3)), 3)
        page = self.baton("jobs", "list", "--limit", 3).stdout.splitlines()
        self.assertEqual(page[-1], f"older ones: --before {page[-2].split()[0]}, or a higher --limit")
        self.assertNotIn("older ones", self.baton("jobs", "list", "--subject", "subject 4").stdout)
        self.assertEqual(len(ids("--subject", "subject 4")), 1)
        self.assertEqual(ids("--type", "nothing_of_this_name"), [])
        newest = [int(i) for i in ids()]
        self.assertEqual(newest, sorted(newest, reverse=True))
        one = json.loads(self.baton("jobs", "list", "--json", "--limit", 1).stdout)
        self.assertEqual(one["subject"], "subject 5")

    def test_list_says_what_a_step_waits_for(self):
        job = self.insert_job([{"key": "a", "command": ["say"], "queue": "held"}])
        self.server.execute("select baton.pause_queue('held', 'moving')")
        self.assertRegex(self.baton("jobs", "list", "--limit", 1).stdout, rf"(?m)^ *{job} .* a: its queue is paused$")
        self.server.execute("select baton.resume_queue('held')")
        self.assertRegex(self.baton("jobs", "list", "--limit", 1).stdout, rf"(?m)^ *{job} .* a$")

    def test_list_filters_by_what_operators_ask_for(self):
        self.start_executor()
        self.server.execute("""insert into baton.jobs (steps, organisation_id, batch_id) values
                               ('[{"key": "a", "manual": "x"}]', 'acme', 'march'),
                               ('[{"key": "a", "command": ["say"], "queue": "mail"}]', 'acme', null)""")
        failed = self.insert_job([{"key": "a", "command": ["missing-program"], "max_attempts": 1}])
        self.wait_for_job(failed, "failed")

        def ids(*arguments):
            done = self.baton("jobs", "list", "--json", *arguments)
            self.assertEqual(done.returncode, 0, done.stderr)
            return [json.loads(line)["job_id"] for line in done.stdout.splitlines()]
        self.assertEqual(ids("--organisation", "acme"), [failed - 1, failed - 2])
        self.assertEqual(ids("--organisation", "acme", "--before", failed - 1), [failed - 2])
        self.assertEqual(ids("--batch", "march"), [failed - 2])
        self.assertEqual(ids("--queue", "mail"), [failed - 1])
        self.assertEqual(ids("--error", "COMMAND_NOT_FOUND,API_5XX"), [failed])
        self.assertEqual(ids("--status", "failed", "--error", "API_5XX"), [])
        self.assertIn(failed, ids("--since", "1h", "--status", "failed"))
        self.assertEqual(ids("--until", "1h"), [])
        self.assertIn(failed, ids("--since", "yesterday"))
        self.assertEqual(ids("--since", "2001-02-03", "--until", "yesterday"), [])
        self.assertEqual(ids("--since", "2001-02-03", "--until", "2001-02-03 12:00:00+01"), [])
        wrong = self.baton("jobs", "list", "--since", "last week")
        self.assertEqual(wrong.returncode, 64)
        self.assertIn('"last week" is not a time', wrong.stderr)

    def test_json_has_the_digits_of_the_database(self):
        job = self.server.value("""insert into baton.jobs (steps) values ('[{"key": "a", "manual": "x"}]') returning id""")
        outputs = '{"id": 1234567890123456789012345, "price": 0.10, "huge": 1e400}'
        self.server.execute("select baton.resolve_step(%s, 'a', 'completed', %s::jsonb)", job, outputs)
        printed = self.baton("jobs", "show", job, "--json").stdout
        exact = json.loads(printed, parse_int=str, parse_float=str)["steps"][0]["outputs"]
        self.assertEqual(exact["id"], "1234567890123456789012345")
        self.assertEqual(exact["price"], "0.10")
        self.assertEqual(exact["huge"], "1" + "0" * 400)
        listed = json.loads(self.baton("jobs", "list", "--json", "--limit", 1).stdout)
        self.assertEqual(listed["created_at"], self.server.value("select to_jsonb(created_at) from baton.jobs where id = %s", job))

    def test_wait_tells_when_things_happened_not_when_it_looked(self):
        self.start_executor()
        job = self.insert_job([{"key": "a", "command": ["say", "x"]}])
        self.wait_for_job(job, "completed")
        self.server.execute("""update baton.step_rows set finished_at = '2020-02-03 04:05:06+00' where job_id = %s""", job)
        self.server.execute("""update baton.jobs set finished_at = '2020-02-03 04:05:07+00' where id = %s""", job)
        lines = self.baton("jobs", "wait", job).stdout.splitlines()
        self.assertEqual([line.split()[0][3:] for line in lines], ["05:06", "05:07"])

    def test_what_a_job_took_leaves_out_the_time_that_it_had_failed(self):
        self.commands.script("later", '[ -e $MARKERS/go ]')
        self.start_executor()
        job = self.insert_job([{"key": "a", "command": ["later"], "max_attempts": 1}])
        self.wait_for_job(job, "failed")
        # Two days pass.
        self.server.execute("update baton.job_events set at = at - interval '2 days' where job_id = %s", job)
        self.server.execute("""update baton.jobs set started_at = started_at - interval '2 days',
                               finished_at = finished_at - interval '2 days' where id = %s""", job)
        self.release()
        self.assertEqual(self.baton("jobs", "retry", job).returncode, 0)
        self.wait_for_job(job, "completed")
        self.assertRegex(self.baton("jobs", "show", job).stdout, r"took [\d.]+ m?s\b")
        worked = self.server.value("select extract(epoch from duration) from baton.job_overview where job_id = %s", job)
        self.assertTrue(0 <= worked < 3600, worked)

    def test_show_finds_an_archived_job(self):
        self.start_executor()
        job = self.insert_job([{"key": "a", "command": ["say", "x"]}, {"key": "b", "command": ["say", "y"]}])
        self.wait_for_job(job, "completed")
        self.server.execute("select baton.archive_jobs(array[%s]::bigint[])", job)
        done = self.baton("jobs", "show", job)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertRegex(done.stdout, r"completed .* 100 %  2 of 2 steps")
        self.assertRegex(done.stdout, r"Archived 20\d\d-.*it is read from baton.archived_jobs")
        self.assertNotIn("jobs retry", done.stdout)
        document = json.loads(self.baton("jobs", "show", job, "--json").stdout)
        self.assertEqual([step["step_id"] for step in document["steps"]], ["a", "b"])
        self.assertIn("archived_at", document)
        self.assertEqual(len(document["attempts"]), 2)
        gone = self.baton("jobs", "show", 4711000)
        self.assertEqual(gone.returncode, 66)

    def test_cancel_stops_what_runs_and_keeps_who_and_why(self):
        self.start_executor()
        job = self.insert_job([{"key": "a", "command": ["hold"]}])
        self.wait_for_step(job, "a", "running")
        done = self.baton("jobs", "cancel", job, "--reason", "changed our mind")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.wait_for_job(job, "cancelled")
        history = self.server.rows("select * from baton.job_history where job_id = %s", job)
        self.assertIn("changed our mind", [event["reason"] for event in history])
        shown = self.baton("jobs", "show", job).stdout
        self.assertRegex(shown, r"\ncancelled by \S+ .* ago: changed our mind\n")

    def test_who_signs(self):
        """--actor before BATON_ACTOR before what the session has before the user of the process."""
        def signed(*arguments, **environment):
            job = self.server.value("""insert into baton.jobs (steps) values ('[{"key": "a", "manual": "x"}]') returning id""")
            done = subprocess.run([str(baton_harness.BATON), *arguments, "jobs", "cancel", str(job)], capture_output=True, text=True,
                                  env={**os.environ, **self.server.environment, **environment})
            self.assertEqual(done.returncode, 0, done.stderr)
            return self.server.value("select actor from baton.job_history where job_id = %s and action = 'cancel_job' limit 1", job)
        session = {"PGOPTIONS": "-c baton.actor=bob"}
        self.assertEqual(signed("--actor", "alice", BATON_ACTOR="carol", **session), "alice (as postgres)")
        self.assertEqual(signed(BATON_ACTOR="carol", **session), "carol (as postgres)")
        self.assertEqual(signed(**session), "bob (as postgres)")
        self.assertEqual(signed(), f"{pwd.getpwuid(os.getuid()).pw_name} (as postgres)")

    def test_retry_runs_what_failed_again(self):
        self.commands.script("later", '[ -e $MARKERS/go ]')
        self.start_executor()
        job = self.insert_job([{"key": "a", "command": ["later"], "max_attempts": 1}])
        self.wait_for_job(job, "failed")
        shown = self.baton("jobs", "show", job).stdout
        self.assertIn(f"baton jobs retry {job}", shown)
        self.release()
        done = self.baton("jobs", "retry", job)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.wait_for_job(job, "completed")

    def test_retry_takes_corrected_parameters(self):
        self.commands.script("greet", '[ "$1" = Ada ] && echo "Hello, $1, $2 times" >"$MARKERS/said"')
        self.start_executor()
        job = self.insert_job([{"key": "first", "command": ["say", "{{parameters.name}}"]},
                               {"key": "greet", "command": ["greet", "{{parameters.name}}", "{{parameters.n}}"],
                                "max_attempts": 1, "depends_on": ["first"]}],
                              parameters={"name": "Adda", "n": 1, "old": True})
        self.wait_for_job(job, "failed")
        retry = ("jobs", "retry", job, "--set", "name=Ada", "--set", "n=12345678901234567890123",
                 "--set", "old=null")
        plan = self.baton(*retry, "--dry-run").stdout
        self.assertIn("first is done with the old value of name, and does not run again", plan)
        self.assertIn("parameters changed: n, name\nparameters removed: old\nnothing was changed", plan)
        wrong = self.baton("jobs", "retry", job, "--set", "name")
        self.assertEqual(wrong.returncode, 64, wrong.stderr)
        mistyped = self.baton("jobs", "retry", job, "--set", "nmae=Ada").stdout
        self.assertIn("parameter nmae is new, and no placeholder names it", mistyped)
        self.wait_for_job(job, "failed")

        done = self.baton(*retry, "--reason", "typing error")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.wait_for_job(job, "completed")
        self.assertEqual(self.commands.marks("said"), ["Hello, Ada, 12345678901234567890123 times"])
        history = self.server.rows("select * from baton.job_history where job_id = %s", job)
        self.assertIn("typing error; parameters changed: n, name; parameters removed: old",
                      [event["reason"] for event in history])


if __name__ == "__main__":
    unittest.main()
