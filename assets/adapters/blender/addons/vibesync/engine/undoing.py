# SPDX-License-Identifier: GPL-3.0-or-later
"""After an undo or a redo (rule 5, R24): Blender has gone back to another state of everything, and what others did in the
meantime with it. What the moved steps had touched as this person's is their edit; the rest is set back at once."""
from ..core import canonical, operations
from . import undo_stack
from .changes import Changes
from .parts import clip, list_names


class Undoing:
    """The part of the Observer that tells a person's undo from what it took along."""

    def _after_undo(self, events):
        """Blender has gone back to another state of everything. What the moved steps had touched as this person's is
        their edit; what others did is set back (rule 5, R24)."""
        self.view.after_undo = True
        self.view.look()
        self.view.after_undo = False
        self.stash.sweep(self.shadow)
        moved = [step for event in events if event.kind != 'step' for step in event.steps]
        pushed = [event for event in events if event.kind == 'step']
        undo_event = next((event for event in reversed(events) if event.kind != 'step'), None)
        own, foreign = {}, {}
        for oid in {*self.shadow, *self.view.objects()}:
            read = self._read(oid)
            known = self.shadow.get(oid)
            if known is None or read is None:
                if known is None and read is None:
                    continue
                facets = ['existence']
            else:
                facets = self.differing(known, read)
            mine = [facet for facet in facets if self._is_own(oid, facet, moved, pushed)]
            theirs = [facet for facet in facets if facet not in mine]
            if mine:
                own[oid] = mine
            if theirs:
                foreign[oid] = theirs
        names = self._restore(foreign, own)
        if names:
            what = undo_event.name if undo_event is not None else 'a step'
            self.note('Kept the shared scene’s values of %s while “%s” was undone or redone.' % (list_names(names), what))
        for obj in list(self.view.newcomers):
            self.view.leave_unmanaged(obj)
        self.view.newcomers = []
        edits = []
        if own:
            readings = {oid: self._read(oid) for oid in own}
            event = undo_event or (pushed[-1] if pushed else None)
            undo = {'kind': event.kind, 'name': clip(event.name, 128)} if event is not None else {'kind': self._moved_kind, 'name': ''}
            edits.append(self._make_edit(readings, undo, [*moved, *(step for each in pushed for step in each.steps)]))
        self._tick += 1
        for step in moved:
            step.tick = self._tick
        self._tick += 1
        for oid, facets in foreign.items():
            for facet in facets:
                self._remote_tick[oid, facet] = self._tick
        for oid in self.shadow:
            self._read_seq[oid] = self.trail.seq
        self._structure_seq = self.trail.seq
        self._pending.clear()
        self._pending_bare.clear()
        self._dirty.clear()
        return [edit for edit in edits if edit is not None]

    def _is_own(self, oid, facet, moved, pushed):
        """Whether one of the person's moved steps touched this, and nobody else wrote it since."""
        written = self._remote_tick.get((oid, facet), 0)
        if not undo_stack.is_exact():
            # Which step was undone cannot be seen: whoever wrote last is taken for its author.
            return self._own_tick.get((oid, facet), -1) >= written
        for step in moved:
            if not step.remote and (oid, facet) in step.facets and step.tick >= written:
                return True
        if not pushed:
            return False
        # A step came after the undo: it shows a hand, but not for what a foreign step had held.
        return not any(step.remote and (oid, facet) in step.facets for step in moved) and not moved

    def _restore(self, foreign, own):
        """Sets facets back to the shadow's values. Without an undo step: that would end the artist's redo (R24)."""
        if not foreign:
            return []
        changes = Changes(self.view, self.stash, None, self.note)
        names = []
        gone = [oid for oid in foreign if oid not in self.shadow]
        for oid in gone:
            names.append(self.view.find(oid).name)
            if self.stash.holds(oid):
                self.stash.put_again(oid)
            else:
                changes.remove_created(oid)
        missing = {oid: self.shadow[oid] for oid in foreign if foreign[oid] == ['existence'] and oid not in gone}
        for oid in operations.parents_first(missing):
            names.append(missing[oid]['name'])
            changes.create(missing[oid])
        for oid, facets in foreign.items():
            if oid in gone or oid in missing:
                continue
            names.append(self.shadow[oid]['name'])
            for facet in facets:
                changes.set_facet(oid, facet, canonical.facet_value(self.shadow[oid], facet))
        changes.finish()
        for oid in foreign:
            read = self._read(oid)
            if read is None:
                continue
            known = self.shadow.get(oid)
            self._accept(read._replace(object=self._without_driven(oid, read)))
            # What is the artist's own on the same object has still to be told.
            for facet in own.get(oid, ()):
                self.shadow[oid] = canonical.with_facet(self.shadow[oid], facet, canonical.facet_value(known, facet))
        return names
