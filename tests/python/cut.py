"""A way to a server that a test can cut: whoever came by it loses the connection, in the midst of whatever is on its way."""
import contextlib
import socket
import threading


class Way:
  def __init__(self, host, port):
    self.to = (host, port)
    self.listening = socket.create_server(("127.0.0.1", 0))
    self.port = self.listening.getsockname()[1]
    self.lock = threading.Lock()
    self.ends = []  # pairs of sockets
    threading.Thread(target=self.accept, daemon=True).start()

  def accept(self):
    while True:
      try:
        end, _ = self.listening.accept()
      except OSError:
        return
      try:
        pair = end, socket.create_connection(self.to)
      except OSError:
        end.close()
        continue
      with self.lock:
        self.ends.append(pair)
      for source, target in (pair, pair[::-1]):
        threading.Thread(target=self.pass_on, args=(source, target), daemon=True).start()

  def pass_on(self, source, target):
    with contextlib.suppress(OSError):
      while data := source.recv(65536):
        target.sendall(data)
    for end in source, target:
      with contextlib.suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)

  def cut(self):
    """How many connections that were."""
    with self.lock:
      ends, self.ends = self.ends, []
    for pair in ends:
      for end in pair:
        with contextlib.suppress(OSError):
          end.shutdown(socket.SHUT_RDWR)
        end.close()
    return len(ends)

  def close(self):
    self.listening.close()
    self.cut()
