"""Copies of a server's files, as backups, snapshots and clones make them: in its place, or beside it.

    backup = copies.base_backup(server)      # of the running server
    files = copies.cold_copy(server)         # of the stopped one
    copies.put_in_place(server, backup)      # restored: the server's own files are gone
    other = copies.beside(server, backup)    # another Server on these files, started
"""

import os
import pathlib
import shutil
import subprocess
import tempfile
import time

from baton_harness import Server


def _new_directory(server):
    return pathlib.Path(tempfile.mkdtemp(prefix="copy.", dir=server.directory))


def _run(*command):
    subprocess.run([str(word) for word in command], check=True, stdin=subprocess.DEVNULL, capture_output=True)


def base_backup(server, *options):
    data = _new_directory(server) / "data"
    _run("pg_basebackup", "--pgdata", data, "--checkpoint=fast", "--no-sync", "--dbname", server.dsn, *options)
    return data


def cold_copy(server):
    data = _new_directory(server) / "data"
    _run("cp", "-a", server.directory / "data", data)
    return data


def _hand_over(path):
    """As root the server runs as user postgres."""
    if os.geteuid() == 0:
        _run("chown", "-R", "postgres:postgres", path)


def configure(data, text):
    with (data / "postgresql.auto.conf").open("a") as file:
        file.write(text + "\n")
    _hand_over(data)


def put_in_place(server, data):
    """The server is stopped, if it runs, and left stopped with these files."""
    if (server.directory / "data/postmaster.pid").exists():
        server.stop("immediate")
    # PostgreSQL shows to the second when a file was changed, and servers of tests are that young.
    made = int((server.directory / "data/PG_VERSION").stat().st_ctime)
    time.sleep(max(0, made + 1 - time.time()))
    shutil.rmtree(server.directory / "data")
    _run("cp", "-a", data, server.directory / "data")
    _hand_over(server.directory / "data")


def beside(server, data):
    """A server of its own on these files; remove() it before the one that it came from."""
    other = Server.__new__(Server)
    other.directory = data.parent
    other.environment = {**server.environment, "PGHOST": str(data.parent)}
    other._connection = None
    (data / "postmaster.pid").unlink(missing_ok=True)
    configure(data, f"unix_socket_directories = '{data.parent}'")
    _hand_over(data.parent)
    other.start()
    return other


def start_on_host(server, name):
    """Starts a stopped server where the machine is called `name` (needs root)."""
    script = os.path.join(os.path.dirname(__file__), "server")
    subprocess.run(["unshare", "--uts", "sh", "-c", 'hostname "$1" && exec "$2" again "$3"', "sh", name, script,
                    str(server.directory)],
                   check=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
