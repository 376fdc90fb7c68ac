# SPDX-License-Identifier: GPL-3.0-or-later
"""What has Blender's events to itself at the moment: a drag or another modal operator, a slider held in a panel, a menu.

From Blender 4.2 on windows tell their operators. Before that nothing in Python does, and a pause in a drag looks like
its end. But every window keeps a list of who gets its events first, and how its struct is laid out in this very Blender
stands in each .blend file that it writes (`core/struct_layout.py`). The list is only read, on the main thread, where it
stands still. The list's own elements are no part of that table: they are laid out alike from 3.4 to 4.1, and later
Blenders are not read this way."""
import collections
import ctypes
import os
import tempfile

import bpy

from ..core.struct_layout import StructLayout, Unreadable

Modal = collections.namedtuple('Modal', 'address operator')
"""`address` tells one from another while it lives; `operator` is its idname, empty for a widget or a menu."""

Held = collections.namedtuple('Held', 'scene values')
"""What has Blender's events to itself: whether `scene` data is its purpose, so that nothing may be written meanwhile; and
whether `values` that changed meanwhile may still go back with Esc."""

_TELLS_OPERATORS = (4, 2, 0)

# struct wmEventHandler in 3.4 to 4.1: next, previous, type, flag, poll; then, in that of an operator, the operator.
_TYPE_AT, _FLAG_AT, _OPERATOR_AT = 16, 20, 32
_INTERFACE, _OPERATOR = 2, 3
# To be freed with the next event: it gets none any more.
_IS_OVER = 1 << 7
_IDNAME_BYTES = 64
# A list that does not end is no list.
_MAX_HANDLERS = 256

# A gesture ends with its step. What has seen so many come and still runs is a tool that stays, of another add-on perhaps.
# One, because a gesture may begin before the step of the last one is noticed; another, because Blender may give its place
# in memory to the next.
_STEPS_OUTLIVED = 3


class Modals:
    def __init__(self):
        self._seen = {}  # address -> steps of a person that it outlived
        self._layout = None  # (offset of the list in a window, of the name in an operator)
        self._is_exact = True

    @property
    def is_exact(self):
        """False where this Blender lets nobody know that a drag goes on."""
        return self._is_exact

    def look(self):
        """What goes on now, as Held."""
        running = self._running() if not bpy.app.background else []
        self._seen = {each.address: self._seen.get(each.address, 0) for each in running}
        kinds = [_options(each.operator) for each in running if self._seen[each.address] < _STEPS_OUTLIVED]
        scene = any('UNDO' in each for each in kinds)
        return Held(scene, scene or any('BLOCKING' in each for each in kinds))

    def step_came(self):
        """A person's step is new on the undo stack. Who was seen before it outlived it, if it is still there."""
        for address in self._seen:
            self._seen[address] += 1

    def _running(self):
        manager = bpy.context.window_manager
        if manager is None:
            return []
        if bpy.app.version >= _TELLS_OPERATORS:
            return [Modal(each.as_pointer(), each.bl_idname) for window in manager.windows for each in window.modal_operators]
        if self._layout is None and self._is_exact:
            self._find_layout(manager)
        if self._layout is None:
            return []
        return [each for window in manager.windows for each in self._in_memory(window)]

    def _find_layout(self, manager):
        try:
            layout = StructLayout(_smallest_blend())
            at = {field: layout.offset('wmWindow', field) for field in ('posx', 'posy', 'sizex', 'sizey', 'modalhandlers')}
            name_at = layout.offset('wmOperator', 'idname')
        except (Unreadable, OSError, RuntimeError, AttributeError):
            self._is_exact = False
            return
        for window in manager.windows:
            found = [_short(window.as_pointer() + at[field]) for field in ('posx', 'posy', 'sizex', 'sizey')]
            if found != [window.x, window.y, window.width, window.height]:
                self._is_exact = False
                return
        self._layout = at['modalhandlers'], name_at

    def _in_memory(self, window):
        list_at, name_at = self._layout
        handler = _pointer(window.as_pointer() + list_at)
        for _ in range(_MAX_HANDLERS):
            if not handler:
                return
            kind = ctypes.c_int.from_address(handler + _TYPE_AT).value
            is_over = ctypes.c_ubyte.from_address(handler + _FLAG_AT).value & _IS_OVER
            if kind == _INTERFACE and not is_over:
                yield Modal(handler, '')
            elif kind == _OPERATOR and not is_over:
                operator = _pointer(handler + _OPERATOR_AT)
                if operator:
                    yield Modal(handler, _text(operator + name_at))
            handler = _pointer(handler)


def _options(idname):
    """What an operator is for: `UNDO` ends in an undo step, `BLOCKING` lets nothing else happen (a flight of the camera);
    what has neither listens as long as Blender runs. A widget or a menu holds values only."""
    if not idname:
        return ('BLOCKING',)
    module, _, name = idname.partition('_OT_')
    try:
        options = getattr(getattr(bpy.ops, module.lower()), name).bl_options
    except (AttributeError, KeyError, RuntimeError, TypeError):
        return ('UNDO',)
    return ('UNDO', *options) if 'UNDO_GROUPED' in options else tuple(options)


def _smallest_blend():
    """A .blend file with nothing in it but what every one has."""
    with tempfile.TemporaryDirectory(prefix='vibesync-') as folder:
        path = os.path.join(folder, 'layout.blend')
        bpy.data.libraries.write(path, set())
        with open(path, 'rb') as file:
            return file.read()


def _pointer(address):
    return ctypes.c_void_p.from_address(address).value


def _short(address):
    return ctypes.c_short.from_address(address).value


def _text(address):
    return ctypes.string_at(address, _IDNAME_BYTES).split(b'\0')[0].decode('utf-8', 'replace')
