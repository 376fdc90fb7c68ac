# SPDX-License-Identifier: GPL-3.0-or-later
"""What people do in Blender: found by comparing with what was last read, believed where an undo step shows a hand (R24).

The shadow holds, for every shared object, what was last read of it here. A difference is
  - a person's edit where one of their undo steps came since the object was last read;
  - a gesture under way while the window is open and no step has come yet;
  - drift once it has stood still without one: told as such, to be put back.
After an undo or redo, only what the undone steps of this person had touched is theirs; everything else that the engine
rolled back with it is set to the shadow's values at once (rule 5).
"""
import collections
import time
import uuid

import bpy

from ..core import canonical, operations
from ..core.undo_trail import UndoTrail
from . import reading, undo_stack
from .parts import clip
from .undoing import Undoing

# How long a difference without a step may stand still before it counts as drift: an artist may pause in a drag, and
# before Blender 4.2 nothing tells that one is under way. In the background nobody drags.
SETTLE_S = 8.0
# Time that going on through all objects may take of a frame of the engine; what is left waits for the next one. With
# what else there is to look at this stays below the two milliseconds of rule 9.
FRAME_BUDGET_S = 0.001
# A look at the undo stack without any other reason.
STACK_INTERVAL_S = 0.1
# A whole comparison in the background, where nothing has to be drawn: so often, and in a large scene no more than every
# other moment.
BACKGROUND_INTERVAL_S = 0.05
BACKGROUND_SHARE = 0.5
# For how long looking at what nobody pointed to, in the background or not, is put off for what others wait for.
PATIENCE_S = 1.0
# So many objects are compared before the socket's thread gets a chance to run: the interpreter lets it wait for 5 ms.
COMPARED_AT_ONCE = 16
Pending = collections.namedtuple('Pending', 'since value')

Edit = collections.namedtuple('Edit', 'id undo before operations after declared')
"""An observed edit, ready to be told. `after`: (id, facet) -> value as told."""


class Observer(Undoing):
    def __init__(self, view, stash, note, settle_s=None):
        self.view = view
        self.stash = stash
        self.note = note
        self.trail = UndoTrail()
        self.settle_s = settle_s
        self.shadow = {}
        self.flags = {}  # id -> (driven, bounded) as last read
        self.news = set()  # ids whose flags changed since somebody asked
        self._left_out = {}  # id -> words, as last said
        self._read_seq = {}
        self._structure_seq = 0
        self._remote_tick = {}
        self._own_tick = {}
        self._tick = 1
        self._pending = {}
        self._pending_bare = {}
        # Newcomers without a step: not shared, unless the artist's next step takes them in, as Blender's own undo does.
        self._provisional = set()
        self.modal_runs = False
        self._dirty = set()
        self._attended = set()
        self._dirty_structure = True
        self._moved_in_time = False
        self._moved_kind = 'undo'
        self._next_stack_s = 0.0
        self._next_whole_s = 0.0
        self._last_whole_s = -PATIENCE_S
        self._last_scan_s = -PATIENCE_S
        self._scan = []
        self._known = set()
        view.known_name = lambda oid: self.shadow[oid]['name'] if oid in self.shadow else None

    def forget_file(self):
        self.__init__(self.view, self.stash, self.note, self.settle_s)
        self.view.forget_objects()

    # Told by handlers; nothing is looked at there.
    def depsgraph_updated(self, depsgraph):
        for update in depsgraph.updates:
            each = update.id
            if isinstance(each, bpy.types.Object):
                self._dirty.add(each.original.as_pointer())
            elif isinstance(each, (bpy.types.Scene, bpy.types.Collection)):
                self._dirty_structure = True

    def attend(self, ids):
        """The next look does not miss these."""
        self._attended.update(ids)

    def undone_or_redone(self, kind):
        self.view.invalidate()
        self._moved_in_time = True
        self._moved_kind = kind

    # Taking the engine's state as it is.
    def take_all(self):
        """Reads everything into the shadow, for an inventory: what is there now is told, not observed."""
        self.view.mint_copies = False
        self.view.look()
        before, self.shadow = self.shadow, {}
        self._pending.clear()
        self._pending_bare.clear()
        self._provisional.clear()
        for oid in self.view.objects():
            self.take(oid, before.get(oid))
        for obj in self.view.newcomers:
            self.view.leave_unmanaged(obj)
        self.view.newcomers = []
        self._known.update(self.shadow)
        self.trail.restart(undo_stack.read())
        self._dirty.clear()
        self._dirty_structure = False
        self._moved_in_time = False

    def take(self, oid, shared=None):
        """Reads one object into the shadow: from here on this is what differences are measured against. Of what Blender
        owns it keeps what is shared, in the object `shared` or as known: once Blender lets go of it, that is the measure."""
        obj = self.view.find(oid)
        self._pending.pop(oid, None)
        self._read_seq[oid] = self.trail.seq
        if obj is None:
            self.shadow.pop(oid, None)
            self.flags.pop(oid, None)
            return None
        read = reading.read_object(obj, oid, self.view.id_of, self.view.unit_scale)
        self._accept(read._replace(object=self._without_driven(oid, read, shared)))
        return read

    def keep_shared(self, oid, facet, value):
        """What is shared of a facet that Blender owns here."""
        if oid in self.shadow:
            self.shadow[oid] = canonical.with_facet(self.shadow[oid], facet, value)

    def peek(self, oid):
        """Reads an object without taking anything over; None when it is not there."""
        return self._read(oid)

    def _accept(self, read):
        oid = read.object['id']
        self.shadow[oid] = read.object
        self._known.add(oid)
        if self.flags.get(oid) != (read.driven, read.bounded):
            self.flags[oid] = (read.driven, read.bounded)
            self.news.add(oid)
        if read.left_out and self._left_out.get(oid) != read.left_out:
            self._left_out[oid] = read.left_out
            self.note('Of “%s” this is not shared: %s.' % (read.object['name'], ', '.join(read.left_out)))

    def wrote(self, facets):
        """The application wrote these (id, facet): they are nobody's to undo here."""
        self._tick += 1
        for key in facets:
            self._remote_tick[key] = self._tick

    def push_step(self, label, facets):
        """An undo step of our own for what was just written, unless the artist is in a mode with steps of its own."""
        if bpy.context.mode != 'OBJECT':
            return
        self.catch_up()
        undo_stack.push(label)
        self._tick += 1
        self.trail.advance(undo_stack.read(), self._tick, own=True)
        if self.trail.active_step is not None:
            self.trail.active_step.facets.update(facets)
        for oid in {oid for oid, _facet in facets}:
            self._read_seq[oid] = self.trail.seq

    def catch_up(self):
        """Notes what happened on the undo stack."""
        self._tick += 1
        return self.trail.advance(undo_stack.read(), self._tick)

    # Looking.
    @property
    def gesture(self):
        """Ids of what is being changed right now without a step yet; only with a window is there a hand."""
        return [] if bpy.app.background else sorted(self._pending)

    @property
    def is_gesture(self):
        return not bpy.app.background and bool(self._pending or self._pending_bare)

    def look(self, now_s, hurried=False):
        """One look at the scene. Returns a list of Edits, oldest first; empty most of the time. `hurried`: others wait
        for what comes next, so what nobody pointed to can be looked at later."""
        if not self.view.is_valid:
            self._dirty_structure = True
        self.view.mint_copies = True
        if self._moved_in_time:
            self._moved_in_time = False
            edits = self._after_undo(self.catch_up())
            self._next_whole_s = now_s
            return edits
        latest_s = self._last_whole_s + PATIENCE_S if hurried else self._next_whole_s
        whole = bpy.app.background and now_s >= latest_s
        events = []
        if whole or now_s >= self._next_stack_s:
            # Before the scene: what is found unchanged now is known to be so after these steps.
            events = self._read_stack(now_s)
        seen_seq = self.trail.seq if whole or self._dirty_structure else None
        candidates = self._candidates(whole)
        bare = self._bare()
        scans = not whole and not (hurried and now_s < self._last_scan_s + PATIENCE_S)
        if scans:
            self._last_scan_s = now_s
        differing = dict(self._differing(candidates, scans))
        if whole:
            took_s = time.monotonic() - now_s
            self._last_whole_s = now_s
            self._next_whole_s = now_s + max(BACKGROUND_INTERVAL_S, took_s / BACKGROUND_SHARE)
        if differing or bare:
            events += self._read_stack(now_s)
        if any(event.kind != 'step' for event in events):
            return self._after_undo(events)
        if events and self._provisional:
            self._take_in()
            self.view.look()
            bare = self._bare()
        edits = self._judge(differing, bare, now_s) if differing or bare else []
        if seen_seq is not None and not self._pending and not self._pending_bare:
            self._structure_seq = max(self._structure_seq, seen_seq)
        if events:
            # Everything is looked at soon, so that this step vouches for nothing that comes after it.
            self._dirty_structure = True
            self._next_whole_s = 0.0
            self._scan = []
        return edits

    def _read_stack(self, now_s):
        self._next_stack_s = now_s + STACK_INTERVAL_S
        return self.catch_up()

    def _candidates(self, whole):
        if whole or self._dirty_structure:
            self._dirty_structure = False
            self.view.look()
            gone = [oid for oid in self.shadow if oid not in self.view.objects()]
            came = [oid for oid in self.view.objects() if oid not in self.shadow]
            if whole:
                self._dirty.clear()
                self._attended.clear()
                return list({*self.shadow, *self.view.objects()})
        else:
            gone = came = []
        ids = {*self._pending, *self._attended, *gone, *came}
        self._attended.clear()
        for pointer in self._dirty:
            oid = self.view.id_of_pointer(pointer)
            if oid is not None:
                ids.add(oid)
        self._dirty.clear()
        return list(ids)

    def _bare(self):
        bare = {}
        for obj in self.view.newcomers:
            try:
                bare[obj.as_pointer()] = obj
            except ReferenceError:
                self._dirty_structure = True
        return bare

    def _differing(self, candidates, scans):
        """(id, Reading or None) of what differs from the shadow. Beyond the candidates it goes on through all others where
        it `scans`, a frame's worth at a time: Blender does not say when a name or a property changes."""
        end_s = time.perf_counter() + FRAME_BUDGET_S
        for index, oid in enumerate(candidates):
            if index % COMPARED_AT_ONCE == COMPARED_AT_ONCE - 1:
                time.sleep(0)
            differs, read = self._compare(oid)
            if differs:
                yield oid, read
        if not scans:
            return
        if not self._scan:
            self._scan = list(self.shadow)
            if self._scan and self.view.has_other_members():
                self._dirty_structure = True
        while self._scan and time.perf_counter() < end_s:
            oid = self._scan.pop()
            differs, read = self._compare(oid)
            if differs:
                yield oid, read

    def _compare(self, oid):
        obj = self.view.find(oid)
        known = self.shadow.get(oid)
        if obj is None:
            if known is None:
                self._pending.pop(oid, None)
            return known is not None, None
        read = reading.read_object(obj, oid, self.view.id_of, self.view.unit_scale)
        if known is None:
            return True, read
        if self.differing(known, read):
            return True, read
        self._pending.pop(oid, None)
        if read.driven or (read.driven, read.bounded) != self.flags.get(oid):
            # What Blender owns may change at any time, and is told to nobody.
            self._accept(read._replace(object=self._without_driven(oid, read)))
        self._read_seq[oid] = self.trail.seq
        return False, read

    @staticmethod
    def differing(known, read):
        return [facet for facet in canonical.differing_facets(known, read.object) if facet not in read.driven]

    # Judging.
    def _judge(self, differing, bare, now_s):
        """Edits where a step shows a hand; otherwise it waits, and in the end it is drift."""
        evident, drifted, event, oldest = {}, {}, None, self.trail.seq
        for oid, read in differing.items():
            since = self._read_seq.get(oid, self._structure_seq)
            found = self.trail.event_since(since)
            if found is not None:
                evident[oid] = read
                event = found if event is None or found.seq > event.seq else event
                oldest = min(oldest, since)
            elif self._has_settled(self._pending, oid, read.object if read is not None else None, now_s):
                drifted[oid] = read
        fresh = {}
        for pointer, obj in bare.items():
            found = self.trail.event_since(self._structure_seq)
            if found is not None:
                fresh[pointer] = obj
                event = found if event is None or found.seq > event.seq else event
                oldest = min(oldest, self._structure_seq)
            elif self._has_settled(self._pending_bare, pointer, obj.name, now_s):
                self._set_aside(obj)
        self._forget_gone_bare(bare)
        edits = []
        if evident or fresh:
            steps = [step for each in self.trail.events if each.seq > oldest for step in each.steps]
            edits.append(self._evident(evident, fresh.values(), event, steps))
        if drifted:
            edits.append(self._drifted(drifted))
        return [edit for edit in edits if edit is not None]

    def _has_settled(self, pending, key, value, now_s):
        if self.modal_runs:
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
        for obj in fresh:
            oid = self.view.give_id(obj)
            differing[oid] = None
        self.view.newcomers = []
        for oid in [each for each in differing if each not in self.shadow]:
            obj = self.view.find(oid)
            if oid not in self._known and not self.view.is_fresh(oid):
                del differing[oid]
                self.view.drop_id(oid)
                differing[self.view.give_id(obj)] = None
        # Parents may have become shared a moment ago: everything is read once more.
        readings = {oid: self._read(oid) for oid in differing}
        return self._make_edit(readings, {'kind': event.kind, 'name': clip(event.name, 128)}, steps)

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
        return self._make_edit(differing, None, ())

    def _set_aside(self, obj):
        self.view.leave_unmanaged(obj)
        self._provisional.add(obj.as_pointer())

    def _take_in(self):
        """The artist's step holds whatever came without one: from here on it is part of their work."""
        if self._provisional:
            self.view.welcome_unmanaged(self._provisional)
            self._provisional.clear()

    def _read(self, oid):
        obj = self.view.find(oid)
        return reading.read_object(obj, oid, self.view.id_of, self.view.unit_scale) if obj is not None else None

    def _make_edit(self, readings, undo, steps):
        """Says the differences of these objects as one edit, and takes them over into the shadow."""
        before, after = {}, {}
        for oid in self.shadow:
            before[oid] = self.shadow[oid]
        for oid, read in readings.items():
            if read is not None:
                after[oid] = self._without_driven(oid, read)
        if any(read is None for read in readings.values()):
            # A deletion names everything below it; whoever stays was moved elsewhere, and is among the readings.
            after.update({oid: obj for oid, obj in before.items() if oid not in readings})
        changed = [oid for oid in readings if not canonical.same(before.get(oid), after.get(oid))]
        told = operations.say_difference(before, after, changed)
        facets_before, facets_after = [], {}
        for oid in changed:
            if oid not in before or oid not in after:
                facets_before.append({'id': oid, 'facet': 'existence', 'value': before.get(oid)})
                facets_after[oid, 'existence'] = after.get(oid)
                continue
            for facet in canonical.differing_facets(before[oid], after[oid]):
                facets_before.append({'id': oid, 'facet': facet, 'value': canonical.facet_value(before[oid], facet)})
                facets_after[oid, facet] = canonical.facet_value(after[oid], facet)
        self._tick += 1
        if undo is not None:
            self._own_tick.update(dict.fromkeys(facets_after, self._tick))
        for step in steps:
            if not step.remote:
                step.facets.update(facets_after)
                step.tick = self._tick
        for oid, read in readings.items():
            self._pending.pop(oid, None)
            self._read_seq[oid] = self.trail.seq
            if read is None:
                self.shadow.pop(oid, None)
                self.flags.pop(oid, None)
                self.view.forget_pointer(oid)
            else:
                self._accept(read._replace(object=after[oid]))
        if not told:
            return None
        return Edit(str(uuid.uuid4()), undo, facets_before, told, facets_after, sorted(readings))

    def _without_driven(self, oid, read, shared=None):
        """The object as read, with what Blender owns left at its shared value: that is never reported."""
        known = shared or self.shadow.get(oid)
        if known is None or not read.driven:
            return read.object
        result = read.object
        for facet in read.driven:
            result = canonical.with_facet(result, facet, canonical.facet_value(known, facet))
        return result
