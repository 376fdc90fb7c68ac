# SPDX-License-Identifier: GPL-3.0-or-later
"""Letting the engine's main thread run while another one is at something long: the interpreter itself would let it wait for
5 ms each time that it comes back from the engine, and a turn comes back several times."""
import threading
import time

# Long enough for a waiting thread to wake up and take the interpreter: a pause of no length is over before that.
_PAUSE_S = 5e-5
# Some tenths of a millisecond of work.
_THINGS_BETWEEN_PAUSES = 128

_things = 0


def breathe():
    """To be called for each small thing, a JSON object for instance. On the main thread it does nothing."""
    global _things
    _things += 1
    if _things >= _THINGS_BETWEEN_PAUSES:
        _things = 0
        if threading.current_thread() is not threading.main_thread():
            time.sleep(_PAUSE_S)
