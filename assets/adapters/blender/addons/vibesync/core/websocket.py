# SPDX-License-Identifier: GPL-3.0-or-later
"""A WebSocket client (RFC 6455) on the standard library: text frames to and from one loopback address.

Blocking, made to be driven by one thread that reads while any thread may send. No compression and no extensions; what
the server masks, fragments wrongly or sends beyond the limits ends the connection.
"""
import base64
import hashlib
import os
import socket
import struct
import threading
import time
from urllib.parse import urlsplit

_GUID = b'258EAFA5-E914-47DA-95CA-C5AB0DC85B11'
_LOOPBACK = ('127.0.0.1', 'localhost', '::1')

MAX_MESSAGE_BYTES = 64 * 1024 * 1024
MAX_HEAD_BYTES = 16 * 1024
CONNECT_TIMEOUT_S = 5.0
# So many bytes are masked at a time, a multiple of the mask's: meanwhile no other thread runs, the engine's main one included.
_MASKED_AT_ONCE = 32 * 1024
# How long a good-bye waits for a frame that is being sent.
GOOD_BYE_TIMEOUT_S = 0.2

_CONTINUATION, _TEXT, _BINARY, _CLOSE, _PING, _PONG = 0x0, 0x1, 0x2, 0x8, 0x9, 0xA


class Refused(Exception):
    """The upgrade was answered with something else than 101. `status` is its HTTP status, 0 for no HTTP at all."""

    def __init__(self, status, text):
        super().__init__('%d %s' % (status, text))
        self.status = status
        self.text = text


class Closed(Exception):
    """The connection is over. `code` is that of RFC 6455: 1006 when it broke without a close frame."""

    def __init__(self, code, text=''):
        super().__init__('%d %s' % (code, text))
        self.code = code
        self.text = text


def split_address(url):
    """(host, port, path) of a ws:// address on this computer. Raises ValueError for any other."""
    parts = urlsplit(url)
    if parts.scheme != 'ws' or parts.hostname not in _LOOPBACK or parts.username is not None:
        raise ValueError('VibeSync talks only to this computer: ws://127.0.0.1:PORT/adapter')
    port = parts.port
    if port is None:
        raise ValueError('The address names no port.')
    return parts.hostname, port, parts.path or '/'


class WebSocket:
    """Connects at once; raises OSError, Refused or ValueError."""

    def __init__(self, url, authorization, subprotocol, connect_timeout_s=CONNECT_TIMEOUT_S):
        host, port, path = split_address(url)
        self._send_lock = threading.Lock()
        self._buffer = bytearray()
        self._close_sent = False
        self._ping_sent = None
        self.last_pong_s = None
        self._socket = socket.create_connection((host, port), timeout=connect_timeout_s)
        try:
            self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._upgrade(host, port, path, authorization, subprotocol)
        except BaseException:
            self._socket.close()
            raise

    def _upgrade(self, host, port, path, authorization, subprotocol):
        key = base64.b64encode(os.urandom(16))
        shown_host = '[%s]' % host if ':' in host else host
        lines = (
            'GET %s HTTP/1.1' % path,
            'Host: %s:%d' % (shown_host, port),
            'Upgrade: websocket',
            'Connection: Upgrade',
            'Sec-WebSocket-Key: %s' % key.decode('ascii'),
            'Sec-WebSocket-Version: 13',
            'Sec-WebSocket-Protocol: %s' % subprotocol,
            'Authorization: %s' % authorization,
            '',
            '',
        )
        self._socket.sendall('\r\n'.join(lines).encode('ascii'))
        while b'\r\n\r\n' not in self._buffer:
            if len(self._buffer) > MAX_HEAD_BYTES:
                raise Refused(0, 'the answer is too long')
            self._fill()
        head, _, rest = bytes(self._buffer).partition(b'\r\n\r\n')
        self._buffer = bytearray(rest)
        status_line, *field_lines = head.decode('latin-1').split('\r\n')
        parts = status_line.split(' ', 2)
        if len(parts) < 2 or not parts[0].startswith('HTTP/1.') or not parts[1].isdigit():
            raise Refused(0, 'the answer is no HTTP')
        status = int(parts[1])
        if status != 101:
            raise Refused(status, parts[2] if len(parts) > 2 else '')
        fields = {}
        for line in field_lines:
            field, _, value = line.partition(':')
            fields[field.strip().lower()] = value.strip()
        wanted = base64.b64encode(hashlib.sha1(key + _GUID).digest()).decode('ascii')
        if fields.get('sec-websocket-accept') != wanted or fields.get('upgrade', '').lower() != 'websocket':
            raise Refused(0, 'the answer is no WebSocket')
        if fields.get('sec-websocket-protocol') != subprotocol or 'sec-websocket-extensions' in fields:
            raise Refused(0, 'the answer is another protocol')

    def receive(self, timeout_s):
        """The next text frame. Raises TimeoutError after so long without a single byte, Closed at the end."""
        message = None
        while True:
            opcode, final, payload = self._frame(timeout_s)
            if opcode == _CLOSE:
                code = struct.unpack('!H', payload[:2])[0] if len(payload) >= 2 else 1005
                self._answer(self._send_close, code if len(payload) >= 2 else 1000)
                raise Closed(code, payload[2:].decode('utf-8', 'replace'))
            if opcode == _PING:
                self._answer(self._send, _PONG, payload)
            elif opcode == _PONG:
                if self._ping_sent is not None:
                    self.last_pong_s, self._ping_sent = time.monotonic() - self._ping_sent, None
            elif opcode == _BINARY or (opcode == _TEXT) == (message is not None):
                self._fail(1003 if opcode == _BINARY else 1002)
            else:
                message = (message or b'') + payload
                if len(message) > MAX_MESSAGE_BYTES:
                    self._fail(1009)
                if final:
                    try:
                        return message.decode('utf-8')
                    except UnicodeDecodeError:
                        self._fail(1007)

    def send(self, text):
        """Sends one text frame, from any thread. Raises OSError when the connection is gone."""
        self._send(_TEXT, text.encode('utf-8'))

    def ping(self):
        """Measures the way there and back: `last_pong_s` holds it once the answer is in."""
        if self._ping_sent is None:
            self._ping_sent = time.monotonic()
            self._send(_PING, b'')

    def close(self, code=1000):
        """Says good-bye and gives the socket back. May be called twice. Does not wait for a frame that is being sent."""
        self._answer(self._send_close, code)
        self.abort()
        self._socket.close()

    def abort(self):
        """Ends the connection at once, from any thread: whoever sends or receives on it hears of it."""
        try:
            self._socket.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass  # Not connected any more.

    def _frame(self, timeout_s):
        try:
            self._socket.settimeout(timeout_s)
        except OSError as error:
            raise Closed(1006, str(error)) from None  # Another thread has given the socket back.
        first, second = self._take(2)
        opcode, length = first & 0x0F, second & 0x7F
        control = opcode >= 0x8
        known = opcode in (_CONTINUATION, _TEXT, _BINARY, _CLOSE, _PING, _PONG)
        if first & 0x70 or second & 0x80 or not known or (control and (length > 125 or not first & 0x80)):
            self._fail(1002)
        if length == 126:
            length = struct.unpack('!H', self._take(2))[0]
        elif length == 127:
            length = struct.unpack('!Q', self._take(8))[0]
        if length > MAX_MESSAGE_BYTES:
            self._fail(1009)
        return opcode, bool(first & 0x80), self._take(length)

    @staticmethod
    def _answer(send, *arguments):
        try:
            send(*arguments)
        except OSError:
            pass  # The other side is gone: what it still said counts, and after that the reader finds the end.

    def _fail(self, code):
        self._answer(self._send_close, code)
        raise Closed(code, 'the application broke the WebSocket protocol')

    def _take(self, count):
        while len(self._buffer) < count:
            self._fill()
        taken = bytes(self._buffer[:count])
        del self._buffer[:count]
        return taken

    def _fill(self):
        try:
            chunk = self._socket.recv(1 << 16)
        except TimeoutError:
            raise
        except socket.timeout:
            raise TimeoutError from None
        except OSError as error:
            raise Closed(1006, str(error)) from None
        if not chunk:
            raise Closed(1006, 'the connection ended')
        self._buffer += chunk

    def _send_close(self, code):
        told = code if 1000 <= code <= 4999 and code not in (1005, 1006) else 1000
        # Whoever holds the lock may wait for an other side that does not read: then there is no good-bye. Two threads may
        # say it at once; the second waits until the first has, since it goes on to end the connection.
        if self._send_lock.acquire(timeout=GOOD_BYE_TIMEOUT_S):
            try:
                if not self._close_sent:
                    self._close_sent = True
                    self._send_locked(_CLOSE, struct.pack('!H', told))
            finally:
                self._send_lock.release()

    def _send(self, opcode, payload):
        with self._send_lock:
            self._send_locked(opcode, payload)

    def _send_locked(self, opcode, payload):
        length = len(payload)
        if length < 126:
            head = struct.pack('!BB', 0x80 | opcode, 0x80 | length)
        elif length < 65536:
            head = struct.pack('!BBH', 0x80 | opcode, 0x80 | 126, length)
        else:
            head = struct.pack('!BBQ', 0x80 | opcode, 0x80 | 127, length)
        mask = os.urandom(4)
        self._socket.sendall(head + mask + _masked(payload[:_MASKED_AT_ONCE], mask))
        for start in range(_MASKED_AT_ONCE, length, _MASKED_AT_ONCE):
            self._socket.sendall(_masked(payload[start : start + _MASKED_AT_ONCE], mask))


def _masked(payload, mask):
    """Exclusive or as one big number: a loop over bytes would take a hundred times as long."""
    length = len(payload)
    key = (mask * (length // 4 + 1))[:length]
    return (int.from_bytes(payload, 'big') ^ int.from_bytes(key, 'big')).to_bytes(length, 'big')
