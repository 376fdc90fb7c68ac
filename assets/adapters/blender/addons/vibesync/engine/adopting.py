# SPDX-License-Identifier: GPL-3.0-or-later
"""Vouching for the artist's own edits (R23): each value is read back from Blender, a piece of a turn at a time. Nothing of the
artist's is told meanwhile, so that the vote is on its way before anything newer."""
import time

from ..core import canonical, strict_json
from .applying import Batch
from .telling import DECLARED_AT_ONCE

# Of the time that there is, what stays for the vote itself.
VOTE_S = 0.0003


class Adopting:
    """The part of the Adapter that answers `adopt`."""

    def _on_adopt(self, frame):
        n = frame['n']
        known = self.turns.answer_to(n)
        if known is not None:
            self._send(known)
            return
        self._last_begun = n
        if self.turns.phase != 'live':
            self._fail(n, 'not_live', 'Another file is open, or it is being compared.')
            return
        self._handling = frame, self._adopting(frame)

    def _go_on_handling(self, end_s):
        """Goes on with a frame that takes longer than a turn, until the time is used up. True where there is none any more."""
        if self._handling is None:
            return True
        if self.observer.is_behind or self.activity.current(False) is not None:
            # What the artist does comes first, and this begins anew.
            self._handle_again()
            return True
        for _ in self._handling[1]:
            if time.monotonic() >= end_s - VOTE_S:
                return False
        self._handling = None
        return True

    def _handle_again(self):
        if self._handling is not None:
            self._inbox.appendleft(self._handling[0])
            self._handling = None

    def _adopting(self, frame):
        n = frame['n']
        told, _waiting = self._edits.get(frame['edit'], (None, False))
        facets_after, ids_after = set(), set()
        for facets in self._edits_after(frame['edit']):
            for key in facets:
                facets_after.add(key)
                ids_after.add(key[0])
                yield
        read_back, states, texts = {}, [], []
        for each in frame['facets']:
            oid, facet = key = each['id'], each['facet']
            read = self.observer.peek(oid)
            # Of a new object the vote is about all of it; of one that has been deleted nothing is left to read.
            is_overtaken = oid in ids_after if facet == 'existence' else key in facets_after or (oid, 'existence') in facets_after
            if told is None or is_overtaken or self._has_moved_on(key, told, read):
                self._fail(n, 'moved_on', 'The artist has gone on since; the newer edit is on its way.')
                return
            value = canonical.facet_value(read.object, facet) if read is not None else None
            read_back[key] = value
            states.append({'id': oid, 'facet': facet, 'value': value})
            texts.append(strict_json.dump(states[-1]))
            yield
        # To free it all at the end would take as long as there is for the vote.
        for used in (facets_after, ids_after):
            while used:
                used.pop()
                yield
        ids = list({oid for oid, _facet in read_back})
        for start in range(0, len(ids), DECLARED_AT_ONCE):
            self._declare(ids[start : start + DECLARED_AT_ONCE])
            yield
        self._batches[n] = Batch(read_back, {}, {})
        self.turns.answered({'type': 'applied', 'n': n, 'states': states})
        if self.link is not None:
            self.link.send_text('{"type":"applied","n":%d,"states":[%s]}' % (n, ','.join(texts)))

    def _has_moved_on(self, key, told, read):
        """Whether a value is no longer as it was told, though no edit says so: it was changed while nobody listened, or this
        very moment. Of an object that is gone, told or not yet, there is nothing left to vouch for."""
        oid, facet = key
        if facet == 'existence':
            known = self.observer.shadow.get(oid)
            if read is None or known is None:
                return False
            if not self.observer.differing(known, read):
                return False
            self.observer.attend([oid])
            return True
        if read is None:
            return True
        if key not in told or facet in read.driven:
            return False
        return not canonical.values_match(facet, told[key], canonical.facet_value(read.object, facet), read.bounded)

    def _edits_after(self, edit):
        """The facets of each edit that came after this one."""
        is_after = False
        for each, (facets, _waiting) in self._edits.items():
            if is_after:
                yield facets
            is_after = is_after or each == edit
