# SPDX-License-Identifier: GPL-3.0-or-later
"""While a socket's thread is at something long, the engine's main thread gets the interpreter again and again."""
import threading
import unittest
from unittest import mock

import support  # noqa: F401
from vibesync.core import breathing, strict_json, websocket

OBJECTS = '[%s]' % ','.join(['{"a":{"b":1}}'] * 1_000)


def pauses(of):
    """How often this waits when another thread does it."""
    with mock.patch.object(breathing.time, 'sleep') as sleep:
        thread = threading.Thread(target=of)
        thread.start()
        thread.join()
        return sleep.call_count


class Breathing(unittest.TestCase):
    def test_reading_a_large_frame_pauses_often(self):
        self.assertGreater(pauses(lambda: strict_json.parse(OBJECTS)), 10)

    def test_the_main_thread_waits_for_nobody(self):
        with mock.patch.object(breathing.time, 'sleep') as sleep:
            strict_json.parse(OBJECTS)
        sleep.assert_not_called()


class Masking(unittest.TestCase):
    def test_a_large_frame_is_masked_piece_by_piece_and_arrives_as_it_was(self):
        sent = []
        active = websocket.WebSocket.__new__(websocket.WebSocket)
        active._socket = mock.Mock(sendall=sent.append)
        active._send_lock = threading.Lock()
        text = ''.join(chr(0x4E00 + index % 1_000) for index in range(50_001))
        active.send(text)
        data = b''.join(sent)
        self.assertGreater(len(sent), 4)
        length = int.from_bytes(data[2:10], 'big')
        mask, payload = data[10:14], data[14:]
        self.assertEqual((data[0], data[1], length), (0x81, 0x80 | 127, len(payload)))
        self.assertEqual(bytes(byte ^ mask[index % 4] for index, byte in enumerate(payload)).decode('utf-8'), text)
