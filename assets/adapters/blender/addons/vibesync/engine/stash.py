# SPDX-License-Identifier: GPL-3.0-or-later
"""Deleting so that it can be taken back (R15): the object leaves its collections but stays in the file's data, with all
that hangs on it, until the deletion is confirmed. Which object belongs to which number is known in memory only."""
import collections

import bpy

from .properties import ID_KEY
from .scene_view import STASH_PREFIX

Stashed = collections.namedtuple('Stashed', 'number name collections fake_user selected active')


class Stash:
    def __init__(self, view):
        self._view = view
        self._kept = {}  # id -> Stashed

    def forget_file(self):
        self._kept.clear()

    def __contains__(self, oid):
        return oid in self._kept and self._object(oid) is not None

    def put(self, oid, number):
        """Takes the object with this id out of the bound scene."""
        obj = self._view.find(oid)
        scene = self._view.scene()
        layer = scene.view_layers[0] if bpy.context.view_layer is None else bpy.context.view_layer
        in_layer = obj.name in layer.objects
        kept = Stashed(
            number,
            obj.name,
            [each.name for each in self._collections(scene) if obj.name in each.objects],
            obj.use_fake_user,
            in_layer and obj.select_get(view_layer=layer),
            in_layer and layer.objects.active == obj,
        )
        for each in self._collections(scene):
            if obj.name in each.objects:
                each.objects.unlink(obj)
        obj.use_fake_user = True
        obj.name = STASH_PREFIX + oid
        self._kept[oid] = kept
        self._view.drop_id(oid)

    def take_back(self, oid):
        """Puts it back where it was. None when it is not there any more."""
        obj, kept = self._object(oid), self._kept.pop(oid, None)
        if obj is None or kept is None:
            return None
        scene = self._view.scene()
        homes = [each for each in self._collections(scene) if each.name in kept.collections] or [scene.collection]
        for each in homes:
            each.objects.link(obj)
        obj.use_fake_user = kept.fake_user
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

    def end(self, confirmed):
        """The session is over. What was deleted up to the number `confirmed` stays deleted. Of anything newer nobody
        will say here any more what became of it, and its meshes and modifiers are in no other place: it comes back."""
        for oid, kept in list(self._kept.items()):
            if kept.number <= confirmed:
                self._remove(oid)
                continue
            obj = self._object(oid)
            if obj is None:
                continue
            if not self._view.is_gone():
                self.take_back(oid)
            obj.name = kept.name
        self._kept.clear()

    def sweep(self):
        """After an undo, stashes that were dropped long ago may be back as orphans: they go again."""
        known = {STASH_PREFIX + oid for oid in self._kept}
        for obj in list(bpy.data.objects):
            if obj.name.startswith(STASH_PREFIX) and obj.name not in known and not obj.users_scene:
                bpy.data.objects.remove(obj)

    def hide_from_file(self):
        """Before saving: nothing of this may end up in the file, and what nobody uses is not written."""
        for oid in self._kept:
            obj = self._object(oid)
            if obj is not None:
                obj.use_fake_user = False

    def show_again(self):
        for oid in self._kept:
            obj = self._object(oid)
            if obj is not None:
                obj.use_fake_user = True

    def _remove(self, oid):
        obj, kept = self._object(oid), self._kept.pop(oid)
        if obj is None:
            return
        self._view.forget_pointer(oid)
        if obj.users_scene:
            # Another scene of this file shows it as well: it only is not shared any more.
            del obj[ID_KEY]
            obj.use_fake_user = kept.fake_user
            obj.name = kept.name
            return
        for child in list(obj.children):
            # A child that was not shared stays where it stands.
            place = child.matrix_world.copy()
            child.parent = None
            child.matrix_world = place
        bpy.data.objects.remove(obj)

    def _object(self, oid):
        obj = bpy.data.objects.get(STASH_PREFIX + oid)
        return obj if obj is not None and obj.get(ID_KEY) == oid else None

    @staticmethod
    def _collections(scene):
        return [scene.collection, *scene.collection.children_recursive]
