# SPDX-License-Identifier: GPL-3.0-or-later
"""Numbers: applying them, reading back, and taking numbers back (R14, R18)."""
import collections

from ..core import canonical, operations
from ..core.operations import Refused
from . import reading
from .changes import Changes
from .parts import list_names, named

MAX_BATCHES = 256

Batch = collections.namedtuple('Batch', 'facets raw found')
"""What a number wrote here: `facets` (id, facet) -> value read back; `raw` the channels from before; `found` the
artist's values, told and undecided, that it was written over."""

# In a judgement on a compensation: nothing is to be written.
_LEAVE = object()


class Applying:
    """The part of the Adapter that carries numbers out and takes them back."""

    def _on_apply(self, frame):
        n = frame['n']
        known = self.turns.answer_to(n)
        if known is not None:
            self._send(known)
            return
        self._last_begun = n
        if self.turns.phase != 'live':
            self._fail(n, 'not_live', 'Another file is open, or it is being compared.')
        elif self.turns.held_by is not None:
            self._fail(n, 'held', 'Everything is held.')
        else:
            self._apply(frame)

    def _apply(self, frame):
        n = frame['n']
        touched = {oid for each in frame['operations'] for oid in named(each)}
        if touched.intersection(self._hands[0]):
            self._fail(n, 'in_hands', 'The artist is working on it.')
            return
        try:
            after, written = operations.foresee(self.observer.shadow, frame['operations'])
            refused = None
        except Refused as error:
            refused = error
        # R18: a number that was carried out in a life that this process forgot may stand here already.
        if (refused is not None or n <= self.turns.revision) and not self._is_as_before(frame, refused):
            return
        changes = Changes(self.view, self.stash, n, self.note)
        found = self._undecided_values(written)
        try:
            for each in frame['operations']:
                changes.perform(each)
            changes.finish()
        except Exception as error:  # Whatever it was, a part of a number must not stay.
            changes.roll_back()
            self._fail(n, getattr(error, 'code', 'engine_error'), str(error))
            return
        states = self._read_states(written)
        self._accept_written(written, after, frame['by'])
        self._batches[n] = Batch({(each['id'], each['facet']): each['value'] for each in states}, changes.raw, found)
        while len(self._batches) > MAX_BATCHES:
            self._batches.popitem(last=False)
        if changes.wrote:
            self.observer.push_step(frame['label'], written)
        if changes.past_locks:
            self.note('%s: locked here, and changed all the same by %s (%s).' % (list_names(changes.past_locks), frame['by'], frame['label']))
        self._declare(sorted(touched))
        self._vote(n, states)
        self.recent.appendleft('%s: %s' % (frame['by'], frame['label']))

    def _is_as_before(self, frame, refused):
        """Whether nothing of this number stands here, so that it can be carried out. Otherwise it is answered: with a
        vote where all of it stands, as mixed where that is true of a part only."""
        n, wanted = frame['n'], operations.wanted_states(frame['operations'])
        standing = {key: self._standing(key, value) for key, value in wanted.items()}
        found = set(standing.values()) - {None}
        if found == {'after'}:
            self._vote(n, self._read_states(list(wanted)))
        elif n <= self.turns.revision and found != {'before'}:
            self._fail(n, 'mixed', 'Only a part of it stands here. ' + self._say_standing(standing))
        elif refused is not None:
            self._fail(n, refused.code, str(refused))
        else:
            return True
        return False

    def _say_standing(self, standing):
        parts = []
        for words in ('after', 'before', 'neither'):
            of = ['%s of %s' % (facet, self._call(oid)) for (oid, facet), each in standing.items() if each == words]
            if of:
                parts.append('%s: %s.' % (words.capitalize(), ', '.join(of)))
        return ' '.join(parts)

    def _call(self, oid):
        known = self.observer.shadow.get(oid)
        return '“%s”' % known['name'] if known is not None else oid

    def _standing(self, key, value):
        """Whether a facet is as `after` the number that wants it to be `value`, as `before`, or `neither`. None where
        Blender owns it and it says nothing."""
        oid, facet = key
        read = self.observer.peek(oid)
        if read is not None and facet in read.driven:
            return None
        current = canonical.facet_value(read.object, facet) if read is not None else None
        bounded = read is not None and read.bounded
        is_there = read is not None or facet == 'existence'
        if is_there and canonical.values_match(facet, value, current, bounded):
            return 'after'
        known = self.observer.shadow.get(oid)
        before = canonical.facet_value(known, facet) if known is not None else None
        if self._is_undecided(key) or not canonical.values_match(facet, before, current, bounded):
            return 'neither'
        return 'before'

    def _undecided_values(self, written):
        """The artist's own values on these facets that were told and are not decided yet."""
        keys = set(written)
        found = {}
        for facets, waiting in self._edits.values():
            if waiting:
                found.update((key, value) for key, value in facets.items() if key in keys)
        return found

    def _accept_written(self, written, shared, by=None):
        """What was written becomes what differences are measured against, as Blender holds it now; of what it owns, as it
        is in the objects `shared`."""
        self.observer.wrote(written, by)
        for oid in dict.fromkeys(oid for oid, _facet in written):
            self.observer.take(oid, shared.get(oid))

    def _read_states(self, written):
        """The facets as Blender holds them after evaluating: never from the shadow."""
        readings = {}
        states = []
        for oid, facet in written:
            if oid not in readings:
                obj = self.view.find(oid)
                readings[oid] = reading.read_object(obj, oid, self.view.id_of, self.view.unit_scale) if obj is not None else None
            read = readings[oid]
            value = canonical.facet_value(read.object, facet) if read is not None else None
            states.append({'id': oid, 'facet': facet, 'value': value})
        return states

    def _vote(self, n, states):
        frame = {'type': 'applied', 'n': n, 'states': states}
        self.turns.answered(frame)
        self._send(frame)

    def _fail(self, n, code, message):
        frame = {'type': 'failed', 'n': n, 'code': code, 'message': message[:1024]}
        self.turns.answered(frame)
        self._send(frame)

    def _on_compensate(self, frame):
        """R14: where what this number wrote is found, the value from before comes back; anything newer is left alone."""
        if self.turns.phase in ('parked', 'foreign', 'greeted'):
            outcomes = [{'id': each['id'], 'facet': each['facet'], 'outcome': 'diverged'} for each in frame['entries']]
            self._send({'type': 'compensated', 'n': frame['n'], 'outcomes': outcomes})
            return
        batch = self._batches.pop(frame['n'], Batch({}, {}, {}))
        changes = Changes(self.view, self.stash, frame['n'], self.note)
        # Everything is judged by what stands before the first write: one entry's restoring may move a name or a place
        # that another entry is about.
        judged = [(entry, self._judge_entry(changes, batch, entry)) for entry in frame['entries']]
        outcomes, written = [], []
        for entry, (outcome, value) in judged:
            oid, facet = entry['id'], entry['facet']
            if value is not _LEAVE:
                written.append((oid, facet))
                other, error = changes.attempt(
                    lambda oid=oid, facet=facet, value=value: self._restore(changes, batch, oid, facet, value)
                )
                outcome = other or outcome
                if error is not None:
                    self.note('The %s of an object could not be taken back: %s' % (facet, error))
                    outcome = 'diverged'
            outcomes.append({'id': oid, 'facet': facet, 'outcome': outcome})
        changes.finish()
        self.stash.drop(frame['n'], {each['id'] for each in frame['entries']})
        # What was left alone is the artist's, and perhaps still to be told: it does not become the measure here.
        self._accept_written(written, {})
        if changes.wrote:
            self.observer.push_step('taken back', written)
        self._send({'type': 'compensated', 'n': frame['n'], 'outcomes': outcomes})

    def _judge_entry(self, changes, batch, entry):
        """(outcome, the value to write or _LEAVE) of one compare-and-set."""
        oid, facet = key = entry['id'], entry['facet']
        expected, restore = entry['expected']['value'], entry['restore']['value']
        if oid in self._hands[0]:
            return 'diverged', _LEAVE
        read = changes.read(oid)
        if facet != 'existence' and read is not None and facet in read.driven:
            self.observer.keep_shared(oid, facet, restore)
            return 'diverged', _LEAVE
        if facet != 'existence' and read is None:
            return 'diverged', _LEAVE
        current = canonical.facet_value(read.object, facet) if read is not None else None
        bounded = read is not None and read.bounded
        if canonical.values_match(facet, restore, current, bounded):
            return 'already', _LEAVE
        as_written = key in batch.facets and canonical.same(batch.facets[key], current)
        if not as_written and not canonical.values_match(facet, expected, current, bounded):
            return 'diverged', _LEAVE
        if key in batch.found and self._is_undecided(key):
            # Before this number wrote here, the artist had: theirs comes back, not what was there before them.
            return 'diverged', batch.found[key]
        return 'restored', restore

    def _restore(self, changes, batch, oid, facet, value):
        """Another outcome than meant, where there is one."""
        if facet != 'existence':
            self._restore_facet(changes, batch, oid, facet, value)
        elif value is None:
            changes.remove_created(oid)
        elif changes.relink(oid):
            # The same number may have changed it before it deleted it.
            now = changes.read(oid)
            for each in canonical.differing_facets(now.object, value):
                if each not in now.driven:
                    self._restore_facet(changes, batch, oid, each, canonical.facet_value(value, each))
        elif changes.create(canonical.scene_object(value)):
            self.note('“%s” comes back without what was not shared of it.' % value['name'])
            return 'diverged'
        return None

    def _restore_facet(self, changes, batch, oid, facet, value):
        raw, before = batch.raw.get(oid, (None, None))
        if raw is None or facet not in ('transform', 'parent') or not canonical.same(before[facet], value):
            changes.set_facet(oid, facet, value)
            return
        obj = self.view.find(oid)
        changes.wrote = True
        self.view.ties.placed(oid)
        if facet == 'parent':
            raw.write_parent(obj, self.view)
        raw.write_transform(obj)

    def _is_undecided(self, key):
        return any(waiting and key in facets for facets, waiting in self._edits.values())
