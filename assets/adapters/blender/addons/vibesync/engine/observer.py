# SPDX-License-Identifier: GPL-3.0-or-later
"""What people do in Blender: found by comparing with what was last read, believed where an undo step shows a hand (R24).

The shadow holds, for every shared object, what was last read of it here. A difference is
  - a person's edit where one of their undo steps came since the object was last read;
  - a gesture under way while the window is open and no step has come yet;
  - drift once it has stood still without one: told as such, to be put back.
After an undo or redo, only what the undone steps of this person had touched is theirs; everything else that the engine
rolled back with it is set to the shadow's values at once (rule 5).
"""
import math
import time

import bpy

from ..core import canonical
from ..core.undo_trail import UndoTrail
from . import reading, undo_stack
from .judging import Judging
from .modals import Held
from .theirs import Theirs
from .undoing import Undoing

# Looking at a scene of any size has to fit into the artist's frames (rule 9). So it is done in rounds, and a round is a
# generator that stops wherever its time is up and goes on in the next turn: which objects there are, what of them differs,
# what that means, and taking it over. Until it is over nothing of it counts; an undo or a deleted object in between makes
# it begin again, and what changes meanwhile is looked at in the round after it.

# Time that going on through all objects may take of a frame of the engine; what is left waits for the next one. With
# what else there is to look at this stays below the two milliseconds of rule 9.
FRAME_BUDGET_S = 0.001
# The same where a frame that others wait for comes after it.
HURRIED_S = 0.0002
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
# So many of those that somebody is about to write to are compared in one go.
ATTENDED_AT_ONCE = 16
# So long Blender's own list of what it has evaluated is read, each time that it has one; but so many of it always: to begin
# with it takes Blender a millisecond and more in a large scene, however little changed.
HEARING_S = 0.001
HEARD_ALWAYS = 64
# So often an artist's next step makes a round compare once more before it is judged with what it has.
ROUNDS_AGAIN = 3


class Observer(Judging, Undoing):
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
        self._remote_by = {}  # (id, facet) -> who had it written, where that is known
        self._own_tick = {}
        self._tick = 1
        self._pending = {}
        self._pending_bare = {}
        # Newcomers without a step: not shared, unless the artist's next step takes them in, as Blender's own undo does.
        self._provisional = set()
        self.held = Held(False, False)
        self.theirs = Theirs()
        self._dirty = set()
        self._attended = set()
        self._dirty_structure = True
        self._moved_in_time = False
        self._was_moved = False  # since the undo stack was read
        self._let_go = set()  # ids of what was untied before an undo that has not been looked at
        self._moved_kind = 'undo'
        self._next_stack_s = 0.0
        self._next_whole_s = 0.0
        self._last_whole_s = -PATIENCE_S
        self._last_scan_s = -PATIENCE_S
        self._scan = []
        self._known = set()
        self._gone = {}  # id -> (name, kind) of what the artist deleted, for an undo that brings it back
        self._sweeps = False  # More has changed than was heard of one by one.
        self._work = None  # the round that goes on
        self._end_s = math.inf
        self._was_paused = False
        self._is_committing = False
        self._is_undoing = False
        self._events = []  # of the undo stack, not dealt with yet
        self._found = []  # Edits, ready to be told
        self.rounds = 0  # that came to their end
        view.known_name = lambda oid: self.shadow[oid]['name'] if oid in self.shadow else None

    def forget_file(self):
        self.__init__(self.view, self.stash, self.note, self.settle_s)
        self.view.forget_objects()

    # Told by handlers; nothing is looked at there.
    def depsgraph_updated(self, depsgraph):
        if depsgraph.id_type_updated('SCENE') or depsgraph.id_type_updated('COLLECTION'):
            self._dirty_structure = True
        if self._sweeps or not depsgraph.id_type_updated('OBJECT'):
            return
        end_s = math.inf if bpy.app.background else time.monotonic() + HEARING_S
        for heard, update in enumerate(depsgraph.updates):
            each = update.id
            if isinstance(each, bpy.types.Object):
                self._dirty.add(each.original.as_pointer())
            if heard >= HEARD_ALWAYS and time.monotonic() >= end_s:
                self._sweeps = True
                return

    def attend(self, ids):
        """The next look does not miss these."""
        self._attended.update(ids)

    def write_down(self):
        """From here on nobody sets right what an undo lets go of: what was tied gets a step, though it ends the artist's redo."""
        if self.view.ties.are_open:
            self.push_step('shared values kept', [])

    def before_undo(self):
        """Whatever is remembered as a Python object may be gone after it."""
        self.view.invalidate()
        self._let_go |= self.view.ties.let_go()

    def undone_or_redone(self, kind):
        self.view.invalidate()
        self._moved_in_time = self._was_moved = True
        self._moved_kind = kind

    # Taking the engine's state as it is.
    def take_all(self):
        """Reads everything into the shadow, for an inventory: what is there now is told, not observed."""
        self._work = None
        self.theirs.forget()
        self._is_committing = self._is_undoing = False
        self._events.clear()
        self._found.clear()
        self.view.mint_copies = False
        self.view.look()
        before, self.shadow = self.shadow, {}
        self._pending.clear()
        self._pending_bare.clear()
        self._provisional.clear()
        self._gone.clear()
        for oid in self.view.objects():
            self.take(oid, before.get(oid))
        for obj in self.view.newcomers:
            self.view.leave_unmanaged(obj)
        self.view.newcomers = []
        self._known.update(self.shadow)
        self.trail.restart(undo_stack.read())
        self._dirty.clear()
        self._dirty_structure = self._sweeps = self._moved_in_time = False

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
            self.theirs.touched([(oid, facet)])
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

    def wrote(self, facets, by=None):
        """The application wrote these (id, facet): they are nobody's to undo here. `by`: who had it do so, where it said."""
        self._tick += 1
        self.theirs.touched(facets)
        for key in facets:
            self._remote_tick[key] = self._tick
            self._remote_by[key] = by

    def push_step(self, label, facets):
        """An undo step of our own for what was just written, unless the artist is in a mode with steps of its own."""
        if bpy.context.mode != 'OBJECT':
            return
        self.catch_up()
        undo_stack.push(label)
        self.view.ties.written()
        self._tick += 1
        listing = undo_stack.read()
        self.trail.advance(listing, self._tick, own=True, moved=not undo_stack.is_exact())
        if self.trail.active_step is not None:
            self.trail.active_step.facets.update(facets)
        for oid in {oid for oid, _facet in facets}:
            self._read_seq[oid] = self.trail.seq

    def catch_up(self):
        """Notes what happened on the undo stack."""
        self._tick += 1
        moved, self._was_moved = self._was_moved, False
        listing = undo_stack.read()
        events = self.trail.advance(listing, self._tick, moved=moved or not undo_stack.is_exact())
        came = [step for event in events if event.kind == 'step' for step in event.steps]
        self.view.ties.looked(any(step.entry.is_whole for step in came))
        return events

    # Looking.
    @property
    def gesture(self):
        """Ids of what is being changed right now without a step yet; only with a window is there a hand."""
        return [] if bpy.app.background else list(self._pending)

    @property
    def is_gesture(self):
        return not bpy.app.background and bool(self._pending or self._pending_bare)

    @property
    def is_looking(self):
        """Whether a round has begun that is not over: what it finds is not known yet."""
        return self._work is not None

    @property
    def is_behind(self):
        """The same, or there was an undo that it has not begun to look at."""
        return self._work is not None or self._moved_in_time

    def look(self, now_s, hurried=False, end_s=math.inf):
        """Looks at the scene until `end_s`. Returns a list of Edits, oldest first; empty most of the time, and as long as
        `is_looking`. `hurried`: others wait for what comes next, so what nobody pointed to can be looked at later."""
        self.view.mint_copies = True
        self._end_s = end_s
        if self._moved_in_time and not self._is_committing:
            # Whatever was found is from before, and Blender's objects may be others now.
            self._moved_in_time = False
            self._events += self.catch_up()
            self._begin(self._after_undo(), undoing=True)
        if self._is_undoing and self._was_paused and self.held.scene:
            return []  # They are at the next thing already: nothing is set back under their hands.
        if self._work is None:
            self._begin(self._round(now_s, hurried))
        try:
            if not self._go_on():
                return []
        except ReferenceError:
            # An object that it was at is gone.
            self._begin(None)
            self._dirty_structure = self._sweeps = True
            self._moved_in_time = self._moved_in_time or any(event.kind != 'step' for event in self._events)
            return []
        found, self._found = self._found, []
        return found

    def _begin(self, work, undoing=False):
        self._work = work
        self._is_undoing = undoing
        self._is_committing = self._was_paused = False
        self.view.after_undo = False

    def _go_on(self):
        """Until the time is up, or the round is over: then True."""
        for _ in self._work:
            if time.monotonic() >= self._end_s:
                self._was_paused = True
                return False
        self._begin(None)
        self.rounds += 1
        return True

    def _round(self, now_s, hurried):
        latest_s = self._last_whole_s + PATIENCE_S if hurried else self._next_whole_s
        whole = bpy.app.background and now_s >= latest_s
        if whole or now_s >= self._next_stack_s:
            # Before the scene: what is found unchanged now is known to be so after these steps.
            self._read_stack(now_s)
        looks = whole or self._dirty_structure or not self.view.is_valid
        seen_seq = self.trail.seq if looks else None
        candidates = yield from self._candidates(whole, looks)
        # Somebody is about to write to these: they are compared last, and all at once, so that nothing comes in between. Where
        # they are many, that is done of those that the artist touched while the others were compared.
        attended, self._attended = self._attended, set()
        are_many = len(attended) > ATTENDED_AT_ONCE
        if are_many:
            candidates = list(dict.fromkeys((*candidates, *attended)))
        differing = {}
        for again in range(ROUNDS_AGAIN):
            self._was_paused = False
            yield from self._comparing(candidates, differing, whole)
            late = attended if not are_many else self._heard_of(attended) if self._was_paused else ()
            if len(late) <= ATTENDED_AT_ONCE:
                for oid in late:
                    self._compare_into(oid, differing)
            elif again + 1 < ROUNDS_AGAIN:
                candidates = late
                continue
            if again == 0 and not whole and not (hurried and now_s < self._last_scan_s + PATIENCE_S) and not self._was_paused:
                self._last_scan_s = now_s
                self._scan_on(differing, hurried)
            bare = self._bare()
            came = self._read_stack(now_s) if differing or bare or are_many else []
            if not came or not self._was_paused:
                break
            # A step came while it compared: what it had compared by then may be from before.
            candidates = list(dict.fromkeys((*differing, *attended))) if are_many else list(differing)
        if whole:
            took_s = time.monotonic() - now_s
            self._last_whole_s = now_s
            self._next_whole_s = now_s + max(BACKGROUND_INTERVAL_S, took_s / BACKGROUND_SHARE)
        if any(event.kind != 'step' for event in self._events):
            self._is_undoing = True
            yield from self._after_undo()
            return
        if self._events and self._provisional:
            self._take_in()
            yield from self.view.looking()
            bare = self._bare()
        if differing or bare:
            yield from self._judging(differing, bare, now_s)
        if seen_seq is not None and not self._pending and not self._pending_bare:
            self._structure_seq = max(self._structure_seq, seen_seq)
        if self._events:
            # Everything is looked at soon, so that this step vouches for nothing that comes after it.
            self._events.clear()
            self._dirty_structure = True
            self._next_whole_s = 0.0
            self._scan = []

    def _read_stack(self, now_s):
        self._next_stack_s = now_s + STACK_INTERVAL_S
        events = self.catch_up()
        self._events += events
        return events

    def _candidates(self, whole, looks):
        """The ids that have to be compared, beyond those that somebody asked for."""
        came, gone = [], []
        if looks:
            self._dirty_structure = False
            yield from self.view.looking()
            objects = self.view.objects()
            for oid in list(self.shadow):
                if oid not in objects:
                    gone.append(oid)
                yield
            for oid in list(objects):
                if oid not in self.shadow:
                    came.append(oid)
                yield
        dirty, self._dirty = self._dirty, set()
        if whole or self._sweeps:
            self._sweeps = False
            waiting = (oid for oid in self._pending if oid not in self.shadow)
            return [*self.shadow, *dict.fromkeys((*came, *waiting))]
        ids = dict.fromkeys((*self._pending, *gone, *came))
        for pointer in dirty:
            oid = self.view.id_of_pointer(pointer)
            if oid is not None:
                ids[oid] = None
            yield
        return list(ids)

    def _bare(self):
        bare = {}
        for obj in self.view.newcomers:
            try:
                bare[obj.as_pointer()] = obj
            except ReferenceError:
                self._dirty_structure = True
        return bare

    def _comparing(self, candidates, differing, whole):
        """Puts (id, Reading or None) of what differs from the shadow into `differing`."""
        for index, oid in enumerate(candidates):
            if whole and index % COMPARED_AT_ONCE == COMPARED_AT_ONCE - 1:
                time.sleep(0)
            self._compare_into(oid, differing)
            yield

    def _heard_of(self, ids):
        """Those of `ids` that changed, by Blender's word, since this round began."""
        if self._sweeps:
            return list(ids)
        return [oid for oid in map(self.view.id_of_pointer, self._dirty) if oid in ids]

    def _compare_into(self, oid, differing):
        differs, read = self._compare(oid)
        if differs:
            differing[oid] = read
        else:
            differing.pop(oid, None)

    def _scan_on(self, differing, hurried):
        """Goes on through all others, a frame's worth at a time: Blender does not say when a name or a property changes."""
        end_s = min(time.monotonic() + (HURRIED_S if hurried else FRAME_BUDGET_S), self._end_s)
        if not self._scan:
            self._scan = list(self.shadow)
            if self._scan and self.view.has_other_members():
                self._dirty_structure = True
        while self._scan and time.monotonic() < end_s:
            oid = self._scan.pop()
            differs, read = self._compare(oid)
            if differs:
                differing[oid] = read

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
        is_said = not read.left_out or self._left_out.get(oid) == read.left_out
        if read.driven or not is_said or (read.driven, read.bounded) != self.flags.get(oid):
            # What Blender owns may change at any time, and is told to nobody.
            self._accept(read._replace(object=self._without_driven(oid, read)))
        self._read_seq[oid] = self.trail.seq
        return False, read

    @staticmethod
    def differing(known, read):
        return [facet for facet in canonical.differing_facets(known, read.object) if facet not in read.driven]

    def _read(self, oid):
        obj = self.view.find(oid)
        return reading.read_object(obj, oid, self.view.id_of, self.view.unit_scale) if obj is not None else None

    def _without_driven(self, oid, read, shared=None):
        """The object as read, with what Blender owns left at its shared value: that is never reported."""
        known = shared or self.shadow.get(oid)
        if known is None or not read.driven:
            return read.object
        result = read.object
        for facet in read.driven:
            result = canonical.with_facet(result, facet, canonical.facet_value(known, facet))
        return result
