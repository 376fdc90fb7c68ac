# SPDX-License-Identifier: GPL-3.0-or-later
"""Python's own collector of garbage, kept out of the add-on's turns.

It goes through all that lives, as soon as a quarter as much is new: with thousands of objects known here, that is a tenth of a
second and more, in the midst of somebody's drag. And it finds nothing of ours, which has no rings and is freed by counting. So
it rests while a turn, or work of many turns, goes on; and what such work left behind is put where the collector does not look
(`gc.freeze`). That holds for rings of others as well that were in memory just then: they are looked at again when the connection
or the file ends."""
import gc

# What a turn may leave for the collector's next look: it takes about a millisecond.
LEFT_TO_THE_COLLECTOR = 1_500


class Collecting:
    def __init__(self):
        self._rests = False
        self._is_frozen = False

    def rest(self):
        """Until `go_on`. Where somebody else has switched the collector off, it stays as it is."""
        if not self._rests and gc.isenabled():
            gc.disable()
            self._rests = True

    def go_on(self):
        """As before, but for what came meanwhile."""
        if not self._rests:
            return
        if gc.get_count()[0] > LEFT_TO_THE_COLLECTOR:
            gc.freeze()
            self._is_frozen = True
        gc.enable()
        self._rests = False

    def look_again(self):
        """At everything, whenever it likes."""
        self.go_on()
        if self._is_frozen:
            gc.unfreeze()
            self._is_frozen = False
