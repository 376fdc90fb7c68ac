# SPDX-License-Identifier: GPL-3.0-or-later
"""What the add-on has made one datablock lead to another by, since Blender last wrote everything down.

An undo of Blender's reads anew what differs between two of its steps, and keeps in memory what does not, as it is. A
datablock that is kept goes on leading to where it was made to lead without a step, also to an object that is no part of the
older state: Blender frees that, and crashes over it at the next look. So before an undo such ties are let go; what was let go
differs from the shadow afterwards and is set right like anything else."""
import bpy

from .properties import ID_KEY


class Ties:
    def __init__(self):
        self._new = ([], [])  # since the undo stack was last looked at
        self._old = ([], [])  # not written down when it was

    def link(self, collection, obj):
        """Shows the object in a collection."""
        collection.objects.link(obj)
        self._new[0].append((collection, obj))

    def hang(self, obj, parent):
        """Hangs the object on another one, or on none."""
        obj.parent = parent
        if parent is not None:
            self._new[1].append(obj)

    def looked(self, is_written):
        """The undo stack was looked at. `is_written`: since the last time Blender wrote everything down, nobody knows when:
        what was tied in between may have come after it."""
        if is_written:
            self._old = ([], [])
        for old, new in zip(self._old, self._new):
            old.extend(new)
        self._new = ([], [])

    def written(self):
        """Blender has just written everything down."""
        self._new, self._old = ([], []), ([], [])

    def let_go(self):
        """To be called before an undo or a redo. Returns the ids of what stands elsewhere now, or nowhere."""
        links, hung = self._old[0] + self._new[0], self._old[1] + self._new[1]
        self.written()
        gone = set()
        if not links and not hung:
            return gone
        pointers = {obj.as_pointer() for _collection, obj in links if _is_there(obj)}
        below = [obj for obj in bpy.data.objects if obj.parent is not None and obj.parent.as_pointer() in pointers]
        for obj in (*below, *(each for each in hung if _is_there(each))):
            obj.parent = None
            gone.add(obj.get(ID_KEY))
        for collection, obj in links:
            if _is_there(collection) and _is_there(obj) and obj.name in collection.objects:
                collection.objects.unlink(obj)
                gone.add(obj.get(ID_KEY))
        return gone


def _is_there(datablock):
    try:
        return bool(datablock.name)
    except ReferenceError:
        return False
