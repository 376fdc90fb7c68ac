# SPDX-License-Identifier: GPL-3.0-or-later
"""After an undo or a redo (rule 5, R24): Blender has gone back to another state of everything, and what others did in the
meantime with it. What the moved steps had touched as this person's is their edit; the rest is set back at once."""
from ..core import canonical, operations
from . import reading, undo_stack
from .changes import Changes
from .parts import clip, list_names, say_whose
from .theirs import MAX_VALUES, brought_values

# So often it reads once more what the artist goes on with while it reads.
ROUNDS_AGAIN = 3
# What differs of an object that was untied: below another kind of parent the same place has other numbers.
_UNTIED = ('existence', 'parent', 'transform')


class Undoing:
    """The part of the Observer that tells a person's undo from what it took along."""

    def _after_undo(self):
        """Blender has gone back to another state of everything. What the moved steps had touched as this person's is
        their edit; what others did is set back (rule 5, R24)."""
        self._dirty, self._sweeps, self._dirty_structure = set(), False, False
        self.view.after_undo = True
        yield from self.view.looking()
        self.view.after_undo = False
        yield from self.stash.sweeping(self.shadow)
        for oid in self.view.ties.out_of_place:
            obj = self.view.find(oid)
            if obj is not None:
                obj.update_tag(refresh={'OBJECT'})
            yield
        moved = [step for event in self._events if event.kind != 'step' for step in event.steps]
        yield from self._recognising(moved)
        pushed = [event for event in self._events if event.kind == 'step']
        undo_event = next((event for event in reversed(self._events) if event.kind != 'step'), None)
        own, foreign, readings, brought = {}, {}, {}, {}
        yield
        ids = list(self.shadow)
        ids += [oid for oid in self.view.objects() if oid not in self.shadow]
        for _ in range(ROUNDS_AGAIN):
            for oid in ids:
                self._tell_apart(oid, moved, pushed, own, foreign, readings, brought)
                yield
            # What the artist touched meanwhile is read once more.
            dirty, self._dirty = self._dirty, set()
            ids = [oid for oid in map(self.view.id_of_pointer, dirty) if oid is not None]
            if not ids:
                break
        self._attended.update(ids)
        names = yield from self._restoring(foreign, own)
        brought_back = self._brought_back(foreign)
        kept = sorted(name for oid, name in names.items() if oid in brought_back)
        if kept:
            self._say_kept(kept, undo_event, brought_back, brought)
        for obj in list(self.view.newcomers):
            self.view.leave_unmanaged(obj)
        self.view.newcomers = []
        if own:
            event = undo_event or (pushed[-1] if pushed else None)
            undo = {'kind': event.kind, 'name': clip(event.name, 128)} if event is not None else {'kind': self._moved_kind, 'name': ''}
            told = {}
            while readings:
                oid, read = readings.popitem()
                if own.pop(oid, None):
                    # What was set back may be what it hangs on.
                    told[oid] = self._read(oid) if foreign else read
                yield
            yield from self._making(told, undo, [*moved, *(step for each in pushed for step in each.steps)])
        self._is_committing = True
        self._let_go = set()
        self._tick += 1
        for step in moved:
            step.tick = self._tick
        self._tick += 1
        for oid, facets in foreign.items():
            for facet in facets:
                self._remote_tick[oid, facet] = self._tick
            yield
        self._read_seq = dict.fromkeys(self.shadow, self.trail.seq)
        self._structure_seq = self.trail.seq
        self._pending.clear()
        self._pending_bare.clear()
        self._events.clear()
        # What came while this went on is looked at like anything else.
        self._dirty_structure = True
        self._next_whole_s = 0.0

    def _brought_back(self, foreign):
        """Of what was foreign, what the undo had brought, and not the adapter itself by untying it."""
        brought_back = {}
        for oid, facets in foreign.items():
            untied = oid in self._let_go and not {'existence', 'parent'}.isdisjoint(facets)
            rest = [facet for facet in facets if not (untied and facet in _UNTIED)]
            if rest:
                brought_back[oid] = rest
        return brought_back

    def _recognising(self, moved):
        """Blender writes a state down as a step ends, before what the step made has an id. Where an undo or a redo brings such
        an object back, it is told from a stranger by its name and by what the artist's moved steps made or deleted."""
        gone = {}
        for step in moved:
            for oid, facet in () if step.remote else tuple(step.facets):
                if facet == 'existence' and oid in self._gone and self.view.find(oid) is None:
                    gone[self._gone[oid]] = oid
                yield
        strangers = []
        for obj in self.view.newcomers:
            oid = gone.pop((obj.name, reading.kind_of(obj)), None)
            if oid is None:
                strangers.append(obj)
            else:
                self.view.give_id(obj, oid)
            yield
        self.view.newcomers = strangers

    def _say_kept(self, names, event, foreign, brought):
        """A note of what stands against an undo or a redo; after an undo it offers the values that it would have brought."""
        kept = 'Kept %s of %s while “%s” was undone or redone.' % (
            say_whose([self._remote_by.get((oid, facet)) for oid, facets in foreign.items() for facet in facets]),
            list_names(names),
            event.name if event is not None else 'a step',
        )
        values = brought_values(foreign, brought) if event is not None and event.kind == 'undo' else {}
        if not values:
            self.note(kept + ' To undo theirs, take it back in VibeSync.')
            return
        kept += ' “Undo theirs” makes what this undo would have brought a change of your own.'
        if any('existence' in facets for facets in foreign.values()):
            kept += ' What was made or deleted is not part of it: take that back in VibeSync.'
        self.note(kept)
        self.theirs.put(kept, values)

    def _tell_apart(self, oid, moved, pushed, own, foreign, readings, brought):
        """Of one object: which differing facets are the person's own, and which are not."""
        read = self._read(oid)
        own.pop(oid, None)
        foreign.pop(oid, None)
        known = self.shadow.get(oid)
        if known is None or read is None:
            facets = ['existence'] if known is not None or read is not None else []
        else:
            facets = self.differing(known, read)
        mine = [facet for facet in facets if self._is_own(oid, facet, moved, pushed)]
        theirs = [facet for facet in facets if facet not in mine]
        if mine:
            own[oid], readings[oid] = mine, read
        if theirs:
            foreign[oid] = theirs
            # No more than can be offered: whatever is large takes its time to be freed.
            if theirs != ['existence'] and len(brought) <= MAX_VALUES:
                brought[oid] = read.object

    def _is_own(self, oid, facet, moved, pushed):
        """Whether one of the person's moved steps touched this, and nobody else wrote it since."""
        written = self._remote_tick.get((oid, facet), 0)
        if not undo_stack.is_exact():
            # Which step was undone cannot be seen: whoever wrote last is taken for its author.
            return self._own_tick.get((oid, facet), -1) >= written
        for step in moved:
            if not step.remote and (oid, facet) in step.facets and step.tick >= written:
                return True
        if not pushed or (oid in self._let_go and facet in _UNTIED):
            return False
        # A step came after the undo: it shows a hand, but not for what a foreign step had held.
        return not any(step.remote and (oid, facet) in step.facets for step in moved) and not moved

    def _restoring(self, foreign, own):
        """Sets facets back to the shadow's values, without an undo step: that would end the artist's redo (R24). Takes out of
        `foreign` what Blender refuses: it differs still, and is found as drift. Returns id -> name of what was set back."""
        if not foreign:
            return {}
        changes = Changes(self.view, self.stash, None, self.note)
        names, refused = {}, {}
        for oid in [each for each in foreign if each not in self.shadow]:
            name = self.view.find(oid).name
            self._set_back(changes, lambda oid=oid: self._take_away(changes, oid), (oid, 'existence', name), names, refused)
            yield
        missing = {oid: self.shadow[oid] for oid in foreign if foreign[oid] == ['existence'] and oid in self.shadow}
        for oid in operations.parents_first(missing):
            name = missing[oid]['name']
            self._set_back(changes, lambda oid=oid: changes.create(missing[oid]), (oid, 'existence', name), names, refused)
            yield
        for oid, facets in foreign.items():
            if oid not in self.shadow or oid in missing:
                continue
            known = self.shadow[oid]
            for facet in facets:
                value = canonical.facet_value(known, facet)
                self._set_back(
                    changes, lambda: changes.set_facet(oid, facet, value), (oid, facet, known['name']), names, refused
                )
            yield
        changes.finish()
        for oid, facets in refused.items():
            foreign[oid] = [facet for facet in foreign[oid] if facet not in facets]
            if not foreign[oid]:
                del foreign[oid]
        for oid in foreign:
            yield
            read = self._read(oid)
            if read is None:
                continue
            known = self.shadow.get(oid)
            self._accept(read._replace(object=self._without_driven(oid, read)))
            # What is the artist's own on the same object has still to be told, and what was refused still to be found.
            for facet in (*own.get(oid, ()), *refused.get(oid, ())):
                self.shadow[oid] = canonical.with_facet(self.shadow[oid], facet, canonical.facet_value(known, facet))
        return names

    def _set_back(self, changes, write, what, names, refused):
        """One facet `what` (id, facet, name) by `write`: into `names` where it is done, into `refused` where not."""
        oid, facet, name = what
        _made, error = changes.attempt(write)
        if error is None:
            names[oid] = name
        else:
            refused.setdefault(oid, []).append(facet)
            self.note('“%s” could not be set back: %s' % (name, error))

    def _take_away(self, changes, oid):
        if self.stash.holds(oid):
            self.stash.put_again(oid)
        else:
            changes.remove_created(oid)
