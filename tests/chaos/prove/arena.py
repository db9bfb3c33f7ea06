"""Everything a storm happens in: a server, places for executors, scripts and their marks."""

import atexit
import concurrent.futures
import os
import pathlib
import shutil
import socket
import subprocess
import tempfile
import threading
import time

import baton_harness
from database import Away, Database
from network import Namespace, Proxy, socket_of
from places import Place

HERE = pathlib.Path(__file__).resolve().parent
CANARY = "canary-7f3a91-secret"
_SILENT = []   # listeners are open as long as this process lives
TMPFS_BYTES, TMPFS_INODES = 8 << 20, 4000

# Ticks as short as settings permit, so that leases end while the storm lasts; a lease of three of them.
SETTINGS = """
update baton.settings set tick_interval = '1 second', lease_ticks = 3, idle_poll = '500 milliseconds',
  stuck_after = '30 days';   -- longer than any jump of the clock
update baton.error_classes set base_delay = '20 milliseconds', max_delay = '500 milliseconds';
create role prove_executor login in role baton_executor;
create role prove_app login in role baton_app, baton_author;
insert into baton.circuit_breakers (name, threshold, open_for)
values ('prove_one', 3, '2 seconds'), ('prove_two', 2, '1 second');
insert into baton.concurrency_limits (name, slots) values ('prove_limit', 2);
create schema app;
create table app.effects (job_id bigint not null, which int not null);
create table app.poison (job_id bigint primary key);
grant all on app.poison to public;
grant usage on schema app to public;
create function app.poison() returns trigger language plpgsql as $$
declare
  v_row jsonb := to_jsonb(case tg_op when 'DELETE' then old else new end);
begin
  if exists (select from app.poison where job_id = (v_row ->> 'job_id')::bigint) then
    raise exception using errcode = 'PB001', message = 'poison';
  end if;
  return case tg_op when 'DELETE' then old else new end;
end $$;
create trigger poison before insert on baton.running for each row execute function app.poison();
create trigger poison before insert on baton.attempt_rows for each row execute function app.poison();
create trigger poison before delete on baton.timers for each row execute function app.poison();
create trigger poison before insert on baton.ready for each row execute function app.poison();
"""
EFFECT = """
create function app.effect_{0}(p_job bigint, p_context jsonb) returns jsonb language sql security definer
  as 'insert into app.effects values (p_job, {0}); select jsonb_build_object(''value'', {0})';
grant execute on function app.effect_{0} to baton_sql;
"""
EFFECTS = 3
BREAKERS = ("prove_one", "prove_two")
LIMIT = "prove_limit"


class Arena:
    def __init__(self, seed, slots=4, namespaces=True, patches=()):
        self.seed, self.slots = seed, slots
        self.directory = pathlib.Path(tempfile.mkdtemp(prefix="storm."))
        self.directory.chmod(0o755)
        self.commands, self.secrets = self.directory / "commands", self.directory / "secrets"
        self.marks = self.directory / "marks"
        self._make_scripts()
        self.server = baton_harness.Server(cron=False, settings={
            "track_commit_timestamp": "on", "wal_level": "logical", "max_connections": "120", "checkpoint_timeout": "1min",
            "listen_addresses": "'*'" if namespaces else "''", "log_min_messages": "warning"})
        self.database = Database(f"host={self.server.directory} port=5432 dbname=baton")
        # A process that dies with its parent dies with the thread that started it: this one lives as long as we.
        self.starter = concurrent.futures.ThreadPoolExecutor(1, "starter")
        self.server_lock = threading.Lock()   # whoever stops it, starts it
        self.history_lock = threading.Lock()  # what is known of the past is compared, or rewritten
        self.restores = []                    # [backup began, restored database accepted], monotonic ns
        self.clock_offset = self.highest_offset = 0
        self._prepare_database(patches)
        self.namespaces, self.proxies, self.places = [], [], []
        self._make_places(namespaces)

    def _make_scripts(self):
        self.commands.mkdir()
        self.secrets.mkdir()
        (self.secrets / "canary").write_text(CANARY)
        self.clock_library = self.directory / "clock.so"
        subprocess.run(["cc", "-std=c11", "-O1", "-shared", "-fPIC", HERE / "clock.c", "-o", self.clock_library], check=True)
        subprocess.run(["cc", "-std=c11", "-O1", f'-DMARKS="{self.marks}"', f'-DLOCKS="{self.directory}/locks"',
                        HERE / "act.c", "-o", self.commands / "act"], check=True)

    def _prepare_database(self, patches):
        for sql in [SETTINGS, *(EFFECT.format(which) for which in range(EFFECTS)),
                    "grant usage on schema app to baton_sql", "grant usage on schema app to prove_app",
                    *(pathlib.Path(patch).read_text() for patch in patches)]:
            self.database.rows(sql)

    def _make_places(self, namespaces):
        here = f"host={self.server.directory} port=5432 dbname=baton"
        silent = silent_socket(self.directory)
        self.places = [Place("socket", self, here), Place("disk", self, here),
                       Place("clock", self, here, has_own_clock=True),
                       Place("second", self, f"host={silent},{self.server.directory} port=5432 dbname=baton")]
        if not namespaces:
            proxy = Proxy("127.0.0.1", socket_of(self.server.directory), self.seed)
            self.proxies.append(proxy)
            self.places.append(Place("proxy", self, f"host=127.0.0.1 port={proxy.port} dbname=baton"))
            return
        mount_small(self.places[1].run_directory)
        with (self.server.directory / "data/pg_hba.conf").open("a") as access:
            access.write("host all all 10.77.0.0/16 trust\n")
        self.database.rows("select pg_reload_conf()")
        for number in (1, 2, 3):
            namespace = Namespace(number)
            self.namespaces.append(namespace)
            port = 5432
            if number == 3:
                proxy = Proxy(namespace.here, socket_of(self.server.directory), self.seed)
                self.proxies.append(proxy)
                port = proxy.port
            self.places.append(Place(f"net{number}", self, f"host={namespace.here} port={port} dbname=baton",
                                     enter=namespace.enter, is_local=False))
            self.places[-1].namespace = namespace

    def postmaster(self):
        return int((self.server.directory / "data/postmaster.pid").read_text().split()[0])

    def set_server_clock(self, seconds):
        """baton._now() jumps to the real time plus so many seconds."""
        self.database.rows(
            "create or replace function baton._now() returns timestamptz language sql volatile parallel safe"
            f" as $$ select pg_catalog.clock_timestamp() operator(pg_catalog.+) interval '{int(seconds)} seconds' $$")
        self.clock_offset = seconds
        self.highest_offset = max(self.highest_offset, seconds)

    def wait_for_database(self, deadline=60.0):
        end = time.monotonic() + deadline
        while True:
            try:
                return self.database.value("select 1")
            except Away:
                if time.monotonic() > end:
                    raise
                time.sleep(0.1)

    def log_texts(self):
        """Name and text of every log in which a secret must not be."""
        for place in self.places:
            yield place.log.name, place.log.read_text(errors="replace") if place.log.exists() else ""
        yield "server log", self.server.log

    def end(self, keep):
        for place in self.places:
            place.end()
        if keep:
            if self.places[1].run_directory.is_mount():
                subprocess.run(["umount", self.places[1].run_directory], check=False)
            atexit.unregister(self.server.remove)
            with self.server_lock:
                self.server.stop("fast")
            return
        self.server.remove()
        subprocess.run(["umount", "--quiet", self.places[1].run_directory], check=False, stderr=subprocess.DEVNULL)
        shutil.rmtree(self.directory, ignore_errors=True)


def silent_socket(directory):
    """A directory in which a server seems to listen: it takes connections and says nothing, as one
    whose host is frozen."""
    place = directory / "silent"
    place.mkdir()
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(str(place / ".s.PGSQL.5432"))
    (place / ".s.PGSQL.5432").chmod(0o777)
    listener.listen(4096)
    _SILENT.append(listener)
    return place


def mount_small(directory):
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={TMPFS_BYTES},nr_inodes={TMPFS_INODES},mode=755", "none",
                    directory], check=True)


def fill(directory):
    """Leaves neither a block nor an inode; the files to remove afterwards."""
    made = []
    big = directory / "filler"
    made.append(big)
    try:
        with big.open("wb") as file:
            while True:
                file.write(b"\0" * 65536)
    except OSError:
        pass
    try:
        for number in range(2 * TMPFS_INODES):
            path = directory / f"filler.{number}"
            os.close(os.open(path, os.O_CREAT | os.O_WRONLY))
            made.append(path)
    except OSError:
        pass
    return made
