# SPDX-License-Identifier: GPL-3.0-or-later
"""Deleting so that it can be taken back (R15): the object leaves its collections but stays in the file's data, with all
that hangs on it, until the deletion is confirmed.

The object itself carries what it takes to put it back. So it can be put back even when nobody remembers it: Blender writes
its automatic saves without telling anybody, and an undo brings back states of long ago."""
import collections
import json

import bpy

from ..core.frames import MAX_SAFE_INTEGER
from .properties import ID_KEY, OWNER_KEY, STASH_KEY, STASH_PREFIX, identifier

Stashed = collections.namedtuple('Stashed', 'number name collections fake_user selected active')

# The number of what a resync took away. It is decided already, and kept for a while because a person may want it back.
RESYNC = 0
# The number of what does not say when it was deleted: decided by nobody yet.
_UNKNOWN = MAX_SAFE_INTEGER
# Of those, the most that are kept once the resync is over.
KEPT_AFTER_RESYNC = 256


class Stash:
    def __init__(self, view):
        self._view = view
        self._has_taken = False  # An undo may bring back what was taken out of the scene.
        self.forget_file()

    def forget_file(self):
        self._kept = {}  # id -> Stashed, oldest first
        self._settled = set()  # ids of what was already kept when the last resync ended
        self._is_writing = False
        self._shown = []  # ids of what stands in the scene only while a file is being written

    def __contains__(self, oid):
        return self._object(oid) is not None

    def __len__(self):
        return len(self._kept)

    def holds(self, oid):
        """Whether this session deleted it and has not let go of it: also when an undo shows it in the scene again."""
        return oid in self._kept

    def put(self, oid, number):
        """Takes the object with this id out of the bound scene."""
        obj = self._view.find(oid)
        scene = self._view.scene()
        layer = scene.view_layers[0] if bpy.context.view_layer is None else bpy.context.view_layer
        in_layer = obj.name in layer.objects
        self._kept[oid] = kept = Stashed(
            number,
            obj.name,
            [each.name for each in self._collections(scene) if obj.name in each.objects],
            obj.use_fake_user,
            in_layer and obj.select_get(view_layer=layer),
            in_layer and layer.objects.active == obj,
        )
        self._take_out(oid, obj, kept)
        self._view.drop_id(oid)

    def put_again(self, oid):
        """An undo brought it back into the scene, though its deletion was not undone."""
        self.put(oid, self._kept[oid].number)

    def take_back(self, oid):
        """Puts it back where it was, but for its name. None when it is not there any more."""
        obj = self._object(oid)
        if obj is None:
            self._kept.pop(oid, None)
            return None
        kept = self._kept.pop(oid, None) or _record_on(obj)
        self._put_in(obj, kept)
        self._view.give_id(obj, oid)
        return obj, kept

    def restore_selection(self, obj, kept):
        """Selection is the artist's; what was selected before is so again. Needs an updated view layer."""
        layer = bpy.context.view_layer
        if layer is None or obj.name not in layer.objects:
            return
        obj.select_set(kept.selected, view_layer=layer)
        if kept.active:
            layer.objects.active = obj

    def drop(self, number, keep=()):
        """What this number deleted is confirmed, or was made by it in the first place: it goes, but for what `keep`
        names. Returns how many objects went."""
        gone = [oid for oid, kept in self._kept.items() if kept.number == number and oid not in keep]
        for oid in gone:
            self._remove(oid)
        return len(gone)

    def settle(self, revision):
        """The scene is in step at `revision`: what is stashed up to there stays deleted. What the last resync took away
        is kept until the next one is over, as far as there is room."""
        gone = [oid for oid, kept in self._kept.items() if RESYNC < kept.number <= revision]
        resynced = [oid for oid, kept in self._kept.items() if kept.number == RESYNC]
        gone.extend(oid for oid in resynced if oid in self._settled)
        recent = [oid for oid in resynced if oid not in self._settled]
        gone.extend(recent[:-KEPT_AFTER_RESYNC])
        for oid in gone:
            self._remove(oid)
        self._settled = set(recent[-KEPT_AFTER_RESYNC:])
        return len(gone)

    def end(self):
        """The session is over. What is decided stays deleted. Of the rest nobody will say here any more what became of
        it, and its meshes and modifiers are in no other place: it comes back."""
        self.file_written()
        for oid, kept in list(self._kept.items()):
            if kept.number == RESYNC:
                self._remove(oid)
                continue
            obj = self._object(oid)
            if obj is None:
                continue
            if not self._view.is_gone():
                self.take_back(oid)
            obj.name = kept.name
        self.forget_file()

    def recover(self, confirmed):
        """In a file there may be stashes of a process that ended before they were decided. Nobody here knows better: what
        `confirmed` does not cover comes back, for the comparison to decide. Returns the names of what came back."""
        names = []
        for obj in [each for each in bpy.data.objects if each.name.startswith(STASH_PREFIX)]:
            oid = identifier(obj.get(ID_KEY))
            if oid is None or oid in self._kept or self._object(oid) != obj or self._view.find(oid) is not None:
                continue
            kept = _record_on(obj)
            if kept.number <= confirmed:
                self._kept[oid] = kept._replace(number=RESYNC)
                continue
            self.take_back(oid)
            obj.name = kept.name
            names.append(obj.name)
        return names

    def sweeping(self, alive):
        """After an undo, stashes that were dropped long ago may be back as orphans: they go again, in pieces. Not those of
        `alive`: their deletion was taken back, and the undo has gone back to before that. What Blender kept in memory as a
        stash, and shows all the same since it read the collection anew, leaves the scene in any case."""
        for obj in bpy.data.objects.values() if self._has_taken else ():
            if obj.name.startswith(STASH_PREFIX):
                for each in self._collections(self._view.scene()):
                    if obj.name in each.objects:
                        each.objects.unlink(obj)
                oid = identifier(obj.get(ID_KEY))
                if oid not in self._kept and oid not in alive and not obj.users_scene:
                    bpy.data.objects.remove(obj)
            yield

    def ready_for_file(self):
        """Before saving. What is decided does not end up in the file: what nobody uses is not written. What is not goes
        into it as if it had never been deleted, so that a file opened after a crash has lost nothing."""
        self._is_writing = True
        for oid, kept in self._kept.items():
            obj = self._object(oid)
            if obj is None:
                continue
            if kept.number == RESYNC:
                obj.use_fake_user = False
            else:
                self._shown.append((oid, obj))
                self._put_in(obj, kept)
                obj.name = kept.name

    def file_written(self):
        """After saving, or after an attempt at it, of which Blender may not say that it failed."""
        if not self._is_writing:
            return
        self._is_writing = False
        for oid, obj in self._shown:
            self._take_out(oid, obj, self._kept[oid])
        self._shown = []
        for oid in self._kept:
            obj = self._object(oid)
            if obj is not None:
                obj.use_fake_user = True

    def _take_out(self, oid, obj, kept):
        self._has_taken = True
        for each in self._collections(self._view.scene()):
            if obj.name in each.objects:
                each.objects.unlink(obj)
        obj.use_fake_user = True
        obj.name = STASH_PREFIX + oid
        obj[STASH_KEY] = json.dumps(kept)

    def _put_in(self, obj, kept):
        scene = self._view.scene()
        homes = [each for each in self._collections(scene) if each.name in kept.collections] or [scene.collection]
        for each in homes:
            if obj.name not in each.objects:
                self._view.ties.link(each, obj)
        unmark(obj, kept)

    def _remove(self, oid):
        obj, kept = self._object(oid), self._kept.pop(oid)
        if obj is None:
            return
        self._has_taken = True
        self._view.forget_pointer(oid)
        if obj.users_scene:
            # Another scene of this file shows it as well: it only is not shared any more.
            del obj[ID_KEY]
            unmark(obj, kept)
            obj.name = kept.name
            return
        for child in list(obj.children):
            # A child that was not shared stays where it stands.
            place = child.matrix_world.copy()
            child.parent = None
            child.matrix_world = place
        data = obj.data
        bpy.data.objects.remove(obj)
        if data is not None and data.users == 0:
            # Until the file is closed Blender has it still, should the object be wanted again.
            data[OWNER_KEY] = oid

    def _object(self, oid):
        obj = bpy.data.objects.get(STASH_PREFIX + oid)
        return obj if obj is not None and obj.get(ID_KEY) == oid else None

    @staticmethod
    def _collections(scene):
        return [scene.collection, *scene.collection.children_recursive]


def unmark(obj, kept=None):
    """It is no stash any more."""
    if STASH_KEY in obj.keys():
        obj.use_fake_user = (kept or _record_on(obj)).fake_user
        del obj[STASH_KEY]


def _record_on(obj):
    """What the object itself says of how it was. What is in a file may have been written by anybody."""
    try:
        number, name, homes, fake_user, selected, active = json.loads(obj.get(STASH_KEY))
        known = isinstance(number, int) and isinstance(name, str) and isinstance(homes, list)
    except (TypeError, ValueError):
        known = False
    if not known:
        return Stashed(_UNKNOWN, obj.name[len(STASH_PREFIX):], [], False, False, False)
    return Stashed(number, name, homes, fake_user is True, selected is True, active is True)
