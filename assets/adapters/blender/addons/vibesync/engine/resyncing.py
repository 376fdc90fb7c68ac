# SPDX-License-Identifier: GPL-3.0-or-later
"""Being compared with the truth and brought to it (R21, R22): inventory, values, sharing, and patches of what differs."""
import collections

from ..core import canonical, frames, operations
from . import undo_stack
from .changes import Changes
from .gathering import has_name
from .parts import count, list_names, split


class Resyncing:
    """The part of the Adapter that answers the application's questions about the scene."""

    def _on_take_inventory(self, frame):
        undo_stack.ensure_stack()
        self._settle_edits()
        self.view.hold_binding()
        self._recover_stashes()
        self.observer.take_all()
        self._tell_hands()
        ids = sorted(self.observer.shadow)
        self._declare(ids)
        unmanaged = self._unmanaged = self.view.count_unmanaged()
        parts = [ids[start : start + frames.INVENTORY_PART] for start in range(0, len(ids), frames.INVENTORY_PART)] or [[]]
        for index, part in enumerate(parts):
            self._send(
                {
                    'type': 'inventory',
                    'request': frame['request'],
                    'last': index == len(parts) - 1,
                    'objects': [[oid, self._digest(oid)] for oid in part],
                    'unmanaged': unmanaged,
                }
            )

    def _recover_stashes(self):
        """Deletions that another process of Blender left undecided in this file: the comparison decides them."""
        self.view.mint_copies = False
        names = self.stash.recover(self.view.describe()['saved_revision'] or 0)
        if names:
            self.note('Back from deletions that nobody has decided: %s.' % list_names(names))

    def _on_read_values(self, frame):
        found, missing = {}, []
        for oid in dict.fromkeys(frame['ids']):
            # Before it is live, what is read now is what differences are measured against from here on.
            read = self.observer.take(oid) if not self.turns.may_observe else self.observer.peek(oid)
            if read is None:
                missing.append(oid)
            else:
                found[oid] = read.object
        self._declare(list(found))
        self._send_values(frame['request'], found, missing)

    def _on_adopt_unmanaged(self, frame):
        """A person wants them shared: each gets an id, and that is an undo step of its own."""
        fresh = []
        for obj in self.view.unmanaged():
            if not has_name(obj):
                self.note('An object with a name that cannot be shared was left out: rename it first.')
                continue
            fresh.append(self.view.give_id(obj))
        for oid in fresh:
            self.observer.take(oid)
        if fresh:
            self.observer.push_step('share %s' % count(len(fresh), 'object'), [(oid, 'existence') for oid in fresh])
        self._declare(fresh)
        self._send_values(frame['request'], {oid: self.observer.shadow[oid] for oid in fresh}, [])

    def _send_values(self, request, found, missing):
        ordered = [found[oid] for oid in operations.parents_first(found)]
        parts = split(ordered, frames.VALUES_PART) or [[]]
        for index, part in enumerate(parts):
            self._send(
                {
                    'type': 'values',
                    'request': request,
                    'last': index == len(parts) - 1,
                    'objects': part,
                    'missing': missing if index == 0 else [],
                }
            )

    def _on_patch(self, frame):
        """Refresh: what differs is written, what is missing made, nothing else touched (R22)."""
        named = [each['id'] for each in frame['objects']] + frame['removed']
        if self.turns.may_write:
            self._tell_hands()
            self._patch(frame)
        self._send({'type': 'patched', 'request': frame['request'], 'states': [[oid, self._digest(oid)] for oid in named]})

    def _patch(self, frame):
        before = dict(self.observer.shadow)
        held = set(self._hands[0])
        passed = self._facets_that_passed()
        changes = Changes(self.view, self.stash, 0, self.note)
        for oid in reversed(operations.parents_first({oid: before[oid] for oid in frame['removed'] if oid in before})):
            if oid not in held and oid not in passed and self.view.find(oid) is not None:
                self._refresh(changes, before[oid]['name'], lambda oid=oid: changes.delete(oid))
        for each in frame['objects']:
            target = canonical.scene_object(each)
            newer = passed.get(target['id'], [])
            if target['id'] not in held and 'existence' not in newer:
                self._refresh(changes, target['name'], lambda target=target, newer=newer: self._bring(changes, target, newer))
        changes.finish()
        named = [each['id'] for each in frame['objects']] + frame['removed']
        facets = []
        targets = {each['id']: canonical.scene_object(each) for each in frame['objects']}
        for oid in named:
            read = self.observer.take(oid, targets.get(oid))
            was = before.get(oid)
            if read is None or was is None:
                facets.append((oid, 'existence'))
            else:
                facets.extend((oid, facet) for facet in canonical.differing_facets(was, read.object))
        self._declare(named)
        self.observer.wrote(facets)
        if changes.past_locks:
            self.note('%s: locked here, and set to what is shared all the same.' % list_names(changes.past_locks))
        if changes.wrote:
            self.observer.push_step('refresh', facets)
            self.recent.appendleft('refreshed %s' % count(len(named), 'object'))

    def _refresh(self, changes, name, write):
        """One refusal does not keep the others back: the digests say which objects did not come to what they should be."""
        _made, error = changes.attempt(write)
        if error is not None:
            self.note('“%s” could not be refreshed: %s' % (name, error))

    def _bring(self, changes, target, newer):
        if self.view.find(target['id']) is None:
            changes.create(target)
        else:
            changes.bring_to(target, [*newer, *self._unread_facets(changes, target['id'])])

    def _facets_that_passed(self):
        """By id, what the artist's edits made of live objects that nobody has decided on yet: they passed the patch on the
        wire, and it comes again once they are decided. While the file is compared, the application knows of them."""
        passed = collections.defaultdict(list)
        if self.turns.may_observe:
            for facets, waiting in self._edits.values():
                for oid, facet in facets if waiting else ():
                    passed[oid].append(facet)
        return passed

    def _unread_facets(self, changes, oid):
        """What changed here since it was read for the comparison: newer than what the application decided upon."""
        known, read = self.observer.shadow.get(oid), changes.read(oid)
        return [] if known is None else self.observer.differing(known, read)
