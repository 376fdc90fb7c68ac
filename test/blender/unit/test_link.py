# SPDX-License-Identifier: GPL-3.0-or-later
"""The connection's bad days: an application that does not read, and the waits before trying again."""
import base64
import hashlib
import socket
import struct
import threading
import time
import unittest

import support  # makes the core importable
from test_protocol import RudeServer, frame, read_client_frame
from vibesync.core import link as links

GUID = b'258EAFA5-E914-47DA-95CA-C5AB0DC85B11'
WITHIN_S = 20.0
FRAME = {'type': 'note', 'text': 'x' * (4 * 1024 * 1024)}


class DeafServer:
    """Takes an upgrade and reads nothing after it."""

    def __init__(self):
        self._listener = socket.create_server(('127.0.0.1', 0))
        self.url = 'ws://127.0.0.1:%d/adapter' % self._listener.getsockname()[1]
        self.upgraded = threading.Event()
        self._sockets = []
        threading.Thread(target=self._run, daemon=True).start()

    def _run(self):
        while True:
            try:
                taken, _address = self._listener.accept()
            except OSError:
                return
            self._sockets.append(taken)
            head = b''
            while not head.endswith(b'\r\n\r\n'):
                head += taken.recv(1)
            key = next(line.split(b': ')[1] for line in head.split(b'\r\n') if line.lower().startswith(b'sec-websocket-key'))
            accept = base64.b64encode(hashlib.sha1(key + GUID).digest()).decode()
            lines = ['HTTP/1.1 101 Switching Protocols', 'Upgrade: websocket', 'Connection: Upgrade']
            lines += ['Sec-WebSocket-Accept: ' + accept, 'Sec-WebSocket-Protocol: vibesync.v1', '', '']
            taken.sendall('\r\n'.join(lines).encode())
            self.upgraded.set()

    def close(self):
        self._listener.close()
        for each in self._sockets:
            each.close()


class LinkTest(unittest.TestCase):
    def setUp(self):
        self.server = DeafServer()
        self.addCleanup(self.server.close)
        self.link = links.Link(self.server.url, 'AAAA-AAAA')
        self.addCleanup(self.link.stop, False)
        self.assertTrue(self.server.upgraded.wait(WITHIN_S))
        self.next_event('connecting')

    def next_event(self, kind):
        end_s = time.monotonic() + WITHIN_S
        while True:
            event = self.link._events.get(timeout=max(0.0, end_s - time.monotonic()))
            if event.kind == kind:
                return event

    def send_first(self):
        """The connection stands a moment after the server's answer."""
        end_s = time.monotonic() + WITHIN_S
        while not self.link.send(FRAME):
            self.assertLess(time.monotonic(), end_s)

    def test_what_is_not_read_ends_the_connection_and_not_the_engine(self):
        self.send_first()
        sent = 1
        while self.link.send(FRAME):
            sent += 1
            self.assertLess(sent, 20, 'more is queued than may be')
        self.next_event('lost')
        self.next_event('connecting')

    def test_an_application_that_does_not_read_cannot_hold_up_a_disconnect(self):
        self.send_first()
        self.link.send(FRAME)
        began_s = time.monotonic()
        self.link.stop()
        self.assertLess(time.monotonic() - began_s, 2 * links.STOP_TIMEOUT_S)
        self.assertFalse(self.link.is_alive)


class GoodByeTest(unittest.TestCase):
    def test_the_application_closes_first_so_that_nothing_that_it_has_not_read_is_thrown_away(self):
        heard, over = [], threading.Event()

        def script(peer):
            heard.append(read_client_frame(peer))
            # Something that was on its way, then the answer to the good-bye.
            peer.sendall(frame(1, b'{"type":"note","message":"x"}') + frame(8, struct.pack('!H', 3001)))
            heard.append(read_client_frame(peer))
            heard.append(peer.recv(1))
            over.set()

        server = RudeServer(script)
        self.addCleanup(server.close)
        link = links.Link(server.url, 'AAAA-AAAA')
        end_s = time.monotonic() + WITHIN_S
        while link._outgoing is None:
            self.assertLess(time.monotonic(), end_s)
        link.stop()
        self.assertTrue(over.wait(WITHIN_S))
        # Its own close frame only answers: it carries the application's code.
        self.assertEqual(heard, [(1, b'{"type":"bye"}'), (8, struct.pack('!H', 3001)), b''])
        self.assertFalse(link.is_alive)


class WaitTest(unittest.TestCase):
    def test_waits_double_up_to_half_a_minute(self):
        waits = [links.retry_delay_s(failures, 0.5) for failures in range(1, 10)]
        self.assertEqual(waits, [0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 30.0, 30.0, 30.0])

    def test_chance_moves_them_by_a_quarter(self):
        self.assertEqual([links.retry_delay_s(2, chance) for chance in (0.0, 1.0)], [0.75, 1.25])


if __name__ == '__main__':
    unittest.main()
