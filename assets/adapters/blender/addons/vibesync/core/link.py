# SPDX-License-Identifier: GPL-3.0-or-later
"""The connection to the application: one thread that connects, reads and connects again, one that writes.

The engine's main thread only puts frames in and takes events out. Heartbeats are answered here, with the time since the
main thread last looked, so that a busy engine is never taken for a dead one. The resume token lives in this object and
nowhere else: it is never written, logged or handed out (SEC-4).
"""
import collections
import queue
import random
import threading
import time

from . import frames, strict_json
from .websocket import Closed, Refused, WebSocket, split_address

# Waits before trying to connect again: each twice the one before, with some chance in it, so that what broke together
# does not come back together.
FIRST_RETRY_S = 0.5
LAST_RETRY_S = 30.0
RETRY_CHANCE = 0.25
# A connection that broke earlier than this was none: the waits go on.
STEADY_AFTER_S = 5.0
# Until `welcome` says how often heartbeats come.
FIRST_FRAME_TIMEOUT_S = 10.0
MISSED_HEARTBEATS = 3
MIN_SILENCE_S = 3.0
MAX_QUEUED_BYTES = 32 * 1024 * 1024
MAX_EVENTS = 65_536
LATENCIES_KEPT = 32
STOP_TIMEOUT_S = 2.0

# Answers to the upgrade after which trying again with the same credential is pointless.
_FINAL_STATUSES = (400, 401, 403, 404, 405, 426)
_FINAL_CLOSES = (frames.CLOSE_VIOLATION, frames.CLOSE_REVOKED, frames.CLOSE_REPLACED)

Event = collections.namedtuple('Event', 'kind detail')
"""`kind` is one of
connecting (detail: how many tries) · frame (detail: the frame, without its token) · lost (detail: a sentence; it will
try again) · ended (detail: a sentence; a new pairing code is needed)."""


def retry_delay_s(failures, chance):
    """Seconds to wait after so many failures (1 and more). `chance`: 0 to 1, from anywhere."""
    delay = min(FIRST_RETRY_S * 2 ** min(failures - 1, 16), LAST_RETRY_S)
    return delay * (1.0 + RETRY_CHANCE * (2.0 * chance - 1.0))


class Link:
    def __init__(self, url, pairing_code):
        split_address(url)  # Refused here, where the person who typed it can see it.
        self._url = url
        self._code = pairing_code
        self._token = None
        self._events = queue.Queue(MAX_EVENTS)
        self._stop = threading.Event()
        self._socket = None
        self._outgoing = None
        self._main_seen = time.monotonic()
        self._silence_s = FIRST_FRAME_TIMEOUT_S
        self.latencies_ms = collections.deque(maxlen=LATENCIES_KEPT)
        self._thread = threading.Thread(target=self._run, name='vibesync-link', daemon=True)
        self._thread.start()

    # What the main thread uses.
    def events(self):
        """Everything that happened since the last call; also tells this link that the main thread is alive."""
        self._main_seen = time.monotonic()
        taken = []
        while True:
            try:
                taken.append(self._events.get_nowait())
            except queue.Empty:
                return taken

    def send(self, frame):
        """Hands a frame over for sending. False when there is no connection to send it on."""
        return self.send_text(strict_json.dump(frame))

    def send_text(self, text):
        """The same with a frame that is JSON already."""
        outgoing = self._outgoing
        return outgoing is not None and outgoing.put(text)

    def stop(self, say_bye=True):
        """Ends the session for good; a new one needs a new pairing code. Returns within seconds, also when the application
        does not read."""
        self._stop.set()
        outgoing, active = self._outgoing, self._socket
        if outgoing is not None and say_bye:
            outgoing.put(strict_json.dump({'type': 'bye'}))
            if outgoing.finish(STOP_TIMEOUT_S):
                # The application closes when it has read the good-bye; to be the first would throw away what it has not read.
                self._thread.join(STOP_TIMEOUT_S)
        if active is not None:
            active.close()
        self._thread.join(STOP_TIMEOUT_S)
        self._token = None

    @property
    def is_alive(self):
        return self._thread.is_alive()

    # What the thread does.
    def _run(self):
        failures = 0
        while not self._stop.is_set():
            if failures > 0 and self._stop.wait(retry_delay_s(failures, random.random())):
                return
            self._emit('connecting', failures + 1)
            began_s = time.monotonic()
            try:
                welcomed = self._converse()
                steady = welcomed and time.monotonic() - began_s >= STEADY_AFTER_S
                failures = 1 if steady else failures + 1
            except _Final as final:
                self._token = self._code = None
                self._emit('ended', str(final))
                return

    def _converse(self):
        """One connection from upgrade to end. True if it got as far as `welcome`. Raises _Final."""
        authorization = 'Bearer %s' % self._token if self._token else 'VibeSync-Pairing %s' % self._code
        try:
            active = WebSocket(self._url, authorization, frames.SUBPROTOCOL)
        except Refused as refused:
            if refused.status in _FINAL_STATUSES:
                raise _Final(_REFUSALS.get(refused.status, 'The application refused: %s.' % refused)) from None
            self._emit('lost', 'The application refused for now: %s.' % refused)
            return False
        except (OSError, Closed) as error:
            self._emit('lost', 'The application cannot be reached (%s).' % error)
            return False
        except (ValueError, UnicodeError) as error:
            raise _Final('The address or the code cannot be used (%s).' % error) from None
        self._socket = active
        self._outgoing = outgoing = _Outgoing(active)
        self._silence_s = FIRST_FRAME_TIMEOUT_S
        welcomed = False
        try:
            while True:
                frame = frames.check_message(strict_json.parse(active.receive(self._silence_s)))
                welcomed = self._take_frame(frame, active, outgoing) or welcomed
        except Closed as closed:
            if self._stop.is_set():
                return welcomed
            if closed.code in _FINAL_CLOSES:
                raise _Final(_CLOSES[closed.code] if not closed.text else closed.text) from None
            self._emit('lost', 'The connection broke (%d).' % closed.code)
        except TimeoutError:
            self._emit('lost', 'The application has fallen silent.')
        except (strict_json.NotStrict, frames.BadFrame) as error:
            active.close(frames.CLOSE_VIOLATION)
            raise _Final('The application does not keep to the protocol (%s).' % error) from None
        finally:
            self._socket = self._outgoing = None
            outgoing.finish(0.0)
            active.close(1000)
        return welcomed

    def _take_frame(self, frame, active, outgoing):
        kind = frame['type']
        if kind == 'ping':
            age_ms = int((time.monotonic() - self._main_seen) * 1000)
            outgoing.put(strict_json.dump({'type': 'pong', 'ping': frame['ping'], 'main_thread_age_ms': min(age_ms, 2**31 - 1)}))
            self._measure(active)
            return False
        if kind == 'welcome':
            # The code has done its work; from here on only the token opens this session.
            self._token, self._code = frame.pop('token'), None
            self._silence_s = max(MIN_SILENCE_S, frame['heartbeat_ms'] * MISSED_HEARTBEATS / 1000.0)
        self._emit('frame', frame)
        if kind == 'revoked':
            raise _Final('Disconnected by the application: %s' % frame['message'])
        return kind == 'welcome'

    def _measure(self, active):
        """How long the way there and back takes, by WebSocket's own ping."""
        if active.last_pong_s is not None:
            self.latencies_ms.append(active.last_pong_s * 1000.0)
        try:
            active.ping()
        except OSError:
            pass  # The reader finds out in a moment, and says so.

    def _emit(self, kind, detail):
        # Where the main thread has not looked for tens of thousands of events, frames wait; of the rest it will hear the
        # newest state.
        while not self._stop.is_set():
            try:
                self._events.put(Event(kind, detail), timeout=1.0)
                return
            except queue.Full:
                if kind != 'frame':
                    return


class _Final(Exception):
    """The session is over and its credential with it."""


class _Outgoing:
    """A bounded queue and the thread that empties it: a slow reader over there must never stop the engine."""

    def __init__(self, active):
        self._active = active
        self._queue = queue.SimpleQueue()
        self._bytes = 0
        self._lock = threading.Lock()
        self._closed = False
        self._thread = threading.Thread(target=self._run, name='vibesync-writer', daemon=True)
        self._thread.start()

    def put(self, text):
        with self._lock:
            if self._closed:
                return False
            self._bytes += len(text)
            if self._bytes <= MAX_QUEUED_BYTES:
                self._queue.put(text)
                return True
            self._closed = True
        # The writer stands in the middle of a frame: only the end of the connection gets it out, and the reader tells.
        self._active.abort()
        self._queue.put(None)
        return False

    def finish(self, timeout_s):
        """Sends what is queued and nothing more. True when all of it is sent within this time."""
        with self._lock:
            self._closed = True
        self._queue.put(None)
        if timeout_s > 0.0:
            self._thread.join(timeout_s)
        return not self._thread.is_alive()

    def _run(self):
        while True:
            text = self._queue.get()
            if text is None:
                return
            try:
                self._active.send(text)
            except OSError:
                self._active.close(1001)  # Wakes the reader, which reports the loss.
                return
            with self._lock:
                self._bytes -= len(text)


_REFUSALS = {
    401: 'The code or the session is not known (any more): pair again with a new code from VibeSync.',
    403: 'The application refused the connection (403).',
    404: 'There is no VibeSync at this address.',
}
_CLOSES = {
    frames.CLOSE_VIOLATION: 'Disconnected: this add-on broke the protocol.',
    frames.CLOSE_REVOKED: 'Disconnected by the application.',
    frames.CLOSE_REPLACED: 'Another connection took over this session.',
}
