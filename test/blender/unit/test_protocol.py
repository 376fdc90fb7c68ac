# SPDX-License-Identifier: GPL-3.0-or-later
"""Frames, JSON, turns, and the WebSocket against a server that breaks its rules."""
import base64
import copy
import hashlib
import os
import socket
import struct
import threading
import unittest

import support  # noqa: F401
from vibesync.core import frames, strict_json, turns, websocket
from vibesync.core.link import Link

ID = '00000000-0000-4000-8000-000000000001'
OTHER = '00000000-0000-4000-8000-000000000002'
TRANSFORM = {'translation': [0, 0, 0], 'rotation': [0, 0, 0, 1], 'scale': [1, 1, 1]}
OBJECT = {
    'id': ID,
    'kind': 'mesh',
    'name': 'Cube',
    'parent': None,
    'transform': TRANSFORM,
    'visibility': {'viewport': True, 'render': True},
    'properties': {'a': 1, 'b': [1, 2], 'c': 'x', 'd': False},
}
RECEIPT = {'ledger': ID, 'n': 1, 'head': 'a' * 64, 'mac': 'b' * 64}
STATE = {'id': ID, 'facet': 'name', 'value': 'Cube'}
GOOD = [
    {'type': 'welcome', 'session': ID, 'token': 'c' * 64, 'project': {'id': ID, 'name': 'P'}, 'revision': 0, 'resumed': False, 'heartbeat_ms': 1000, 'hold': None},
    {'type': 'bind', 'project': ID, 'scene': OTHER},
    {'type': 'foreign', 'message': 'why'},
    {'type': 'take_inventory', 'request': 1},
    {'type': 'read_values', 'request': 2, 'ids': [ID]},
    {'type': 'adopt_unmanaged', 'request': 3},
    {'type': 'patch', 'request': 4, 'revision': 1, 'objects': [OBJECT], 'removed': [OTHER]},
    {'type': 'audit', 'request': 5, 'ids': [ID]},
    {'type': 'live', 'revision': 1},
    {
        'type': 'apply',
        'n': 1,
        'label': 'Move',
        'by': 'you',
        'operations': [
            {'op': 'create', 'object': OBJECT},
            {'op': 'delete', 'id': ID, 'descendants': [OTHER]},
            {'op': 'rename', 'id': ID, 'name': 'x'},
            {'op': 'reparent', 'id': ID, 'parent': None},
            {'op': 'set_transform', 'id': ID, 'transform': TRANSFORM},
            {'op': 'set_visibility', 'id': ID, 'visibility': {'viewport': True, 'render': False}},
            {'op': 'set_property', 'id': ID, 'key': 'k', 'value': None},
        ],
    },
    {'type': 'adopt', 'n': 2, 'edit': ID, 'facets': [{'id': ID, 'facet': 'property:k'}]},
    {'type': 'confirm', 'n': 2, 'receipt': RECEIPT},
    {'type': 'compensate', 'n': 3, 'entries': [{'id': ID, 'facet': 'name', 'expected': STATE, 'restore': {**STATE, 'value': 'Box'}}]},
    {'type': 'decided', 'edit': ID, 'outcome': 'committed', 'n': 4, 'code': 'committed', 'message': ''},
    {'type': 'offer_kept', 'offer': ID, 'values': 2},
    {'type': 'hold', 'halt': 1},
    {'type': 'release', 'halt': 1},
    {'type': 'note', 'message': 'hello'},
    {
        'type': 'ghosts',
        'ghosts': [
            {
                'suggestion': OTHER,
                'by': 'set-dresser',
                'id': ID,
                'what': 'moved',
                'kind': 'mesh',
                'name': 'Cube',
                'parent': OTHER,
                'transform': OBJECT['transform'],
            }
        ],
        'more': 3,
    },
    {'type': 'ping', 'ping': 9},
    {'type': 'revoked', 'code': 'bye', 'message': 'over'},
]


def paths(value, at=()):
    yield at
    if isinstance(value, dict):
        for key, each in value.items():
            yield from paths(each, (*at, key))
    elif isinstance(value, list):
        for index, each in enumerate(value):
            yield from paths(each, (*at, index))


def put(frame, at, value):
    changed = copy.deepcopy(frame)
    inner = changed
    for step in at[:-1]:
        inner = inner[step]
    inner[at[-1]] = value
    return changed


class Frames(unittest.TestCase):
    def test_every_message_is_known_and_passes(self):
        self.assertEqual({each['type'] for each in GOOD}, set(frames.MESSAGES))
        for frame in GOOD:
            frames.check_message(strict_json.parse(strict_json.dump(frame)))

    def test_an_unknown_field_anywhere_is_refused(self):
        for frame in GOOD:
            for at in paths(frame):
                inner = frame
                for step in at:
                    inner = inner[step]
                if isinstance(inner, dict) and 'properties' not in at:
                    changed = put(frame, (*at, 'surplus'), 1)
                    with self.assertRaises(frames.BadFrame, msg=str(changed)):
                        frames.check_message(changed)

    def test_a_missing_or_wrong_field_anywhere_is_refused(self):
        wrong = object()
        for frame in GOOD:
            for at in paths(frame):
                if at:
                    with self.assertRaises(frames.BadFrame, msg='%s %s' % (frame['type'], at)):
                        frames.check_message(put(frame, at, wrong))
                inner = frame
                for step in at:
                    inner = inner[step]
                if isinstance(inner, dict) and 'properties' not in at:
                    for key in inner:
                        changed = copy.deepcopy(frame)
                        there = changed
                        for step in at:
                            there = there[step]
                        del there[key]
                        with self.assertRaises(frames.BadFrame, msg='%s %s' % (at, key)):
                            frames.check_message(changed)

    def test_particular_wrongs(self):
        bad = [
            {'type': 'live', 'revision': True},
            {'type': 'live', 'revision': -1},
            {'type': 'live', 'revision': 1.5},
            {'type': 'live', 'revision': 2**53},
            {'type': 'take_inventory', 'request': 0},
            {'type': 'nothing'},
            {'type': ['live']},
            [],
            None,
            {'type': 'bind', 'project': ID.upper().replace('0', 'A'), 'scene': ID},
            {'type': 'bind', 'project': ID + '\n', 'scene': ID},
            {'type': 'note', 'message': 'x' * 1025},
            {'type': 'compensate', 'n': 1, 'entries': [{'id': ID, 'facet': 'name', 'expected': {**STATE, 'id': OTHER}, 'restore': STATE}]},
            {'type': 'apply', 'n': 1, 'label': '', 'by': '', 'operations': [{'op': 'set_property', 'id': ID, 'key': '__proto__', 'value': 1}]},
            {'type': 'apply', 'n': 1, 'label': '', 'by': '', 'operations': [{'op': 'set_property', 'id': ID, 'key': 'k', 'value': [1]}]},
        ]
        for frame in bad:
            with self.assertRaises(frames.BadFrame, msg=str(frame)):
                frames.check_message(frame)


class StrictJson(unittest.TestCase):
    def test_what_two_readers_could_take_differently_is_refused(self):
        deep = '[' * 40 + ']' * 40
        for text in ('', '{', '{"a":1,"a":2}', '{"a":1,"\\u0061":2}', '{"__proto__":1}', '[NaN]', '[1e999]', '[-Infinity]', '["\\ud800"]', '{"\\udc00":1}', deep, '[1] x', "{'a':1}"):
            with self.assertRaises(strict_json.NotStrict, msg=text):
                strict_json.parse(text)
        self.assertEqual(strict_json.parse('{"a":[1,2.5,"é",null,true]}'), {'a': [1, 2.5, 'é', None, True]})


class Turns(unittest.TestCase):
    def started(self):
        state = turns.Turns()
        state.connected()
        state.take(GOOD[0])
        return state

    def test_nothing_before_welcome_and_welcome_once(self):
        for frame in GOOD[1:]:
            state = turns.Turns()
            state.connected()
            with self.assertRaises(turns.OutOfTurn):
                state.take(frame)
        with self.assertRaises(turns.OutOfTurn):
            self.started().take(GOOD[0])

    def test_operations_only_once_it_is_live(self):
        state = self.started()
        for kind in ('apply', 'adopt', 'live'):
            with self.assertRaises(turns.OutOfTurn):
                state.take(next(each for each in GOOD if each['type'] == kind))
        state.take({'type': 'take_inventory', 'request': 1})
        state.take({'type': 'live', 'revision': 7})
        self.assertEqual((state.phase, state.applied_through), ('live', 7))
        state.take(GOOD[8])

    def test_a_late_live_of_the_file_before_means_nothing(self):
        state = self.started()
        state.take({'type': 'take_inventory', 'request': 1})
        state.opened_file()
        state.take({'type': 'live', 'revision': 7})
        self.assertEqual((state.phase, state.applied_through), ('parked', None))

    def test_another_file_parks_until_it_is_asked_for(self):
        state = self.started()
        state.take({'type': 'take_inventory', 'request': 1})
        state.take({'type': 'live', 'revision': 7})
        state.opened_file()
        self.assertFalse(state.may_observe or state.may_write)
        state.take(GOOD[8])
        self.assertEqual(state.phase, 'parked')
        state.take({'type': 'take_inventory', 'request': 2})
        self.assertTrue(state.may_write)

    def test_answers_are_kept_but_not_without_bound(self):
        state = self.started()
        for n in range(1, turns.MAX_ANSWERS + 11):
            state.answered({'type': 'applied', 'n': n, 'states': []})
        self.assertIsNone(state.answer_to(1))
        self.assertEqual(state.answer_to(turns.MAX_ANSWERS)['n'], turns.MAX_ANSWERS)


class RudeServer:
    """Accepts one connection, upgrades it as told, then runs `script(socket)`."""

    def __init__(self, script, status='101 Switching Protocols', protocol='vibesync.v1', extra='', accept=None):
        self.listener = socket.create_server(('127.0.0.1', 0))
        self.port = self.listener.getsockname()[1]
        self.head = b''
        self.script, self.status, self.protocol, self.extra, self.accept = script, status, protocol, extra, accept
        self.thread = threading.Thread(target=self._run, daemon=True)
        self.thread.start()

    @property
    def url(self):
        return 'ws://127.0.0.1:%d/adapter' % self.port

    def _run(self):
        peer, _ = self.listener.accept()
        with peer:
            while b'\r\n\r\n' not in self.head:
                self.head += peer.recv(4096)
            key = next(line for line in self.head.split(b'\r\n') if line.lower().startswith(b'sec-websocket-key')).split(b': ')[1]
            accept = self.accept or base64.b64encode(hashlib.sha1(key + b'258EAFA5-E914-47DA-95CA-C5AB0DC85B11').digest()).decode()
            peer.sendall(
                (
                    'HTTP/1.1 %s\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: %s\r\nSec-WebSocket-Protocol: %s\r\n%s\r\n'
                    % (self.status, accept, self.protocol, self.extra)
                ).encode()
            )
            self.script(peer)

    def close(self):
        self.listener.close()
        self.thread.join(5)


def frame(opcode, payload, final=True, masked=False, length=None, reserved=0):
    size = len(payload) if length is None else length
    head = bytes([(0x80 if final else 0) | reserved | opcode])
    mask_bit = 0x80 if masked else 0
    if size < 126:
        head += bytes([mask_bit | size])
    elif size < 65536:
        head += struct.pack('!BH', mask_bit | 126, size)
    else:
        head += struct.pack('!BQ', mask_bit | 127, size)
    return head + (os.urandom(4) if masked else b'') + payload


def read_client_frame(peer):
    """What the client sent, unmasked; asserts that it masks."""

    def take(count):
        data = b''
        while len(data) < count:
            data += peer.recv(count - len(data))
        return data

    first, second = take(2)
    size = second & 0x7F
    if size == 126:
        size = struct.unpack('!H', take(2))[0]
    elif size == 127:
        size = struct.unpack('!Q', take(8))[0]
    assert second & 0x80, 'a client masks'
    mask = take(4)
    return first & 0x0F, bytes(byte ^ mask[index % 4] for index, byte in enumerate(take(size)))


class Watched:
    """A lock that tells when somebody has to wait for it."""

    def __init__(self, lock, waiting):
        self._lock = lock
        self._waiting = waiting

    def acquire(self, timeout):
        if self._lock.acquire(blocking=False):
            return True
        self._waiting.set()
        return self._lock.acquire(timeout=timeout)

    def release(self):
        self._lock.release()


class WebSockets(unittest.TestCase):
    def talk(self, script, **options):
        server = RudeServer(script, **options)
        self.addCleanup(server.close)
        client = websocket.WebSocket(server.url, 'Bearer x', 'vibesync.v1')
        self.addCleanup(client.close)
        return server, client

    def test_fragments_sizes_pings_and_closing(self):
        got = []

        def script(peer):
            peer.sendall(frame(1, b'ab', final=False) + frame(9, b'hey') + frame(0, 'cé'.encode()[:2], final=False) + frame(0, 'cé'.encode()[2:]))
            got.append(read_client_frame(peer))
            for size in (0, 1, 125, 126, 65535, 65536, 300_000):
                peer.sendall(frame(1, b'x' * size))
                got.append(read_client_frame(peer))
            peer.sendall(frame(8, struct.pack('!H', 4001) + b'bye'))
            got.append(read_client_frame(peer))

        _server, client = self.talk(script)
        self.assertEqual(client.receive(5), 'abcé')
        for size in (0, 1, 125, 126, 65535, 65536, 300_000):
            text = client.receive(5)
            self.assertEqual(len(text), size)
            client.send(text)
        with self.assertRaises(websocket.Closed) as caught:
            client.receive(5)
        self.assertEqual((caught.exception.code, caught.exception.text), (4001, 'bye'))
        _server.thread.join(5)
        self.assertEqual(got[0], (0xA, b'hey'))
        self.assertEqual([len(payload) for opcode, payload in got[1:-1] if opcode == 1], [0, 1, 125, 126, 65535, 65536, 300_000])
        self.assertEqual(got[-1], (8, struct.pack('!H', 4001)))

    def test_what_the_other_side_said_before_it_went_is_heard_although_it_cannot_be_answered(self):
        said = frame(9, b'hey') + frame(1, b'x') + frame(8, struct.pack('!H', 4001) + b'bye')
        _server, client = self.talk(lambda peer: peer.sendall(said))
        client._socket.shutdown(socket.SHUT_WR)
        self.assertEqual(client.receive(5), 'x')
        with self.assertRaises(websocket.Closed) as caught:
            client.receive(5)
        self.assertEqual((caught.exception.code, caught.exception.text), (4001, 'bye'))

    def test_a_reader_whose_socket_was_given_back_by_another_thread_hears_of_the_end(self):
        _server, client = self.talk(lambda peer: None)
        client.close()
        with self.assertRaises(websocket.Closed) as caught:
            client.receive(5)
        self.assertEqual(caught.exception.code, 1006)

    def test_of_two_threads_that_say_good_bye_the_second_waits_for_the_first(self):
        _server, client = self.talk(lambda peer: None)
        order, saying, other_is_there = [], threading.Event(), threading.Event()
        send = client._send_locked

        def send_slowly(opcode, payload):
            saying.set()
            other_is_there.wait(5)
            send(opcode, payload)
            order.append('said')

        client._send_locked = send_slowly
        client._send_lock = Watched(client._send_lock, other_is_there)
        first = threading.Thread(target=client._send_close, args=(1000,))
        first.start()
        self.assertTrue(saying.wait(5))
        client._send_close(1000)
        order.append('went on')
        first.join(5)
        self.assertEqual(order, ['said', 'went on'])

    def test_the_upgrade_says_who_and_what(self):
        server, _client = self.talk(lambda peer: None)
        head = server.head.decode()
        self.assertIn('GET /adapter HTTP/1.1', head)
        self.assertIn('Host: 127.0.0.1:%d' % server.port, head)
        self.assertIn('Authorization: Bearer x', head)
        self.assertNotIn('Origin', head)

    def test_rules_broken_over_there_end_it(self):
        broken = [
            frame(1, b'x', masked=True),
            frame(1, b'x', reserved=0x40),
            frame(3, b''),
            frame(0, b'x'),
            frame(1, b'a', final=False) + frame(1, b'b'),
            frame(9, b'', final=False),
            frame(9, b'x' * 126),
            frame(2, b'x'),
            frame(1, b'\xff'),
            frame(1, b'', length=websocket.MAX_MESSAGE_BYTES + 1),
        ]
        for data in broken:
            _server, client = self.talk(lambda peer, data=data: peer.sendall(data))
            with self.assertRaises(websocket.Closed, msg=repr(data[:10])) as caught:
                client.receive(5)
            self.assertNotEqual(caught.exception.code, 1006, repr(data[:10]))

    def test_a_bad_upgrade_is_refused(self):
        for options in ({'status': '401 Unauthorized'}, {'protocol': 'other'}, {'accept': 'wrong'}, {'extra': 'Sec-WebSocket-Extensions: permessage-deflate\r\n'}):
            with self.assertRaises(websocket.Refused, msg=str(options)):
                self.talk(lambda peer: None, **options)

    def test_silence_and_a_broken_line(self):
        stay = threading.Event()
        self.addCleanup(stay.set)
        _server, client = self.talk(lambda peer: stay.wait(5))
        with self.assertRaises(TimeoutError):
            client.receive(0.05)
        _server, client = self.talk(lambda peer: None)
        with self.assertRaises(websocket.Closed) as caught:
            client.receive(5)
        self.assertEqual(caught.exception.code, 1006)

    def test_only_this_computer(self):
        for url in ('ws://example.com:80/adapter', 'wss://127.0.0.1:1/adapter', 'http://127.0.0.1:1', 'ws://127.0.0.1/adapter', 'ws://127.0.0.1@evil.test:5/adapter', 'ws://u@127.0.0.1:5/'):
            with self.assertRaises(ValueError, msg=url):
                websocket.split_address(url)
            with self.assertRaises(ValueError, msg=url):
                Link(url, 'code')


if __name__ == '__main__':
    unittest.main()
