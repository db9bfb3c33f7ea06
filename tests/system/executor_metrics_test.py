#!/usr/bin/python3
"""`baton executor --metrics`: what a collector and a watchdog get, also when the database is away, clients are slow or the executor ends."""

import http.client
import json
import os
import re
import select
import socket
import subprocess
import time
import unittest

import baton_harness
from baton_harness import eventually

OPERATIONS = baton_harness.SOURCE / "docs/operations"


class Served(baton_harness.SystemTest):
    server_options = {"durable": False}

    def serve(self, *arguments, address="127.0.0.1:0", **options):
        executor = self.start_executor(*(["--metrics", address] if address else []), *arguments, **options)
        found = executor.wait_for_log(r"metrics are served address=\"?(\[::1\]|[0-9.]+):(\d+)\b")
        executor.host, executor.port = found[1].strip("[]"), int(found[2])
        return executor

    def ask(self, executor, target="/metrics", method="GET", deadline=20):
        connection = http.client.HTTPConnection(executor.host, executor.port, timeout=deadline)
        try:
            connection.request(method, target)
            answer = connection.getresponse()
            return answer.status, answer.read().decode(), answer.headers
        finally:
            connection.close()

    def values(self, executor, target="/metrics"):
        """Samples without labels, or with a few that are told apart by the whole name."""
        return {line.rpartition(" ")[0]: float(line.rpartition(" ")[2]) for line in self.ask(executor, target)[1].splitlines() if not line.startswith("#")}

    def healthy(self, executor):
        return self.ask(executor, "/readyz")[0] == 200


class Metrics(Served):
    def test_promtool_accepts_what_is_served(self):
        executor = self.serve(name='a "b" \\ c', slots=3)
        eventually(lambda: self.healthy(executor))
        status, text, headers = self.ask(executor)
        self.assertEqual((status, headers["Content-Type"]), (200, "text/plain; version=0.0.4; charset=utf-8"))
        done = subprocess.run(["promtool", "check", "metrics"], input=text, capture_output=True, text=True, timeout=60)
        self.assertEqual((done.returncode, done.stdout, done.stderr), (0, "", ""), text)
        found = self.values(executor)
        self.assertEqual([found[name] for name in ("baton_process_slots", "baton_process_healthy", "baton_process_connected", "baton_database_up",
                                                   "baton_process_connections_total", "baton_process_connection_failures_total")], [3, 1, 1, 1, 1, 0])
        self.assertIn('baton_process_info{executor="a \\"b\\" \\\\ c",schema_version="1",version="0.1.0"} 1\n', text)
        self.assertGreaterEqual(found['baton_queue_executors{queue="default"}'], 1)

    def test_what_runs_is_seen(self):
        self.commands.script("waits", "read line < $MARKERS/gate")
        os.mkfifo(self.commands.markers / "gate")
        executor = self.serve(slots=2)
        job = self.insert_job([{"key": "a", "command": ["waits"]}])
        self.wait_for_step(job, "a", "running")
        eventually(lambda: self.values(executor)["baton_process_running_steps"] == 1)
        (self.commands.markers / "gate").write_text("go\n")
        self.wait_for_job(job, "completed")
        eventually(lambda: self.values(executor)["baton_process_running_steps"] == 0)
        eventually(lambda: self.values(executor).get('baton_attempts_total{error_class="",outcome="completed"}', 0) >= 1)

    def test_paths_and_methods(self):
        executor = self.serve()
        eventually(lambda: self.healthy(executor))
        status, text, headers = self.ask(executor, method="HEAD")
        self.assertEqual((status, text), (200, ""))
        self.assertGreater(int(headers["Content-Length"]), 1000)
        for path in ("/healthz", "/readyz"):
            self.assertEqual(self.ask(executor, path)[:2], (200, "ok\n"))
        status, text, headers = self.ask(executor, method="POST")
        self.assertEqual((status, headers["Allow"]), (405, "GET, HEAD"))
        self.assertEqual([self.ask(executor, target)[0] for target in ("/", "/metricsx", "/metrics/", "/etc/passwd")], [404] * 4)
        self.assertEqual(self.ask(executor, "/metrics?what=ever")[0], 400)
        alone = self.ask(executor, "/metrics?only=process")[1]
        self.assertIn("baton_process_slots", alone)
        self.assertNotIn("baton_queue", alone)
        for wrong in (b"no request\r\n\r\n", b"\x00\xff\r\n\r\n", b"GET http://x/metrics HTTP/1.1\r\n\r\n", b"GET /metrics HTTP/2\r\n\r\n"):
            with socket.create_connection((executor.host, executor.port), timeout=20) as client:
                client.sendall(wrong)
                self.assertTrue(client.recv(4096).startswith(b"HTTP/1.1 400 "), wrong)
        with socket.create_connection((executor.host, executor.port), timeout=20) as client:
            client.sendall(b"GET /metrics HTTP/1.1\r\nX: " + b"x" * 9000)
            self.assertTrue(client.recv(4096).startswith(b"HTTP/1.1 431 "))

    def test_slow_clients_hold_up_nobody_for_long(self):
        executor = self.serve()
        eventually(lambda: self.healthy(executor))
        silent = [socket.create_connection((executor.host, executor.port)) for _ in range(15)]
        self.addCleanup(lambda: [client.close() for client in silent])
        silent[0].sendall(b"GET /metr")
        self.assertEqual(self.ask(executor, deadline=3)[0], 200, "one place is left")
        silent += [socket.create_connection((executor.host, executor.port)) for _ in range(10)]
        began = time.monotonic()
        self.assertEqual(self.ask(executor, deadline=30)[0], 200, "and once the first are dropped there are more")
        self.assertLess(time.monotonic() - began, 21)
        executor.terminate()
        self.assertEqual(executor.wait(5), 0, executor.log)

    def test_a_client_that_sends_a_byte_now_and_then_is_dropped(self):
        executor = self.serve()
        began = time.monotonic()
        with socket.create_connection((executor.host, executor.port)) as client:
            # Readable: the other side has closed.
            while not select.select([client], [], [], 0.2)[0]:
                client.sendall(b"x")
                self.assertLess(time.monotonic() - began, 20)
        self.assertGreater(time.monotonic() - began, 5)

    def test_an_executor_that_ends_says_so_and_ends_in_time(self):
        self.commands.script("waits", "read line < $MARKERS/gate")
        os.mkfifo(self.commands.markers / "gate")
        executor = self.serve()
        job = self.insert_job([{"key": "a", "command": ["waits"]}])
        self.wait_for_step(job, "a", "running")
        eventually(lambda: self.healthy(executor))
        executor.terminate()
        executor.wait_for_log("draining")
        self.assertEqual(self.ask(executor, "/readyz")[:2], (503, "The executor ends: it claims nothing more.\n"))
        self.assertEqual(self.ask(executor, "/healthz")[0], 200, "its scripts are not done")
        found = self.values(executor)
        self.assertEqual((found["baton_process_draining"], found["baton_process_healthy"]), (1, 0))
        (self.commands.markers / "gate").write_text("go\n")
        self.assertEqual(executor.wait(20), 0, executor.log)
        self.wait_for_job(job, "completed")
        with self.assertRaises(ConnectionRefusedError):
            self.ask(executor)

    def test_a_wrong_address_is_one_sentence(self):
        taken = self.serve()
        address = f"127.0.0.1:{taken.port}"
        executor = self.start_executor("--metrics", address)
        self.assertEqual(executor.wait(20), 78)
        self.assertEqual(re.findall(r"--metrics .*", executor.log),
                         [f"--metrics {address}: Address already in use; name an address of this machine and a port that is free."])
        executor = self.start_executor("--metrics", "192.0.2.1:0")
        self.assertEqual(executor.wait(20), 78)
        self.assertIn("--metrics 192.0.2.1:0: Cannot assign requested address; ", executor.log)
        executor = self.start_executor("--metrics", "no-such-host.invalid")
        self.assertEqual(executor.wait(60), 78)
        self.assertIn("--metrics no-such-host.invalid:9187: ", executor.log)

    def test_ipv6_and_the_environment(self):
        if "::1" not in subprocess.run(["ip", "-6", "address", "show", "dev", "lo"], capture_output=True, text=True).stdout:
            self.skipTest("no IPv6 here")
        executor = self.serve(environment={"BATON_METRICS": "[::1]:0"}, address=None)
        self.assertEqual(executor.host, "::1")
        eventually(lambda: self.healthy(executor))
        with self.assertRaises(ConnectionRefusedError):
            socket.create_connection(("127.0.0.1", executor.port))

    def test_the_configuration_file(self):
        file = self.commands.root / "baton.toml"
        file.write_text('[executor]\nmetrics = "127.0.0.1:0"\n')
        executor = self.serve(environment={"BATON_CONFIG": str(file)}, address=None)
        eventually(lambda: self.healthy(executor))

    def test_the_executors_role_is_enough(self):
        self.server.execute("create role runs login in role baton_executor")
        self.addCleanup(self.server.execute, "drop role runs")
        executor = self.serve(user="runs")
        eventually(lambda: self.healthy(executor))
        self.assertEqual(self.values(executor)["baton_database_up"], 1)
        executor.terminate()
        executor.wait()

    def test_the_page_s_commands_and_configurations(self):
        page = (baton_harness.SOURCE / "docs/how-to/watch.md").read_text()
        configurations = re.findall(r"^```yaml\n(.*?)^```", page, re.MULTILINE | re.DOTALL)
        self.assertEqual(len(configurations), 2)
        for text in configurations:
            done = subprocess.run(["promtool", "check", "config", "/dev/stdin"], input=text, capture_output=True, text=True, timeout=60)
            self.assertEqual(done.returncode, 0, text + done.stdout + done.stderr)
        executor = self.serve()
        eventually(lambda: self.healthy(executor))
        command = re.search(r"^curl .*/healthz$", page, re.MULTILINE)[0].replace(":9187", f":{executor.port}")
        done = subprocess.run(command, shell=True, capture_output=True, text=True, timeout=60)
        self.assertEqual((done.returncode, done.stdout, done.stderr), (0, "ok\n", ""), command)

    def test_rules_dashboard_and_page_know_what_only_an_executor_serves(self):
        executor = self.serve()
        eventually(lambda: self.healthy(executor))
        served = set(re.findall(r"^# TYPE (baton_(?:process|database)_\w+)", self.ask(executor)[1], re.MULTILINE))
        page = (baton_harness.SOURCE / "docs/how-to/watch.md").read_text()
        self.assertEqual(set(re.findall(r"baton_(?:process|database)_[a-z_]+", page)), served)
        asked = (OPERATIONS / "alert-rules.yml").read_text() + json.dumps(json.loads((OPERATIONS / "grafana-dashboard.json").read_text()))
        self.assertEqual(set(re.findall(r"baton_(?:process|database)_[a-z_]+", asked)) - served, set())


class Outage(Served):
    """On a server of its own, which goes down."""

    fresh_server = True

    def test_a_database_that_is_away(self):
        self.server.execute("update baton.settings set tick_interval = '1 second', lease_ticks = 5")
        executor = self.serve()
        eventually(lambda: self.healthy(executor))
        self.assertEqual(self.values(executor)["baton_database_up"], 1)
        self.server.stop()
        eventually(lambda: self.values(executor, "/metrics?only=process")["baton_process_connection_failures_total"] >= 1)
        status, text, _ = eventually(lambda: (found := self.ask(executor)) and "baton_database_up 1\n" not in found[1] and found)
        self.assertEqual(status, 200)
        self.assertRegex(text, r'\nbaton_database_up\{sqlstate="(57P0[13])?"\} 0\n')
        self.assertNotIn("baton_queue", text)
        eventually(lambda: self.ask(executor, "/readyz")[:2] == (503, "The lease could not be renewed: the database is away.\n"))
        self.assertEqual(self.ask(executor, "/healthz")[0], 200, "another in its place would not bring the database back")
        away = self.values(executor, "/metrics?only=process")
        self.assertGreater(away["baton_process_outage_seconds"], 0)
        self.assertEqual(away["baton_process_connected"], 0)
        self.server.start()
        eventually(lambda: self.healthy(executor), 30, lambda: executor.log + self.ask(executor, '/readyz')[1])
        back = eventually(lambda: (found := self.values(executor)).get("baton_database_up") == 1 and found, 30)
        self.assertEqual((back["baton_process_connection_recoveries_total"], back["baton_process_connections_total"], back["baton_process_outage_seconds"]),
                         (1, 2, 0))

    def test_many_who_ask_nothing_keep_no_collector_out(self):
        executor = self.serve()
        eventually(lambda: self.healthy(executor))
        silent = [socket.create_connection((executor.host, executor.port)) for _ in range(40)]
        for connection in silent:
            self.addCleanup(connection.close)
        silent[-1].send(b"GET /metrics HTTP/1.1\r\n")
        self.assertEqual(self.ask(executor, "/metrics?only=process")[0], 200)
        closed = lambda connection: connection.recv(1) == b""
        self.assertTrue(closed(silent[0]), "the oldest went, before its time was over")

    def test_a_right_that_is_missing_is_told_and_passes(self):
        self.server.execute("create role runs login in role baton_executor")
        executor = self.serve(user="runs")
        eventually(lambda: self.healthy(executor))
        self.server.execute("revoke execute on function baton.metrics_text() from baton_executor")
        eventually(lambda: 'baton_database_up{sqlstate="42501"} 0\n' in self.ask(executor)[1])
        self.server.execute("grant execute on function baton.metrics_text() to baton_executor")
        eventually(lambda: "baton_database_up 1\n" in self.ask(executor)[1])


if __name__ == "__main__":
    unittest.main()
