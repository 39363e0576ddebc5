"""A way to the broker on which records are damaged: what their checksums are for."""

import socket
import struct
import threading


class DamagingProxy:
    """Passes connections on to a broker, which it pretends to be, and alters a word in what the broker answers."""

    def __init__(self, broker_port: int, word: bytes):
        self._broker_port = broker_port
        self._word = word
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._sockets: list[socket.socket] = [self._listener]
        self.port: int = self._listener.getsockname()[1]
        self.has_damaged = threading.Event()

    def __enter__(self) -> "DamagingProxy":
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
        """The answer as if the broker had our port, and with other letters in the word, which keeps its length."""
        if self._word in answer:
            answer = answer.replace(self._word, self._word.swapcase())
            self.has_damaged.set()
        return answer.replace(_address(self._broker_port), _address(self.port))


def _address(port: int) -> bytes:
    """Host and port as a broker writes where it is to be found."""
    return b"127.0.0.1" + struct.pack(">I", port)
