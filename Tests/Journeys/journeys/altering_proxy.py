"""A way to the broker on which its answers are altered: damaged records, and brokers that can do less."""

import socket
import struct
import threading


class AlteringProxy:
    """Passes connections on to a broker, which it pretends to be, and replaces bytes by as many others in its answers."""

    def __init__(self, broker_port: int, old: bytes, new: bytes):
        assert len(old) == len(new)
        self._broker_port = broker_port
        self._old, self._new = old, new
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._sockets: list[socket.socket] = [self._listener]
        self.port: int = self._listener.getsockname()[1]
        self.has_altered = threading.Event()

    def __enter__(self) -> "AlteringProxy":
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_) -> None:
        for each in self._sockets:
            each.close()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            broker = socket.create_connection(("127.0.0.1", self._broker_port))
            self._sockets += [client, broker]
            for source, target, alter in [(client, broker, lambda sent: sent), (broker, client, self._alter)]:
                threading.Thread(target=self._pass, args=(source, target, alter), daemon=True).start()

    def _pass(self, source: socket.socket, target: socket.socket, alter) -> None:
        try:
            while received := source.recv(1 << 20):
                target.sendall(alter(received))
        except OSError:
            pass  # One side has gone: so does the other.
        finally:
            for each in (source, target):
                try:
                    each.shutdown(socket.SHUT_RDWR)
                except OSError:
                    pass  # It was closed already.

    def _alter(self, answer: bytes) -> bytes:
        if self._old in answer:
            answer = answer.replace(self._old, self._new)
            self.has_altered.set()
        # Whoever asks where the broker is comes back to us.
        return answer.replace(_address(self._broker_port), _address(self.port))


def _address(port: int) -> bytes:
    """Host and port as a broker writes where it is to be found."""
    return b"127.0.0.1" + struct.pack(">I", port)
