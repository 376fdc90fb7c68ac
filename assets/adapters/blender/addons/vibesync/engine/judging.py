# SPDX-License-Identifier: GPL-3.0-or-later
"""What a difference means: a person's edit where a step of theirs shows it, a gesture under way, or drift in the end."""
import collections
import uuid

import bpy

from ..core import canonical, operations
from .gathering import MAX_REMEMBERED
from .parts import clip

# How long a difference without a step may stand still, with nothing modal running, before it counts as drift. In the
# background nobody drags.
SETTLE_S = 8.0

Pending = collections.namedtuple('Pending', 'since value')

Edit = collections.namedtuple('Edit', 'id undo before operations after declared')
"""An observed edit, ready to be told. `after`: (id, facet) -> value as told."""


class Judging:
    """The part of the Observer that makes edits of differences, each a piece at a time."""

    def _judging(self, differing, bare, now_s):
        """Edits where a step shows a hand; otherwise it waits, and in the end it is drift."""
        evident, drifted, event, oldest = {}, {}, None, self.trail.seq
        while differing:
            oid, read = differing.popitem()
            since = self._read_seq.get(oid, self._structure_seq)
            found = self.trail.event_since(since)
            if found is not None:
                evident[oid] = read
                event = found if event is None or found.seq > event.seq else event
                oldest = min(oldest, since)
            elif self._has_settled(self._pending, oid, read.object if read is not None else None, now_s):
                drifted[oid] = read
            yield
        fresh = {}
        for pointer, obj in bare.items():
            found = self.trail.event_since(self._structure_seq)
            if found is not None:
                fresh[pointer] = obj
                event = found if event is None or found.seq > event.seq else event
                oldest = min(oldest, self._structure_seq)
            elif self._has_settled(self._pending_bare, pointer, obj.name, now_s):
                self._set_aside(obj)
            yield
        self._forget_gone_bare(bare)
        if evident or fresh:
            steps = [step for each in self.trail.events if each.seq > oldest for step in each.steps]
            yield from self._evident(evident, fresh.values(), event, steps)
        if drifted:
            yield from self._drifted(drifted)

    def _has_settled(self, pending, key, value, now_s):
        if self.held.values:
            pending[key] = Pending(now_s, value)
            return False
        settle_s = self.settle_s if self.settle_s is not None else (0.0 if bpy.app.background else SETTLE_S)
        known = pending.get(key)
        if known is None or not canonical.same(known.value, value):
            pending[key] = known = Pending(now_s, value)
        return now_s - known.since >= settle_s

    def _forget_gone_bare(self, bare):
        for pointer in [each for each in self._pending_bare if each not in bare]:
            del self._pending_bare[pointer]
        self.view.newcomers = [
            obj for obj in self.view.newcomers if obj.as_pointer() in bare and not self.view.is_unmanaged(obj)
        ]

    def _evident(self, differing, fresh, event, steps):
        """A person did this. New objects become shared ones; unknown ids (an append, a paste) are replaced."""
        is_read = True
        for obj in fresh:
            oid = self.view.give_id(obj)
            differing[oid] = None
            is_read = False
            yield
        self.view.newcomers = []
        for oid in [each for each in differing if each not in self.shadow]:
            is_read = False
            obj = self.view.find(oid)
            if oid not in self._known and not self.view.is_fresh(oid):
                del differing[oid]
                self.view.drop_id(oid)
                differing[self.view.give_id(obj)] = None
            yield
        if not is_read:
            # Parents have become shared a moment ago: everything is read once more.
            for oid in differing:
                differing[oid] = self._read(oid)
                yield
        yield from self._making(differing, {'kind': event.kind, 'name': clip(event.name, 128)}, steps)

    def _drifted(self, differing):
        for oid in [each for each in differing if each not in self.shadow]:
            # Nobody's step made it: it is there, and not shared (R21).
            obj = self.view.drop_id(oid)
            self._pending.pop(oid, None)
            self._known.discard(oid)
            del differing[oid]
            if obj is not None:
                self.view.strip_id(obj)
                self._set_aside(obj)
        yield from self._making(differing, None, ())

    def _set_aside(self, obj):
        self.view.leave_unmanaged(obj)
        self._provisional.add(obj.as_pointer())

    def _take_in(self):
        """The artist's step holds whatever came without one: from here on it is part of their work."""
        if self._provisional:
            self.view.welcome_unmanaged(self._provisional)
            self._provisional.clear()

    def _making(self, readings, undo, steps):
        """Says the differences of these objects as one edit, and takes them over into the shadow."""
        after, changed, told = {}, [], []
        for oid, read in readings.items():
            known = self.shadow.get(oid)
            if read is not None:
                after[oid] = self._without_driven(oid, read)
            if not canonical.same(known, after.get(oid)):
                changed.append(oid)
            yield
        for operation in operations.saying_difference(self.shadow, after, changed):
            if operation is not None:
                told.append(operation)
            yield
        facets_before, facets_after = [], {}
        for oid in changed:
            self._say_facets(oid, after.get(oid), facets_before, facets_after)
            yield
        # Nothing of Blender is looked at from here on, so that it may be in the middle of this when an undo comes.
        self._is_committing = True
        self.theirs.touched(facets_after)
        self._tick += 1
        if undo is not None:
            self._own_tick.update(dict.fromkeys(facets_after, self._tick))
            yield
        for step in steps:
            if not step.remote:
                step.facets.update(facets_after)
                step.tick = self._tick
                yield
        declared = list(readings)
        while readings:
            oid, read = readings.popitem()
            self._pending.pop(oid, None)
            self._read_seq[oid] = self.trail.seq
            if read is None:
                known = self.shadow.pop(oid, None)
                if known is not None and len(self._gone) < MAX_REMEMBERED:
                    self._gone[oid] = known['name'], known['kind']
                self.flags.pop(oid, None)
                self.view.forget_pointer(oid)
            else:
                self._accept(read._replace(object=after[oid]))
            yield
        if told:
            self._found.append(Edit(str(uuid.uuid4()), undo, facets_before, told, facets_after, declared))
        self._is_committing = False

    def _say_facets(self, oid, after, facets_before, facets_after):
        """What of one object was otherwise before, and how it is now."""
        before = self.shadow.get(oid)
        if before is None or after is None:
            facets_before.append({'id': oid, 'facet': 'existence', 'value': before})
            facets_after[oid, 'existence'] = after
            return
        for facet in canonical.differing_facets(before, after):
            facets_before.append({'id': oid, 'facet': facet, 'value': canonical.facet_value(before, facet)})
            facets_after[oid, facet] = canonical.facet_value(after, facet)
