"""Namespaces with one link each to the database's side, and a proxy that can lose answers.

The storm runs in a network namespace of its own (scripts/prove makes it), so addresses and devices collide with
nothing, and all of it is gone with the last process."""

import ctypes
import os
import pathlib
import random
import socket
import subprocess
import threading

_CLONE_NEWNET = 0x40000000
_libc = ctypes.CDLL(None, use_errno=True)


# What a new session asks for (executor/database/statements.h), and the same in 9 ms and as many bytes; its first
# parameter, the real limit, is named elsewhere.
SHORTER = {b"set_config('statement_timeout', $1, $2)": b"set_config('statement_timeout','9', $2)",
           b"set_config('lock_timeout', '3s', $2)": b"set_config('lock_timeout', '09', $2)",
           b"set_config('jit', 'off', $2)": b"set_config('jit','0',$1='' )"}


def ip(*words):
    subprocess.run(["ip", *words], check=True, stdin=subprocess.DEVNULL, capture_output=True)


class Namespace:
    """One network namespace, linked to ours by a pair of devices: 10.77.NUMBER.1 is our end, .2 is its own."""

    def __init__(self, number):
        self.name, self.link, self.here = f"prove{number}", f"prove{number}", f"10.77.{number}.1"
        ip("netns", "add", self.name)
        ip("link", "add", self.link, "type", "veth", "peer", "name", "out", "netns", self.name)
        ip("addr", "add", f"{self.here}/24", "dev", self.link)
        ip("link", "set", self.link, "up")
        ip("-n", self.name, "addr", "add", f"10.77.{number}.2/24", "dev", "out")
        ip("-n", self.name, "link", "set", "out", "up")
        ip("-n", self.name, "link", "set", "lo", "up")

    def cut(self):
        ip("link", "set", self.link, "down")

    def mend(self):
        ip("link", "set", self.link, "up")

    def enter(self):
        """For the child between fork and exec."""
        descriptor = os.open(f"/run/netns/{self.name}", os.O_RDONLY)
        if _libc.setns(descriptor, _CLONE_NEWNET) != 0:
            os._exit(71)
        os.close(descriptor)


class Proxy:
    """A TCP port in front of the server's Unix socket. It can swallow the answer to what was just committed, shorten
    the timeouts that a new session asks for, and hold everything back as a broken network does."""

    def __init__(self, address, target, seed):
        self.target, self.chance = str(target), random.Random(seed)
        self.listener = socket.create_server((address, 0))
        self.address, self.port = self.listener.getsockname()
        self.swallow = threading.Event()   # the next answer to a report or claim is lost
        self.hurry = threading.Event()     # new sessions get timeouts of 9 ms
        self.open = threading.Event()      # cleared: nothing passes
        self.open.set()
        self.swallowed = self.hurried = 0
        self.pairs = set()
        threading.Thread(target=self._accept, name="proxy", daemon=True).start()

    def _accept(self):
        while True:
            client, _ = self.listener.accept()
            try:
                server = socket.socket(socket.AF_UNIX)
                server.connect(self.target)
            except OSError:
                client.close()
                continue
            Pair(self, client, server).start()


class Pair:
    """One connection: a thread in each direction."""

    def __init__(self, proxy, client, server):
        self.proxy, self.client, self.server = proxy, client, server
        self.loses_answer = threading.Event()

    def start(self):
        self.proxy.pairs.add(self)
        for way in (self._forth, self._back):
            threading.Thread(target=self._run, args=(way,), daemon=True).start()

    def _run(self, way):
        try:
            way()
        except OSError:
            pass
        self.close()

    def close(self):
        self.proxy.pairs.discard(self)
        for end in (self.client, self.server):
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
            end.close()

    def _forth(self):
        proxy = self.proxy
        while data := self.client.recv(65536):
            proxy.open.wait()
            if proxy.hurry.is_set() and all(asked in data for asked in SHORTER):
                for asked, shorter in SHORTER.items():
                    data = data.replace(asked, shorter)
                proxy.hurried += 1
            # A Bind of the statement "report" or "claim" (portal unnamed), and the Sync that commits it.
            says_it = b"\0report\0" in data or b"\0claim\0" in data
            if says_it and data[-5:] == b"S\0\0\0\4" and proxy.swallow.is_set():
                proxy.swallow.clear()
                self.loses_answer.set()
            self.server.sendall(data)

    def _back(self):
        while data := self.server.recv(65536):
            self.proxy.open.wait()
            if self.loses_answer.is_set():
                while b"Z\0\0\0\5" not in data:   # ReadyForQuery: it is committed
                    more = self.server.recv(65536)
                    if not more:
                        return
                    data += more
                self.proxy.swallowed += 1
                return
            self.client.sendall(data)


def socket_of(directory):
    return pathlib.Path(directory) / ".s.PGSQL.5432"
