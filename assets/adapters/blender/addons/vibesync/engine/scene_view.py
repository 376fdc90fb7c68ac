# SPDX-License-Identifier: GPL-3.0-or-later
"""Which Blender scene is bound, and which of its objects are who (rules 3, 4 and 11).

In the file there are only hints (R21): the project's, the scene's and the objects' ids and the last confirmed number.
Nothing here keeps a reference to a Blender object over an undo or a file load; `invalidate` drops them all."""
import hashlib
import os

import bpy

from . import reading
from .gathering import Gathering
from .properties import ID_KEY, STASH_PREFIX, identifier
from .ties import Ties

PROJECT_KEY = 'vibesync_project'
SCENE_KEY = 'vibesync_scene'
REVISION_KEY = 'vibesync_revision'

_TITLE_UNITS = 256


class SceneView(Gathering):
    def __init__(self):
        # Set by the observer. `known_name(id)`: the object's name as last read, to tell an original from its copy.
        self.known_name = lambda oid: None
        self.forget_objects()
        self.forget_file()

    def forget_objects(self):
        """Nothing that was known of any object counts."""
        self._objects = None  # id -> object; None when it has to be looked up again
        self._members = 0  # objects of the scene at the last look, shared or not
        self._ids_by_pointer = {}
        # Memory of who was who; pointers survive undo, as Blender restores what it still has in place.
        self._last_pointer = {}
        self._fresh_ids = {}
        self._made_ids = set()
        self._looks = 0  # how often the scene was gone through
        self._sharing = None, ()  # the last question who shares what, and its answer
        self._in_modes = []  # objects in a mode of their own at the last look
        self._unmanaged = set()
        # By their places in memory: what the last look found without an id, and what has lost its own since; and who of them
        # has come since the look before, and is about to be shared, or left.
        self._without_id, self._coming = set(), set()
        # Copies get ids of their own while edits are reported; before that they only lose the one that is not theirs.
        self.mint_copies = False
        # After an undo an object may have lost its id without having become somebody else.
        self.after_undo = False
        # Objects without an id that were not there before.
        self.newcomers = []

    # The file and its scene.
    def forget_file(self):
        """Another file was opened: what it is linked to is read from it."""
        self.ties = Ties()
        self._binding = None
        self._scene_pointer = None
        self._revision = None

    def is_gone(self):
        """Whether the bound scene is not in the file at the moment."""
        if self._binding is None:
            return False
        return not any(
            scene.as_pointer() == self._scene_pointer or scene.get(SCENE_KEY) == self._binding[1] for scene in bpy.data.scenes
        )

    def scene(self):
        """The bound scene; before anything is bound, the one that carries a binding, else the one in the window."""
        if self._binding is not None:
            for scene in bpy.data.scenes:
                if scene.as_pointer() == self._scene_pointer:
                    return scene
            for scene in bpy.data.scenes:
                if scene.get(SCENE_KEY) == self._binding[1]:
                    self._scene_pointer = scene.as_pointer()
                    return scene
        for scene in bpy.data.scenes:
            if identifier(scene.get(SCENE_KEY)) is not None:
                return scene
        return bpy.context.scene

    def bind(self, project, scene_id):
        """Links the scene in the file to the project."""
        scene = self.scene()
        self._binding, self._scene_pointer = (project, scene_id), scene.as_pointer()
        self.keep_binding()

    def hold_binding(self):
        """Takes the link that the file has for the one to keep."""
        scene = self.scene()
        project, scene_id = identifier(scene.get(PROJECT_KEY)), identifier(scene.get(SCENE_KEY))
        if project is not None and scene_id is not None:
            self._binding, self._scene_pointer = (project, scene_id), scene.as_pointer()

    def keep_binding(self):
        """An undo may have gone back to before the file was linked: the link is no part of the artist's work."""
        if self._binding is None:
            return
        scene = self.scene()
        project, scene_id = self._binding
        if scene.get(PROJECT_KEY) != project or scene.get(SCENE_KEY) != scene_id:
            scene[PROJECT_KEY] = project
            scene[SCENE_KEY] = scene_id
        if self._revision is not None and scene.get(REVISION_KEY) != self._revision:
            scene[REVISION_KEY] = self._revision
        for other in bpy.data.scenes:
            if other.get(SCENE_KEY) == scene_id and other != scene:
                self._disown(other)

    def _disown(self, copy):
        """A copy of the bound scene is another scene, and what was copied with it is not shared (rule 11)."""
        for key in (PROJECT_KEY, SCENE_KEY, REVISION_KEY):
            if key in copy.keys():
                del copy[key]
        originals = self.objects()
        for obj in copy.objects:
            original = originals.get(reading.managed_id(obj))
            if original is not None and original != obj and obj.library is None:
                del obj[ID_KEY]

    def keep_revision(self, revision):
        """The last confirmed number, so that a saved file says what it is at. As text: Blender's integers end at 2^31."""
        self._revision = str(revision)
        self.keep_binding()

    def describe(self):
        """The binding as it goes into `hello` and `scene`, beside whether the file is unsaved."""
        scene = self.scene()
        saved = scene.get(REVISION_KEY)
        known = isinstance(saved, str) and saved.isascii() and saved.isdigit() and len(saved) <= 15
        return {
            'project': identifier(scene.get(PROJECT_KEY)),
            'scene': identifier(scene.get(SCENE_KEY)),
            'saved_revision': int(saved) if known else None,
            **self.describe_file(),
        }

    @staticmethod
    def describe_file():
        """What the artist calls the open file, and what tells it from its copies: both carry the same binding."""
        path = bpy.data.filepath
        title = os.path.basename(path) or 'untitled'
        described = {'title': title.encode('utf-8', 'replace').decode('utf-8')[: _TITLE_UNITS // 2]}
        if path:
            full = os.path.normcase(os.path.realpath(path))
            described['file'] = hashlib.sha256(full.encode('utf-8', 'replace')).hexdigest()
        return described

    @property
    def unit_scale(self):
        return self.scene().unit_settings.scale_length

    def update(self):
        """Lets Blender evaluate what was written, so that reading back reads the engine and not our wish."""
        scene = self.scene()
        layer = bpy.context.view_layer
        if layer is None or layer.id_data != scene:
            layer = scene.view_layers[0]
        layer.update()

    # Who is who.
    def invalidate(self):
        self._objects = None

    @property
    def is_valid(self):
        return self._objects is not None

    def objects(self):
        """id -> object, of all shared objects in the bound scene."""
        return self.look() if self._objects is None else self._objects

    def find(self, oid):
        """The object with this id in the bound scene, or None."""
        obj = self.objects().get(oid)
        if obj is None:
            return None
        try:
            if reading.kind_of(obj) is not None:
                return obj
        except ReferenceError:
            pass
        # Blender has freed it since, or somebody made something of it that cannot be shared.
        self.invalidate()
        return self.objects().get(oid)

    def id_of(self, obj):
        """The id under which this object is shared, else None."""
        self.objects()
        return self._ids_by_pointer.get(obj.as_pointer())

    def id_of_pointer(self, pointer):
        return self._ids_by_pointer.get(pointer)

    def ids_sharing(self, data):
        """The ids of objects that have this mesh, light or camera."""
        if data.users <= 1:
            return ()
        # Asked every turn, and as long as nobody came or went the answer is the same.
        key = data.as_pointer(), data.users, self._looks
        if self._sharing[0] != key:
            sharing = [oid for oid, obj in self.objects().items() if obj.data is not None and obj.data.as_pointer() == key[0]]
            self._sharing = key, sharing
        return self._sharing[1]

    def in_modes(self):
        """Shared or not: what is in a mode of its own, as far as that was known at the last look."""
        return self._in_modes

    def is_unmanaged(self, obj):
        return (obj.name, obj.type) in self._unmanaged

    def look(self):
        """Goes through the bound scene anew."""
        for _ in self.looking():
            pass
        return self._objects

    def give_id(self, obj, oid=None):
        """Makes an object shared under `oid`, or under the id that it had when it last came by this name."""
        oid = oid or self._fresh_id('', obj.name, self.objects())
        obj[ID_KEY] = oid
        self._objects[oid] = obj
        pointer = obj.as_pointer()
        self._ids_by_pointer[pointer] = oid
        self._last_pointer[oid] = pointer
        self._without_id.discard(pointer)
        self._coming.discard(pointer)
        return oid

    def is_fresh(self, oid):
        """Whether this id was made here, rather than brought along by an append or a paste."""
        return oid in self._made_ids

    def strip_id(self, obj):
        """It is there and is not shared."""
        if ID_KEY in obj.keys():
            del obj[ID_KEY]
        self._without_id.add(obj.as_pointer())
        self.leave_unmanaged(obj)

    def drop_id(self, oid):
        """The object is no longer among the shared ones of this scene (it may be gone altogether)."""
        obj = self._objects.pop(oid, None) if self._objects is not None else None
        pointer = self._last_pointer.get(oid)
        if self._ids_by_pointer.get(pointer) == oid:
            del self._ids_by_pointer[pointer]
        return obj

    def forget_pointer(self, oid):
        self._last_pointer.pop(oid, None)

    def leave_unmanaged(self, obj):
        """It was there and is not shared; it will not be taken for a newcomer again."""
        self._unmanaged.add((obj.name, obj.type))
        self._coming.discard(obj.as_pointer())

    def welcome_unmanaged(self, pointers):
        """These are taken for newcomers again at the next look."""
        for obj in self.scene().objects:
            if obj.as_pointer() in pointers:
                self._unmanaged.discard((obj.name, obj.type))

    def count_unmanaged(self):
        """How many objects could be shared and are not, as of the last look: it does not go through the scene."""
        return len(self._without_id) - len(self._coming)

    def unmanaged(self):
        """Objects that could be shared and are not."""
        self.objects()
        return [
            obj
            for obj in self.scene().objects
            if reading.is_shareable(obj)
            and not obj.name.startswith(STASH_PREFIX)
            and obj.as_pointer() not in self._ids_by_pointer
        ]
