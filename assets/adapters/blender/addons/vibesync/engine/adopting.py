# SPDX-License-Identifier: GPL-3.0-or-later
"""Vouching for the artist's own edits (R23): each value is read back from Blender, a piece of a turn at a time. Nothing of the
artist's is told meanwhile, so that the vote is on its way before anything newer."""
from ..core import canonical, strict_json
from .applying import Batch

DECLARED_AT_ONCE = 100


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
        self._take_time_for(frame, self._adopting(frame))

    def _adopting(self, frame):
        n = frame['n']
        told, _waiting = self._edits.get(frame['edit'], (None, False))
        facets_after, ids_after = set(), set()
        for facets in self._edits_after(frame['edit']):
            for oid, facet in facets:
                facets_after.add((oid, facet))
                ids_after.add(oid)
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
