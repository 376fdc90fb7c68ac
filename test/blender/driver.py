# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs inside Blender for tests: `blender --background --factory-startup --addons vibesync --python driver.py`, or with a
window. The add-on connects from the environment; this script plays the artist. Commands are lines of JSON on standard
input, `{"id": 1, "do": "move", ...}`; each is answered by one line on standard output, `@@ {"id": 1, "ok": true, ...}`.
With --background it also runs the loop that pumps the add-on. Ends when its input ends."""
import contextlib
import json
import queue
import sys
import threading
import time
import traceback

import bpy
import vibesync
from vibesync.engine import reading, undo_stack

PREFIX = '@@ '
INTERVAL_S = 0.004

_commands = queue.Queue()


def answer(frame):
    sys.stdout.write(PREFIX + json.dumps(frame) + '\n')
    sys.stdout.flush()


def _read():
    for line in sys.stdin:
        if line.strip():
            _commands.put(json.loads(line))
    _commands.put(None)


def in_window():
    """Operators called from a timer need to be told which window is meant. In the background there is no question, and
    an override there is worse than none: Blender evaluates the scene inside of it without holding the interpreter."""
    if bpy.app.background:
        return contextlib.nullcontext()
    window = bpy.context.window or bpy.context.window_manager.windows[0]
    area = next((each for each in window.screen.areas if each.type == 'VIEW_3D'), window.screen.areas[0])
    region = next((each for each in area.regions if each.type == 'WINDOW'), area.regions[0])
    return bpy.context.temp_override(window=window, area=area, region=region)


def push(command, label):
    """A person's edit leaves an undo step; a script's does not."""
    if command.get('step', True):
        bpy.ops.ed.undo_push(message=command.get('label', label))


def find(command):
    return bpy.data.objects[command['name']]


def create(command):
    """kind: mesh (a cube), empty, light or camera."""
    kind = command.get('kind', 'mesh')
    name = command['name']
    if kind == 'mesh':
        data = bpy.data.meshes.new(name)
        data.from_pydata([(0, 0, 0), (1, 0, 0), (0, 1, 0), (0, 0, 1)], [], [(0, 2, 1), (0, 1, 3), (1, 2, 3), (0, 3, 2)])
    else:
        data = {'empty': None, 'light': 1, 'camera': 2}[kind]
        if data == 1:
            data = bpy.data.lights.new(name, 'POINT')
        elif data == 2:
            data = bpy.data.cameras.new(name)
    obj = bpy.data.objects.new(name, data)
    bpy.context.scene.collection.objects.link(obj)
    obj.location = command.get('location', (0, 0, 0))
    if command.get('parent'):
        obj.parent = bpy.data.objects[command['parent']]
    bpy.context.view_layer.update()
    push(command, 'Add ' + name)
    return obj.name


def move(command):
    find(command).location = command['location']
    bpy.context.view_layer.update()
    push(command, 'Move')


def rename(command):
    find(command).name = command['to']
    push(command, 'Rename')


def delete(command):
    for name in command.get('names', [command.get('name')]):
        bpy.data.objects.remove(bpy.data.objects[name])
    push(command, 'Delete')


def duplicate(command):
    """As Shift+D does: everything is copied, custom properties included."""
    copy = find(command).copy()
    bpy.context.scene.collection.objects.link(copy)
    copy.location = command.get('location', copy.location)
    bpy.context.view_layer.update()
    push(command, 'Duplicate Objects')
    return copy.name


def set_property(command):
    obj = find(command)
    if command['value'] is None:
        del obj[command['key']]
    else:
        obj[command['key']] = command['value']
    push(command, 'Custom Property')


def undo(command):
    """`times` undos or redos; with `pump` the add-on gets its turn after each, as it does when a person presses keys."""
    step = bpy.ops.ed.redo if command['do'] == 'redo' else bpy.ops.ed.undo
    done = 0
    for _ in range(command.get('times', 1)):
        with in_window():
            if not step.poll():
                break
            step()
        done += 1
        if command.get('pump', True):
            vibesync.pump()
    return done


def push_step(command):
    bpy.ops.ed.undo_push(message=command.get('label', 'Step'))


def open_file(command):
    if command.get('path'):
        bpy.ops.wm.open_mainfile(filepath=command['path'])
    else:
        bpy.ops.wm.read_homefile(use_empty=bool(command.get('empty')))


def save(command):
    bpy.ops.wm.save_as_mainfile(filepath=command['path'], check_existing=False, copy=bool(command.get('copy')))


def _plain(value):
    return [_plain(each) for each in value] if hasattr(value, '__len__') and not isinstance(value, str) else value


def raw(obj):
    """What Blender itself says of an object, for comparing whole states."""
    shown = obj.keys()
    return {
        'type': obj.type,
        'matrix_world': [list(row) for row in obj.matrix_world],
        'matrix_parent_inverse': [list(row) for row in obj.matrix_parent_inverse],
        'location': list(obj.location),
        'rotation_mode': obj.rotation_mode,
        'rotation_quaternion': list(obj.rotation_quaternion),
        'rotation_euler': list(obj.rotation_euler),
        'scale': list(obj.scale),
        'parent': obj.parent.name if obj.parent else None,
        'parent_type': obj.parent_type,
        'hide_viewport': obj.hide_viewport,
        'hide_render': obj.hide_render,
        'collections': sorted(each.name for each in obj.users_collection),
        'data': obj.data.name if obj.data else None,
        'data_pointer': obj.data.as_pointer() if obj.data else None,
        'vertices': [list(each.co) for each in obj.data.vertices] if obj.type == 'MESH' else None,
        'modifiers': [[each.name, each.type] for each in obj.modifiers],
        'materials': [each.material.name if each.material else None for each in obj.material_slots],
        'selected': obj.select_get() if obj.name in bpy.context.view_layer.objects else None,
        'pointer': obj.as_pointer(),
        'fake_user': obj.use_fake_user,
        'properties': {key: _plain(obj[key]) for key in shown if not hasattr(obj[key], 'keys')},
    }


def dump(command):
    """Every object of the file's bound scene: raw as Blender has it, canonical as the add-on reads it."""
    adapter = vibesync.adapter()
    bpy.context.view_layer.update()
    names = command.get('names')
    objects = {obj.name: obj for obj in bpy.context.scene.objects if names is None or obj.name in names}
    canonical = {}
    for obj in objects.values():
        oid = reading.managed_id(obj)
        if oid is not None and reading.is_shareable(obj):
            canonical[oid] = reading.read_object(obj, oid, reading.managed_id, adapter.view.unit_scale).object
    return {
        'raw': {name: raw(obj) for name, obj in objects.items()},
        'canonical': canonical,
        'all': sorted(obj.name for obj in bpy.data.objects),
        'ids': {obj.name: obj.get('vibesync_id') for obj in objects.values()},
        'scene': {key: bpy.context.scene[key] for key in bpy.context.scene.keys() if key.startswith('vibesync_')},
    }


def status(_command):
    adapter = vibesync.adapter()
    return {
        'phase': adapter.phase,
        'connected': adapter.is_connected,
        'status': adapter.status,
        'problem': adapter.problem,
        'undecided': adapter.undecided,
        'applied_through': adapter.turns.applied_through,
        'held_by': adapter.turns.held_by,
        'revision': adapter.turns.revision,
        'dirty': bpy.data.is_dirty,
        'mode': bpy.context.mode,
    }


def notes(_command):
    return list(vibesync.adapter().notes)


def steps(_command):
    listing = undo_stack.read()
    return {'names': [each.name for each in listing.entries], 'active': listing.active} if listing else None


def disconnect(_command):
    vibesync.adapter().disconnect()


def connect(command):
    vibesync.adapter().connect(command['url'], command['code'])


def simulate(command):
    """Sends window events (Blender must run with --enable-event-simulate): {type, value, x, y} each."""
    window = bpy.context.window_manager.windows[0]
    for event in command['events']:
        window.event_simulate(**{'value': 'PRESS', 'x': 400, 'y': 400, **event})


def modal(command):
    """What a modal operator looks like from outside, where no key can be pressed: rendering begins or ends."""
    activity = vibesync.adapter().activity
    if command['on']:
        activity.render_began()
    else:
        activity.render_ended()
    vibesync.adapter().activity_changed()


def run(command):
    """Python, for what no verb says; `result` is the answer."""
    names = {'bpy': bpy, 'vibesync': vibesync, 'in_window': in_window, 'result': None}
    exec(command['code'], names)
    return names['result']


def idle(command):
    """Lets the add-on have so many turns, so that a test can say that nothing came of something."""
    for _ in range(command.get('turns', 20)):
        vibesync.pump()
        time.sleep(INTERVAL_S)


VERBS = {
    'create': create,
    'move': move,
    'rename': rename,
    'delete': delete,
    'duplicate': duplicate,
    'set_property': set_property,
    'undo': undo,
    'redo': undo,
    'push': push_step,
    'open': open_file,
    'save': save,
    'dump': dump,
    'status': status,
    'notes': notes,
    'steps': steps,
    'connect': connect,
    'disconnect': disconnect,
    'simulate': simulate,
    'modal': modal,
    'exec': run,
    'idle': idle,
}


def take_commands():
    """Answers what has come in. False once the input has ended."""
    while True:
        try:
            command = _commands.get_nowait()
        except queue.Empty:
            return True
        if command is None:
            return False
        try:
            answer({'id': command['id'], 'ok': True, 'result': VERBS[command['do']](command)})
        except Exception:
            answer({'id': command['id'], 'ok': False, 'error': traceback.format_exc()})
        if bpy.app.background:
            vibesync.pump()


def _tick():
    if take_commands():
        return INTERVAL_S
    bpy.ops.wm.quit_blender()
    return None


def main():
    threading.Thread(target=_read, daemon=True).start()
    answer({'ready': True, 'version': bpy.app.version_string})
    if not bpy.app.background:
        # Nobody looks, and without a graphics card each drawing of smooth edges takes a tenth of a second and more.
        bpy.context.preferences.system.viewport_aa = 'OFF'
        bpy.app.timers.register(_tick, persistent=True)
        return
    while take_commands():
        vibesync.pump()
        time.sleep(INTERVAL_S)
    vibesync.adapter().disconnect()


main()
