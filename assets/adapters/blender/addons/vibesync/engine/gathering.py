# SPDX-License-Identifier: GPL-3.0-or-later
"""Going through the bound scene: which objects there are, which of them share an id, and who is new."""
import uuid

from ..core import canonical
from . import reading
from .properties import ID_KEY, STASH_PREFIX, identifier

MAX_REMEMBERED = 100_000
# So many objects are asked for at a time, and so often from the beginning where they change meanwhile.
GATHERED_AT_ONCE = 64
GATHERED_AGAIN = 3


class Gathering:
    """The part of the SceneView that looks for objects, a piece at a time."""

    def has_other_members(self):
        """Whether the scene holds more or fewer objects than at the last look."""
        return sum(len(each.objects) for each in self._collections()) != self._members

    def _collections(self):
        """Together they hold every object of the scene, some more than once. What Blender lists of all of them it makes up
        when it is asked: after an undo that takes it as long as dozens of frames."""
        master = self.scene().collection
        return [master, *master.children_recursive]

    def looking(self):
        """The same in pieces; until the last of them nothing here is new. What is deleted in between is left out, and
        Blender says that there is reason to look again. An undo in between: never go on, begin again."""
        members, count = yield from self._gathering()
        found, doubles, bare, modes = {}, {}, [], []
        # Whatever is large is given up as it is used: to free it all at the end would take as long as a frame.
        while members:
            try:
                self._sort_in(members.popitem()[1], found, doubles, bare, modes)
            except ReferenceError:
                continue
            yield
        copies, left, coming = [], set(), set()
        for oid, candidates in doubles.items():
            found[oid] = original = self._original(oid, candidates)
            copies.extend((oid, each) for each in candidates if each is not original)
            yield
        for oid, copy in sorted(copies, key=lambda pair: pair[1].name):
            if self.mint_copies and not reading.is_converted(copy):
                copy[ID_KEY] = fresh = self._fresh_id(oid, copy.name, found)
                found[fresh] = copy
            else:
                del copy[ID_KEY]
                self.leave_unmanaged(copy)
                if reading.is_shareable(copy):
                    left.add(copy.as_pointer())
            yield
        by_pointer = yield from self._last_ids(bare)
        newcomers = []
        for obj in bare:
            oid = by_pointer.get(obj.as_pointer())
            if oid is not None and oid not in found and (self.after_undo or self.known_name(oid) == obj.name):
                obj[ID_KEY] = oid  # It lost its id, and is still who it was.
                found[oid] = obj
            else:
                is_new = (obj.name, obj.type) not in self._unmanaged
                if is_new:
                    newcomers.append(obj)
                if has_name(obj):
                    left.add(obj.as_pointer())
                    coming.update((obj.as_pointer(),) if is_new else ())
            yield
        pointers = {}
        for oid, obj in found.items():
            pointer = obj.as_pointer()
            pointers[pointer] = oid
            self._last_pointer[oid] = pointer
            yield
        self._members, self.newcomers, self._in_modes = count, newcomers, modes
        self._without_id, self._coming = left, coming
        old = self._objects or {}
        self._objects, self._ids_by_pointer = found, pointers
        self._looks += 1
        while old:
            yield
            old.popitem()

    def _gathering(self):
        """All objects of the scene, and how many its collections hold. An undo leaves Blender without a Python object for any
        of them, and to make them all is most of what a look takes; so they are taken by the handful."""
        members, count = {}, 0
        for collection in self._collections():
            held = yield from _handfuls(collection)
            count += len(held)
            for obj in held:
                members[obj.as_pointer()] = obj
                yield
        return members, count

    @staticmethod
    def _sort_in(obj, found, doubles, bare, modes):
        if not reading.is_shareable(obj) or obj.name.startswith(STASH_PREFIX):
            return
        oid = identifier(reading.managed_id(obj))
        if oid is None:
            bare.append(obj)
        elif oid in found:
            doubles.setdefault(oid, [found[oid]]).append(obj)
        else:
            found[oid] = obj
        if obj.mode != 'OBJECT':
            modes.append(obj)

    def _last_ids(self, objects):
        """By their places in memory, the ids that these objects had when they were last seen with one."""
        wanted = {obj.as_pointer() for obj in objects}
        found = {}
        for oid in list(self._last_pointer) if wanted else ():
            pointer = self._last_pointer.get(oid)
            if pointer in wanted:
                found[pointer] = oid
            yield
        return found

    def _original(self, oid, candidates):
        """Of several objects with one id, the one that was known already (rule 11)."""
        pointer, name = self._last_pointer.get(oid), self.known_name(oid)
        return min(candidates, key=lambda each: (each.as_pointer() != pointer, each.name != name, each.name))

    def _fresh_id(self, original, name, taken):
        """The same copy gets the same id again when it comes back by redo."""
        fresh = self._fresh_ids.get((original, name))
        if fresh is None or fresh in taken:
            fresh = str(uuid.uuid4())
            self._made_ids.add(fresh)
            if len(self._fresh_ids) < MAX_REMEMBERED:
                self._fresh_ids[original, name] = fresh
        return fresh


def has_name(obj):
    """Whether it could be shared by the name that it has."""
    return canonical.is_name(obj.name, canonical.NAME_BYTES)


def _handfuls(collection):
    """A list of the collection's own objects."""
    for _ in range(GATHERED_AGAIN):
        held = collection.objects[:GATHERED_AT_ONCE]
        while True:
            yield
            # Beginning with the last one that is known: where it is not in its place, something before it came or went.
            end = len(held)
            more = collection.objects[end - 1 : end + GATHERED_AT_ONCE] if end > 0 else []
            if more[:1] != held[-1:]:
                break
            held += more[1:]
            if len(more) <= 1:
                return held
    return collection.objects.values()
