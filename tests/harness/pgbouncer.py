"""A private PgBouncer before a server's Unix socket, in any pool mode.

    pooler = PgBouncer(server, "transaction")
    executor = start_executor("--poll-only", environment=pooler.environment)

Its pools hold two connections of the server, which it hands out in turn: what one transaction leaves in its session,
the next one of the same client does not find.
"""

import os
import pathlib
import pwd
import shutil
import signal
import subprocess
import tempfile

import psycopg2

from baton_harness import _die_with_parent, eventually

PROGRAM = shutil.which("pgbouncer") or "/usr/sbin/pgbouncer"


class PgBouncer:
    def __init__(self, server, mode, pool_size=2):
        self.directory = pathlib.Path(tempfile.mkdtemp(prefix="baton-pgbouncer."))
        self.directory.chmod(0o755)
        settings = self.directory / "pgbouncer.ini"
        users = ("postgres", "baton_sql", "app")
        (self.directory / "users").write_text("".join(f'"{user}" ""\n' for user in users))
        settings.write_text(f"""[databases]
baton = host={server.directory} port=5432 dbname=baton
[pgbouncer]
pool_mode = {mode}
default_pool_size = {pool_size}
server_round_robin = 1
max_client_conn = 100
listen_addr =
unix_socket_dir = {self.directory}
listen_port = 6432
auth_type = trust
auth_file = {self.directory}/users
admin_users = postgres
""")
        command = [PROGRAM, str(settings)]
        if os.geteuid() == 0:    # it refuses to be root
            owner = pwd.getpwnam("postgres")
            os.chown(self.directory, owner.pw_uid, owner.pw_gid)
            command = ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups", *command]
        self.log_path = self.directory / "log"
        with self.log_path.open("w") as log:
            self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                                            preexec_fn=_die_with_parent)
        eventually((self.directory / ".s.PGSQL.6432").exists, 20, lambda: f"PgBouncer: {self.log}")

    @property
    def environment(self):
        return {"PGHOST": str(self.directory), "PGPORT": "6432"}

    @property
    def log(self):
        return self.log_path.read_text(errors="replace")

    def connect(self, user="postgres", autocommit=True):
        connection = psycopg2.connect(f"host={self.directory} port=6432 dbname=baton user={user}")
        connection.autocommit = autocommit
        return connection

    def remove(self):
        self.process.send_signal(signal.SIGINT)
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        shutil.rmtree(self.directory, ignore_errors=True)
