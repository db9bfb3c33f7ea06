"""A TCP proxy before a server's Unix socket, whose line can be cut: what an executor elsewhere sees.

    proxy = TcpProxy(server.directory / ".s.PGSQL.5432")
    executor = start_executor(environment=proxy.environment)
    proxy.cut()     # not a byte passes any more; connections are accepted and hear nothing
    proxy.cut_answers()   # what the executor says arrives, what it is told does not
    proxy.heal()    # what was held up arrives late, as after a partition
"""

import selectors
import socket
import threading


class TcpProxy:
    def __init__(self, upstream):
        self.upstream = str(upstream)
        self.is_cut = self.is_mute = False
        self._servers = set()
        self._others = {}     # socket -> the one that gets what comes from it
        self._new = []        # accepted, not yet connected to the server
        self._selector = selectors.DefaultSelector()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._selector.register(self._listener, selectors.EVENT_READ)
        self._wake, self._woken = socket.socketpair()
        self._selector.register(self._woken, selectors.EVENT_READ)
        self._is_closing = False
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    @property
    def environment(self):
        return {"PGHOST": "127.0.0.1", "PGPORT": str(self._listener.getsockname()[1])}

    def cut(self):
        self._change(is_cut=True)

    def cut_answers(self):
        self._change(is_cut=False, is_mute=True)

    def heal(self):
        self._change(is_cut=False)

    def close(self):
        self._is_closing = True
        self._wake.send(b"x")
        self._thread.join()

    def _change(self, is_cut, is_mute=False):
        self.is_cut, self.is_mute = is_cut, is_mute
        self._wake.send(b"x")

    def _run(self):
        while not self._is_closing:
            for key, _ in self._selector.select():
                if key.fileobj is self._listener:
                    self._new.append(self._listener.accept()[0])
                elif key.fileobj is self._woken:
                    self._woken.recv(64)
                    self._follow_cut()
                elif key.fileobj in self._others and not self._is_held(key.fileobj):
                    self._forward(key.fileobj)
            if not self.is_cut:
                self._connect_new()
        for held in (*self._others, *self._new, self._listener, self._wake, self._woken):
            held.close()
        self._selector.close()

    # While the line is cut the kernel keeps what comes, and nobody asks for it.
    def _follow_cut(self):
        for end in self._others:
            is_watched = end in self._selector.get_map()
            if self._is_held(end) and is_watched:
                self._selector.unregister(end)
            elif not self._is_held(end) and not is_watched:
                self._selector.register(end, selectors.EVENT_READ)

    def _is_held(self, end):
        return self.is_cut or self.is_mute and end in self._servers

    def _connect_new(self):
        for client in self._new:
            server = socket.socket(socket.AF_UNIX)
            try:
                server.connect(self.upstream)
            except OSError:
                client.close()
                continue
            self._others.update({client: server, server: client})
            self._servers.add(server)
        self._new = []
        self._follow_cut()

    def _forward(self, source):
        target = self._others[source]
        try:
            data = source.recv(65536)
            if data:
                target.sendall(data)
                return
        except OSError:
            pass
        for held in (source, target):
            if held in self._selector.get_map():
                self._selector.unregister(held)
            self._servers.discard(held)
            del self._others[held]
            held.close()
