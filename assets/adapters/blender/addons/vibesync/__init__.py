# SPDX-License-Identifier: GPL-3.0-or-later
"""VibeSync for Blender: keeps this scene in step with other engines through the VibeSync application on this computer."""
bl_info = {
    'name': 'VibeSync',
    'author': 'The VibeSync authors',
    'version': (0, 1, 0),
    'blender': (3, 4, 0),
    'location': 'View3D > Sidebar > VibeSync',
    'description': 'Keeps the scene in step with other engines through the VibeSync application on this computer',
    'category': 'System',
}

import os
import time
import traceback

import bpy

from . import panel
from .engine import handlers, undo_stack
from .engine.adapter import Adapter

VERSION = '.'.join(str(part) for part in bl_info['version'])

# The application that launches Blender hands both over; what a person types in the sidebar does the same.
URL_VARIABLE = 'VIBESYNC_URL'
CODE_VARIABLE = 'VIBESYNC_PAIRING_CODE'

CONNECTED_INTERVAL_S = 0.02
IDLE_INTERVAL_S = 0.25
REDRAW_INTERVAL_S = 0.5
# Of each of Blender's own turns; the artist's hand comes in between (what is one piece of work is never cut). The last piece of
# a turn may take a little longer: with it, it stays below the two milliseconds of rule 9.
FRAME_BUDGET_S = 0.0018

_adapter = None
_next_redraw_s = 0.0


def adapter():
    """The one adapter of this Blender; None while the add-on is off."""
    return _adapter


def pump():
    """Does whatever is to be done. A timer calls it where there is a window; with --background call it yourself."""
    if _adapter is not None:
        _adapter.pump()


def serve(until, timeout_s=30.0, interval_s=0.005):
    """The loop for --background, where Blender runs no timers: pumps until `until()` is true. False at the time-out."""
    end_s = time.monotonic() + timeout_s
    while not until():
        if time.monotonic() > end_s:
            return False
        pump()
        time.sleep(interval_s)
    return True


def _tick():
    global _next_redraw_s
    if _adapter is None:
        return None
    try:
        more = _adapter.pump(FRAME_BUDGET_S)
    except Exception as error:  # Whatever it is: Blender drops a timer that raises, and all else would look alive.
        traceback.print_exc()
        more = False
        _adapter.give_up(error)
    now_s = time.monotonic()
    if now_s >= _next_redraw_s:
        _next_redraw_s = now_s + REDRAW_INTERVAL_S
        panel.redraw()
    if more:
        return 0.0
    return CONNECTED_INTERVAL_S if _adapter.link is not None else IDLE_INTERVAL_S


def _connect_from_environment():
    url = os.environ.get(URL_VARIABLE)
    # A secret, though it works once only: no program that Blender starts needs to see it.
    code = os.environ.pop(CODE_VARIABLE, None)
    if not url or not code:
        return
    try:
        _adapter.connect(url, code)
    except ValueError as error:
        _adapter.problem = str(error)


def register():
    global _adapter
    _adapter = Adapter(VERSION)
    panel.register(adapter)
    _adapter.ghosts.is_wanted = panel.shows_suggestions
    handlers.install(_adapter)
    _connect_from_environment()
    if not bpy.app.background:
        bpy.app.timers.register(_tick, first_interval=IDLE_INTERVAL_S, persistent=True)


def unregister():
    global _adapter
    if bpy.app.timers.is_registered(_tick):
        bpy.app.timers.unregister(_tick)
    handlers.remove()
    _adapter.disconnect()
    _adapter = None
    undo_stack.close()
    panel.unregister()
