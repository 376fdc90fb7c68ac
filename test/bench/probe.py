# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs inside a Blender that test/blender/driver.py serves, for the bench: it plays the artist and notes when what came
in, was taken up and was done, on the machine's monotonic clock (time.monotonic: CLOCK_MONOTONIC, as Node's hrtime is).
The add-on under measurement is the real one; its methods are called through, never replaced."""
import collections
import contextlib
import gc
import io
import time

import bmesh
import bpy
import numpy
import vibesync
from vibesync.core.link import Link
from vibesync.engine.adapter import Adapter
from vibesync.engine.observer import Observer

# As driver.py's own loop: this is the frame of a Blender without a window.
TURN_INTERVAL_S = 0.004
CONFIRM_WITHIN_S = 20.0
TURNS_KEPT = 20_000
TIMED = frozenset(('adopt', 'apply', 'confirm'))
CUBE_CORNERS = [(x, y, z) for x in (-0.5, 0.5) for y in (-0.5, 0.5) for z in (-0.5, 0.5)]
CUBE_FACES = ((0, 1, 3, 2), (4, 6, 7, 5), (0, 4, 5, 1), (2, 3, 7, 6), (0, 2, 6, 4), (1, 5, 7, 3))

Turn = collections.namedtuple('Turn', 'began_ms wall_ms cpu_ms audits frames_ms collector_ms')
"""One turn of the add-on on Blender's main thread; `cpu_ms` is that thread's own processor time, of it `frames_ms` for frames
of the host and `collector_ms` for Python's own collector of garbage."""

Hand = collections.namedtuple('Hand', 'blender_ms heard_ms')
"""What an artist's gesture takes of the main thread before the add-on has its first turn: Blender itself, and of that the
add-on's handlers."""


def now_ms():
    return time.monotonic() * 1_000.0


class Probe:
    def __init__(self):
        self.turn_began_ms = 0.0
        self.arrived_ms = {}
        self.handled = {}
        self.confirmed = 0
        self.turns = collections.deque(maxlen=TURNS_KEPT)
        self.frames_s = self.collector_s = self.heard_s = 0.0
        self._collects_since_s = 0.0
        self._listen_in()

    def _listen_in(self):
        emit, handle, pump = Link._emit, Adapter._handle, Adapter.pump

        def timed_emit(link, kind, detail):
            if kind == 'frame' and detail['type'] in TIMED:
                self.arrived_ms[detail['type'], detail['n']] = now_ms()
            emit(link, kind, detail)

        hear = Observer.depsgraph_updated

        def timed_hear(observer, depsgraph):
            began_s = time.thread_time()
            hear(observer, depsgraph)
            self.heard_s += time.thread_time() - began_s

        def timed_handle(adapter, frame):
            began_s, collected_s = time.thread_time(), self.collector_s
            handle(adapter, frame)
            self.frames_s += time.thread_time() - began_s - (self.collector_s - collected_s)
            kind = frame['type']
            if kind in TIMED:
                self.handled[kind] = {
                    'n': frame['n'],
                    'arrivedMs': self.arrived_ms.pop((kind, frame['n'])),
                    'turnMs': self.turn_began_ms,
                    'doneMs': now_ms(),
                }
                self.confirmed += kind == 'confirm'

        def timed_pump(adapter, *budget):
            self.turn_began_ms = began_ms = now_ms()
            cpu_s, audited = time.thread_time(), adapter._audit is not None
            self.frames_s = self.collector_s = 0.0
            more = pump(adapter, *budget)
            cpu_ms = (time.thread_time() - cpu_s) * 1_000.0
            audits = audited or adapter._audit is not None
            parts_ms = self.frames_s * 1_000.0, self.collector_s * 1_000.0
            self.turns.append(Turn(began_ms, now_ms() - began_ms, cpu_ms, audits, *parts_ms))
            return more

        Link._emit, Adapter._handle, Adapter.pump = timed_emit, timed_handle, timed_pump
        Observer.depsgraph_updated = timed_hear
        gc.callbacks.append(self._collecting)

    def _collecting(self, phase, _info):
        if phase == 'start':
            self._collects_since_s = time.thread_time()
        else:
            self.collector_s += time.thread_time() - self._collects_since_s

    # An artist's drag, and what comes of it elsewhere.
    def move(self, id, translation, confirms):
        """Moves an object in canonical metres, with its undo step, and goes on as driver.py's loop does until so many
        changes have been confirmed here."""
        edited_ms = self._edit(vibesync.adapter().view.find(id), translation)
        seen = len(self.turns)
        handled = self.follow(confirms)
        turn = self.turns[seen] if seen < TURNS_KEPT else self.turns[-1]
        return {'editedMs': edited_ms, 'editTurnMs': turn.began_ms, **handled}

    @staticmethod
    def dress(segments, rings):
        """Gives every mesh of the file the form of a sphere. Returns the vertices of one."""
        form = bmesh.new()
        bmesh.ops.create_uvsphere(form, u_segments=segments, v_segments=rings, radius=0.5)
        for mesh in bpy.data.meshes:
            form.to_mesh(mesh)
        count = len(form.verts)
        form.free()
        bpy.context.view_layer.update()
        bpy.ops.ed.undo_push(message='Dress')
        return count

    def follow(self, confirms):
        end_s = time.monotonic() + CONFIRM_WITHIN_S
        while self.confirmed < confirms:
            if time.monotonic() > end_s:
                raise TimeoutError('%d of %d confirmed: %s' % (self.confirmed, confirms, list(vibesync.adapter().notes)))
            time.sleep(TURN_INTERVAL_S)
            vibesync.pump()
        return self.handled

    @staticmethod
    def _edit(obj, translation):
        x, y, z = translation
        obj.location = (x, -z, y)
        bpy.context.view_layer.update()
        bpy.ops.ed.undo_push(message='Move')
        return now_ms()

    # An artist's gestures in a large scene, with a window: none of these waits.
    def shift(self, share):
        """Moves so many of the objects a little, by one gesture with one step. Returns a Hand."""
        objects = list(bpy.context.scene.objects)
        for obj in objects[: max(1, round(len(objects) * share))]:
            obj.location.z += 0.125
        return self._hand(bpy.context.view_layer.update, lambda: bpy.ops.ed.undo_push(message='Shift'))

    def undo(self):
        return self._hand(self._undo)

    @staticmethod
    def _undo():
        # A timer's operator has to be told which window is meant.
        with bpy.context.temp_override(window=bpy.context.window_manager.windows[0]):
            bpy.ops.ed.undo()

    def _hand(self, *deeds):
        self.heard_s = 0.0
        began_s = time.thread_time()
        for deed in deeds:
            deed()
        return Hand((time.thread_time() - began_s) * 1_000.0, self.heard_s * 1_000.0)._asdict()

    @staticmethod
    def waits_for():
        """What is not at its end yet of what was done here: found, told, decided, and the scene looked through since."""
        adapter = vibesync.adapter()
        observer = adapter.observer
        waits = {
            'looking': observer.is_looking or observer._dirty_structure or observer._moved_in_time,
            'a gesture': observer.is_gesture,
            'telling': adapter._telling is not None,
            '%d undecided' % adapter.undecided: adapter.undecided > 0,
        }
        return ', '.join(what for what, is_so in waits.items() if is_so)

    def confirms(self):
        """How many changes were confirmed here so far."""
        return self.confirmed

    def taken_turns(self):
        """The turns since the last call."""
        taken = [turn._asdict() for turn in self.turns]
        self.turns.clear()
        return taken

    # What an artist does without VibeSync.
    def export(self, name, translation, path, alone):
        """Moves an object and exports the scene, or it alone. Returns milliseconds from the edit on."""
        obj = bpy.data.objects[name]
        for each in bpy.context.view_layer.objects:
            each.select_set(each == obj)
        edited_ms = self._edit(obj, translation)
        with contextlib.redirect_stdout(io.StringIO()):
            bpy.ops.export_scene.gltf(filepath=path, export_format='GLB', use_selection=alone)
        return now_ms() - edited_ms

    def replace(self, name, path, alone):
        """Takes away what was imported before, the scene or one object, and imports. Returns milliseconds, and where the
        object stands now in canonical metres."""
        began_ms = now_ms()
        gone = [bpy.data.objects[name]] if alone else list(bpy.data.objects)
        meshes = [each.data for each in gone if each.type == 'MESH']
        bpy.data.batch_remove(gone)
        bpy.data.batch_remove(meshes)
        with contextlib.redirect_stdout(io.StringIO()):
            bpy.ops.import_scene.gltf(filepath=path)
        bpy.context.view_layer.update()
        took_ms = now_ms() - began_ms
        x, y, z = bpy.data.objects[name].matrix_world.translation
        return {'ms': took_ms, 'objects': len(bpy.context.scene.objects), 'translation': [x, z, -y]}

    # The engine alone.
    def bare(self, count, part):
        """Makes as many cubes as a sync would, by a script that does nothing else, and lets Blender evaluate after each
        `part` of them. Returns milliseconds."""
        began_ms = now_ms()
        for index in range(count):
            mesh = bpy.data.meshes.new('Bare_%d' % index)
            mesh.from_pydata(CUBE_CORNERS, [], CUBE_FACES)
            mesh.update()
            obj = bpy.data.objects.new('Bare_%d' % index, mesh)
            bpy.context.scene.collection.objects.link(obj)
            obj.location = (index * 0.37, index * -0.11, index * 1.7)
            if (index + 1) % part == 0 or index + 1 == count:
                bpy.context.view_layer.update()
        bpy.ops.ed.undo_push(message='bare')
        return now_ms() - began_ms

    @staticmethod
    def hide_view():
        """Drawing thousands of objects in software would be most of what is measured."""
        for window in bpy.context.window_manager.windows:
            for area in window.screen.areas:
                if area.type == 'VIEW_3D':
                    area.type = 'CONSOLE'

    @staticmethod
    def now():
        return now_ms()


# Debian's Blender 3.4 has a glTF importer that is older than its numpy: it asks for a name that is gone there.
if 'bool' not in vars(numpy):
    numpy.bool = bool
PROBE = Probe()
