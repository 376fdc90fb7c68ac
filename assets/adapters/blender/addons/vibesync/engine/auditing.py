# SPDX-License-Identifier: GPL-3.0-or-later
"""Saying what Blender holds when the application asks in passing: read anew, a few objects a frame (rule 9)."""
import collections
import time

from ..core import encoding

# Of the time that there is, what stays for the answer itself, and for an object that takes longer than the last one.
ANSWER_S = 0.0004

Audit = collections.namedtuple('Audit', 'request ids states')
"""One request: `ids` are still to be read, the next one last; `states` are (id, digest or None) to be sent."""


class Auditing:
    """The part of the Adapter that answers `audit`."""

    def _on_audit(self, frame):
        self._audit = Audit(frame['request'], frame['ids'][::-1], [])

    def _go_on_auditing(self, end_s):
        """Reads until the time is used up, one object at least; answers with the last."""
        if self._audit is None or self._busy is not None or self._is_looking or not self.turns.may_observe:
            return
        request, ids, states = self._audit
        now_s = time.monotonic()
        while ids:
            began_s = now_s
            self._audit_object(ids.pop(), states)
            now_s = time.monotonic()
            # The next one takes about as long, and has to end within the time.
            if now_s + (now_s - began_s) >= end_s - ANSWER_S:
                break
        if not ids:
            self._audit = None
            self._send({'type': 'digests', 'request': request, 'states': states})

    def _audit_object(self, oid, states):
        known = self.observer.shadow.get(oid)
        read = self.observer.peek(oid)
        if read is None and known is None:
            states.append([oid, None])
            return
        if read is None or known is None or self.observer.differing(known, read) or oid in self.observer.news:
            # Something that is not told yet: whose it is, the observer finds out.
            self.observer.attend([oid])
            return
        states.append([oid, encoding.digest_object(read.object, read.driven)])
