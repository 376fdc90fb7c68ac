# SPDX-License-Identifier: GPL-3.0-or-later
"""Carrying operations out, all or none, and taking them back by compare-and-set.

Values are canonical on the way in. What is read back afterwards comes from Blender, after it has evaluated the scene
(never from what was meant to be written): `Changes.read_back` is the only source of a vote."""
import collections

import bpy

from ..core import canonical
from . import ownership, properties, reading, writing
from .properties import OWNER_KEY, STASH_PREFIX
from .stash import unmark
from .writing import CannotWrite


Left = collections.namedtuple('Left', 'strays stashed')
"""Of this file, in no collection of the bound scene (rule 4): `strays`, id -> object, for whatever carries an id; `stashed`,
the ids under which deleted objects are kept."""


class Raw:
    """An object's own channels, bit for bit, so that taking something back leaves no trace of rounding."""

    CHANNELS = (
        'location',
        'rotation_mode',
        'rotation_quaternion',
        'rotation_euler',
        'rotation_axis_angle',
        'scale',
    )

    def __init__(self, obj, parent_id):
        self.channels = {}
        for channel in self.CHANNELS:
            value = getattr(obj, channel)
            self.channels[channel] = value if isinstance(value, str) else tuple(value)
        self.parent_id = parent_id
        self.parent_name = obj.parent.name if obj.parent is not None else None
        self.parent_type = obj.parent_type
        self.parent_bone = obj.parent_bone
        self.parent_inverse = [tuple(row) for row in obj.matrix_parent_inverse]

    def write_transform(self, obj):
        for channel, value in self.channels.items():
            setattr(obj, channel, value)

    def write_parent(self, obj, view):
        parent = view.find(self.parent_id) if self.parent_id is not None else bpy.data.objects.get(self.parent_name or '')
        view.ties.hang(obj, parent)
        if parent is not None:
            obj.parent_type = self.parent_type
            obj.parent_bone = self.parent_bone
        obj.matrix_parent_inverse = self.parent_inverse


class Changes:
    """One batch: everything that one frame from the application writes."""

    def __init__(self, view, stash, number, note):
        self.view = view
        self.stash = stash
        self.number = number
        self.note = note
        self.wrote = False
        self.raw = {}  # id -> Raw from before the first write
        self.past_locks = []  # names of objects with a locked channel that had to change
        self._undo = []
        self._left = None
        self._orphans = None
        self._reselect = []

    # What it reads.
    def read(self, oid):
        """A Reading of the object as it is now, or None when it is not in the bound scene."""
        obj = self.view.find(oid)
        if obj is None:
            return None
        return reading.read_object(obj, oid, self.view.id_of, self.view.unit_scale)

    def read_facet(self, oid, facet):
        """The canonical value of one facet; None for an absent object, whichever facet is asked."""
        read = self.read(oid)
        return canonical.facet_value(read.object, facet) if read is not None else None

    # What it writes. Each leaves its way back in `_undo`.
    def create(self, target):
        """True where it had to be made anew; otherwise it was in the file still, with all that hangs on it."""
        oid = target['id']
        if oid in self._left_in_file().stashed and oid in self.stash:
            self._relink(oid)
            self.bring_to(target)
            return False
        strayed = self._left_in_file().strays.get(oid)
        if strayed is not None and reading.kind_of(strayed) == target['kind']:
            self._fetch(oid, strayed, target)
            return False
        parent = self.view.find(target['parent']) if target['parent'] is not None else None
        made = None
        data = self._orphaned(target['kind'], oid)
        if data is None:
            data = made = writing.make_data(target['kind'], target['name'])
        obj = bpy.data.objects.new(target['name'], data)
        if obj.name != target['name']:
            # Somebody has the name, and Blender numbered this one. Under a name that nobody has `_name` sees to it.
            obj.name = '~' + oid
        self.wrote = True
        self._undo.append(lambda: self._unmake(oid, obj, made))
        self.view.ties.placed(oid)
        obj.rotation_mode = 'QUATERNION'
        self.view.ties.link(self._home(parent), obj)
        self.view.give_id(obj, oid)
        self._name(obj, target['name'])
        self.view.ties.hang(obj, parent)
        kind, parent_kind = target['kind'], self._kind(parent)
        writing.write_transform(obj, target['transform'], kind, parent_kind, self.view.unit_scale)
        writing.write_visibility(obj, target['visibility'])
        for key, value in target['properties'].items():
            self._check_key(obj, key)
            properties.write_property(obj, key, value)
        return True

    def delete(self, oid):
        """One object; its descendants are named and deleted one by one."""
        self.wrote = True
        self._left = None
        self.stash.put(oid, self.number)
        self._undo.append(lambda: self._relink(oid, restore_name=True))

    def remove_created(self, oid):
        """Takes back a creation: the object goes for good, with data that nobody else uses."""
        obj = self.view.find(oid)
        data = obj.data
        self.wrote = True
        self.view.drop_id(oid)
        self.view.forget_pointer(oid)
        bpy.data.objects.remove(obj)
        writing.remove_data(data)

    def rename(self, oid, name):
        obj = self.view.find(oid)
        if 'name' in reading.driven_facets(obj):
            return
        self._name(obj, name)

    def reparent(self, oid, parent_id):
        """The canonical local place stays; the parent inverse, which only keeps an old relation, goes."""
        obj = self.view.find(oid)
        before = self.read(oid)
        if before.object['parent'] == parent_id and 'parent' not in before.driven:
            return
        self._remember(oid, obj)
        raw = Raw(obj, before.object['parent'])
        self.wrote = True
        self._undo.append(lambda: (raw.write_parent(obj, self.view), raw.write_transform(obj)))
        self.view.ties.placed(oid)
        parent = self.view.find(parent_id) if parent_id is not None else None
        self.view.ties.hang(obj, parent)
        obj.parent_type = 'OBJECT'
        plain = reading.has_identity_parent_inverse(obj)
        if not plain:
            obj.matrix_parent_inverse.identity()
        now = self.read(oid)
        if 'transform' not in now.driven and not canonical.same(now.object['transform'], before.object['transform']):
            writing.write_transform(
                obj, before.object['transform'], before.object['kind'], self._kind(parent), self.view.unit_scale
            )

    def set_transform(self, oid, target):
        obj = self.view.find(oid)
        now = self.read(oid)
        if 'transform' in now.driven or canonical.same(now.object['transform'], target):
            return
        self._remember(oid, obj)
        raw = Raw(obj, now.object['parent'])
        self.wrote = True
        self._undo.append(lambda: raw.write_transform(obj))
        self.view.ties.placed(oid)
        parent, _parent_id, _direct = reading.managed_parent(obj, self.view.id_of)
        writing.apply_transform(
            obj, now.object['transform'], target, now.object['kind'], self._kind(parent), self.view.unit_scale
        )
        if ownership.is_past_a_lock(obj, raw.channels):
            self.past_locks.append(obj.name)

    def set_visibility(self, oid, target):
        obj = self.view.find(oid)
        now = self.read(oid)
        if 'visibility' in now.driven or canonical.same(now.object['visibility'], target):
            return
        before = now.object['visibility']
        self.wrote = True
        self._undo.append(lambda: writing.write_visibility(obj, before))
        writing.write_visibility(obj, target)

    def set_property(self, oid, key, value):
        obj = self.view.find(oid)
        self._check_key(obj, key)
        if 'property:' + key in reading.driven_facets(obj):
            return
        before = properties.read_property(obj, key)
        if canonical.same(before, value) and (before is not None or key not in obj.keys()):
            return
        self.wrote = True
        self._undo.append(lambda: properties.write_property(obj, key, before))
        properties.write_property(obj, key, value)

    def bring_to(self, target, leave=()):
        """Writes what differs from `target` in an object that exists, and nothing else (R22); `leave` are facets that
        are not to be touched."""
        oid = target['id']
        now = self.read(oid)
        for facet in canonical.differing_facets(now.object, target):
            if facet not in now.driven and facet not in leave:
                self.set_facet(oid, facet, canonical.facet_value(target, facet))

    def set_facet(self, oid, facet, value):
        if facet == 'name':
            self.rename(oid, value)
        elif facet == 'parent':
            self.reparent(oid, value)
        elif facet == 'transform':
            self.set_transform(oid, value)
        elif facet == 'visibility':
            self.set_visibility(oid, value)
        else:
            self.set_property(oid, facet[len('property:'):], value)

    def perform(self, operation):
        op = operation['op']
        if op == 'create':
            self.create(canonical.scene_object(operation['object']))
        elif op == 'delete':
            for oid in reversed(operation['descendants']):
                self.delete(oid)
            self.delete(operation['id'])
        elif op == 'rename':
            self.rename(operation['id'], operation['name'])
        elif op == 'reparent':
            self.reparent(operation['id'], operation['parent'])
        elif op == 'set_transform':
            self.set_transform(operation['id'], canonical.transform(operation['transform']))
        elif op == 'set_visibility':
            self.set_visibility(operation['id'], operation['visibility'])
        else:
            value = operation['value']
            self.set_property(operation['id'], operation['key'], None if value is None else canonical.property_value(value))

    def relink(self, oid):
        """Takes a stashed object back as it was. False when it is not there any more."""
        return self._relink(oid, restore_name=True)

    def finish(self):
        """Lets Blender evaluate, then gives back what selection needs an up-to-date view layer for."""
        self.view.update()
        for obj, kept in self._reselect:
            self.stash.restore_selection(obj, kept)
        self._reselect.clear()

    def attempt(self, write):
        """Calls `write`, which writes here; of one that fails nothing is left. Returns what it returns, and what was in the
        way or None."""
        before = len(self._undo)
        try:
            return write(), None
        except Exception as error:  # Whatever it was, the rest of the batch can do without it.
            self._go_back_to(before)
            return None, error

    def roll_back(self):
        """Nothing of this batch is left in Blender; what cannot be taken back is told, and the rest goes back all the same."""
        self._go_back_to(0)
        self.finish()
        self.wrote = False

    # Inner parts.
    def _go_back_to(self, length):
        while len(self._undo) > length:
            try:
                self._undo.pop()()
            except Exception as error:
                self.note('Not all of it could be taken back: %s' % error)

    def _relink(self, oid, restore_name=False):
        taken = self.stash.take_back(oid)
        if taken is None:
            return False
        obj, kept = taken
        self.wrote = True
        self._undo.append(lambda: self.stash.put(oid, kept.number))
        self._reselect.append((obj, kept))
        if restore_name:
            self._name(obj, kept.name)
        return True

    def _left_in_file(self):
        """What is in this file and not in the bound scene, looked up once for all that is created."""
        if self._left is None:
            here = {obj.as_pointer() for obj in self.view.scene().objects}
            left = [obj for obj in bpy.data.objects if obj.as_pointer() not in here]
            self._left = Left(
                {reading.managed_id(obj): obj for obj in left if reading.managed_id(obj) is not None and reading.is_shareable(obj)},
                {obj.name[len(STASH_PREFIX) :] for obj in left if obj.name.startswith(STASH_PREFIX)},
            )
        return self._left

    def _orphaned(self, kind, oid):
        if self._orphans is None:
            self._orphans = writing.orphaned_data()
        data = self._orphans.pop((kind, oid), None)
        if data is not None:
            del data[OWNER_KEY]
        return data

    def _fetch(self, oid, obj, target):
        """Something took it out of the scene and left it in the file: it comes back with all that hangs on it."""
        parent = self.view.find(target['parent']) if target['parent'] is not None else None
        home = self._home(parent)
        self.wrote = True
        self._undo.append(lambda: (self.view.drop_id(oid), home.objects.unlink(obj)))
        self.view.ties.link(home, obj)
        unmark(obj)
        self.view.give_id(obj, oid)
        self._left = None
        self.bring_to(target)

    def _unmake(self, oid, obj, data):
        self.view.drop_id(oid)
        self.view.forget_pointer(oid)
        bpy.data.objects.remove(obj)
        writing.remove_data(data)

    def _name(self, obj, name):
        before = obj.name
        if before == name:
            return
        self.wrote = True
        aside = writing.write_name(obj, name)
        self._undo.append(lambda: self._rename_back(obj, before, aside, name))
        if aside is not None and self.view.id_of(aside) is None:
            self.note('“%s”, which is not shared, is now called “%s”: the shared scene uses its name.' % (name, aside.name))
            self.view.leave_unmanaged(aside)

    @staticmethod
    def _rename_back(obj, before, aside, name):
        writing.write_name(obj, before)
        if aside is not None:
            writing.write_name(aside, name)

    def _remember(self, oid, obj):
        if oid not in self.raw:
            read = self.read(oid)
            self.raw[oid] = (Raw(obj, read.object['parent']), read.object)

    def _home(self, parent):
        """Where a new object is linked: beside its parent, else in the scene itself. Collections are tags (rule 12)."""
        scene = self.view.scene()
        if parent is not None:
            for each in (scene.collection, *scene.collection.children_recursive):
                if parent.name in each.objects:
                    return each
        return scene.collection

    @staticmethod
    def _kind(obj):
        return reading.kind_of(obj) if obj is not None else None

    @staticmethod
    def _check_key(obj, key):
        if not properties.is_shared_key(obj, key):
            raise CannotWrite('reserved_property', 'Blender keeps the property “%s” for itself.' % key)
