# SPDX-License-Identifier: GPL-3.0-or-later
"""What the add-on has written without a step, since Blender last wrote everything down.

An undo of Blender's reads anew what differs between two of its steps, and keeps in memory what does not, as it is.

A datablock that is kept goes on leading to where it was made to lead without a step, also to an object that is no part of the
older state: Blender frees that, and crashes over it at the next look. So before an undo such ties are let go; what was let go
differs from the shadow afterwards and is set right like anything else.

An object that is kept stays where it was put without a step, but of what hangs on it Blender may have read the place in the
world that it had when the step was made, and sees no reason to work it out again. So after an undo it is told one."""
import collections

import bpy

from .properties import ID_KEY


Written = collections.namedtuple('Written', 'links hung placed')
"""`links`: (collection, object). `hung`: objects. `placed`: ids."""


class Ties:
    def __init__(self):
        self.written()

    def link(self, collection, obj):
        """Shows the object in a collection."""
        collection.objects.link(obj)
        self._new.links.append((collection, obj))

    def hang(self, obj, parent):
        """Hangs the object on another one, or on none."""
        obj.parent = parent
        if parent is not None:
            self._new.hung.append(obj)

    def placed(self, oid):
        """It was put somewhere, or hung elsewhere."""
        self._new.placed.add(oid)

    @property
    def out_of_place(self):
        """The ids of what was placed."""
        return self._old.placed | self._new.placed

    @property
    def are_open(self):
        """Whether there is something to let go of."""
        return any((*self._old, *self._new))

    def looked(self, is_written):
        """The undo stack was looked at. `is_written`: since the last time Blender wrote everything down, nobody knows when:
        what was tied in between may have come after it."""
        if is_written:
            self._old = Written([], [], set())
        self._old.links.extend(self._new.links)
        self._old.hung.extend(self._new.hung)
        self._old.placed.update(self._new.placed)
        self._new = Written([], [], set())

    def written(self):
        """Blender has just written everything down."""
        self._new = Written([], [], set())  # since the undo stack was last looked at
        self._old = Written([], [], set())  # not written down when it was

    def let_go(self):
        """To be called before an undo or a redo. Returns the ids of what stands elsewhere now, or nowhere."""
        links, hung = self._old.links + self._new.links, self._old.hung + self._new.hung
        self._new = Written([], [], self.out_of_place)
        self._old = Written([], [], set())
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
