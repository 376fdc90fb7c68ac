# SPDX-License-Identifier: GPL-3.0-or-later
"""Undo theirs (rule 5, R24): an undo that went back over what somebody else did leaves that as it is. What it would have
brought is kept for a while, for an artist who wants it all the same: then it is their own change, with a step of its own."""
import collections

import bpy

from ..core import canonical, operations
from .changes import Changes

# Values that are kept. A step that brings more is taken back in the application, where there is a preview.
MAX_VALUES = 1_000

Offer = collections.namedtuple('Offer', 'note values')
"""`note`: the sentence that it stands beside. `values`: (id, facet) -> the value that the undo would have brought."""


class Unavailable(Exception):
    """Why it cannot be done now, in a sentence for the artist."""


class Theirs:
    """The last offer, as long as it holds."""

    def __init__(self):
        self.offer = None

    def put(self, note, values):
        """Replaces the offer."""
        self.offer = Offer(note, values)

    def forget(self):
        self.offer = None

    def touched(self, keys):
        """Somebody changed these (id, facet): an offer about one of them is about what is no more."""
        if self.offer is None or not keys:
            return
        ids = {oid for oid, _facet in self.offer.values}
        if any(key in self.offer.values or (key[1] == 'existence' and key[0] in ids) for key in keys):
            self.offer = None


def brought_values(foreign, brought):
    """The values of an offer, out of the facets that were kept by id and the objects that the undo brought; empty where it
    is too much. What was made or deleted is not among them: to bring it back is more than a value."""
    values = {}
    for oid, facets in foreign.items():
        for facet in facets:
            if facet == 'existence':
                continue
            if oid not in brought or len(values) == MAX_VALUES:
                return {}
            values[oid, facet] = canonical.facet_value(brought[oid], facet)
    return values


def obstacle(adapter):
    """Why the offer cannot be taken up at the moment; None where it can, or where there is none."""
    offer = adapter.observer.theirs.offer
    if offer is None:
        return None
    if adapter.phase != 'live':
        return 'This file is not in step.'
    if adapter.turns.held_by is not None:
        return 'Everything is held.'
    if bpy.context.mode != 'OBJECT':
        return 'Only in object mode.'
    if adapter.is_busy or adapter.observer.is_behind:
        return 'Wait until the scene has been compared, and nothing is being dragged.'
    if not {oid for oid, _facet in offer.values}.isdisjoint(adapter.in_hands):
        return 'It is in your hands.'
    return None


def undo_theirs(adapter):
    """Writes the offer's values, as if by hand: the artist's own undo step has to follow. Returns the names of what was
    changed. Raises Unavailable; then nothing was, and the offer stands. Blender's main thread only."""
    observer = adapter.observer
    offer = observer.theirs.offer
    why_not = obstacle(adapter)
    if offer is None or why_not is not None:
        raise Unavailable(why_not or 'There is nothing of theirs to undo.')
    after = _foreseen(observer, offer.values)
    wanted = list(operations.say_difference(observer.shadow, after, list(after)))
    # A step ends the artist's redo: there is none for what Blender refuses in the end.
    _write(adapter, wanted).roll_back()
    # The shared values stand here without a step. They get one, so that undoing what comes now leads back to them.
    observer.push_step('shared values kept', list(offer.values))
    _write(adapter, wanted).finish()
    observer.theirs.forget()
    # Of a name or a property Blender says nothing.
    observer.attend(after)
    return [each['name'] for each in after.values()]


def _write(adapter, wanted):
    """The Changes that carry these operations out. Raises Unavailable where Blender takes one of them not; then none is."""
    changes = Changes(adapter.view, adapter.stash, None, adapter.note)
    for operation in wanted:
        try:
            changes.perform(operation)
        except Exception as error:  # Whatever it was, a part of it must not stay.
            changes.roll_back()
            name = adapter.observer.shadow[operation['id']]['name']
            raise Unavailable('Blender does not take the change of “%s”: %s' % (name, error)) from error
    return changes


def _foreseen(observer, values):
    """id -> object with its values of the offer. Raises Unavailable where they do not fit what is here now."""
    after = {}
    for (oid, facet), value in values.items():
        known, read = observer.shadow.get(oid), observer.peek(oid)
        if known is None or read is None or facet in read.driven or facet in observer.differing(known, read):
            raise Unavailable('It was changed since.')
        after[oid] = canonical.with_facet(after.get(oid, known), facet, value)
    names = {each['name'] for each in after.values()}
    for oid, obj in after.items():
        holder = bpy.data.objects.get(obj['name'])
        held_by = observer.view.id_of(holder) if holder is not None else None
        if holder is not None and held_by not in after and holder.library is None:
            raise Unavailable('The name “%s” is taken.' % obj['name'])
        _check_place(oid, after, observer.shadow)
    if len(names) < len(after):
        raise Unavailable('Two of them would have one name.')
    return after


def _check_place(oid, after, shadow):
    """What it would hang on has to be there, and not to hang on it."""
    above, seen = oid, set()
    while above is not None:
        obj = after.get(above) or shadow.get(above)
        if obj is None or above in seen:
            raise Unavailable('What it hung on is not there any more, or hangs on it.')
        seen.add(above)
        above = obj['parent']
