# SPDX-License-Identifier: GPL-3.0-or-later
"""Blender's callbacks. They only take note; `Adapter.pump` does the work, so that nothing is written while Blender is in
the middle of something."""
import bpy
from bpy.app.handlers import persistent

_adapter = None


@persistent
def _depsgraph_updated(_scene, depsgraph=None):
    if _adapter is not None and _adapter.link is not None and depsgraph is not None:
        _adapter.observer.depsgraph_updated(depsgraph)


@persistent
def _before_undo(*_):
    if _adapter is not None:
        _adapter.observer.before_undo()


@persistent
def _after_undo(*_):
    if _adapter is not None:
        _adapter.observer.undone_or_redone('undo')


@persistent
def _after_redo(*_):
    if _adapter is not None:
        _adapter.observer.undone_or_redone('redo')


@persistent
def _before_load(*_):
    if _adapter is not None:
        _adapter.view.invalidate()


@persistent
def _after_load(*_):
    if _adapter is not None:
        _adapter.file_opened()


@persistent
def _before_save(*_):
    if _adapter is not None:
        _adapter.about_to_save()


@persistent
def _after_save(*_):
    if _adapter is not None:
        _adapter.file_saved()


@persistent
def _render_began(*_):
    if _adapter is not None:
        _adapter.activity.render_began()
        _adapter.activity_changed()


@persistent
def _render_ended(*_):
    if _adapter is not None:
        _adapter.activity.render_ended()
        _adapter.activity_changed()


@persistent
def _bake_began(*_):
    if _adapter is not None:
        _adapter.activity.bake_began()
        _adapter.activity_changed()


@persistent
def _bake_ended(*_):
    if _adapter is not None:
        _adapter.activity.bake_ended()
        _adapter.activity_changed()


_HANDLERS = {
    'depsgraph_update_post': _depsgraph_updated,
    'undo_pre': _before_undo,
    'redo_pre': _before_undo,
    'undo_post': _after_undo,
    'redo_post': _after_redo,
    'load_pre': _before_load,
    'load_post': _after_load,
    'save_pre': _before_save,
    'save_post': _after_save,
    'render_init': _render_began,
    'render_complete': _render_ended,
    'render_cancel': _render_ended,
    'object_bake_pre': _bake_began,
    'object_bake_complete': _bake_ended,
    'object_bake_cancel': _bake_ended,
}


def install(adapter):
    global _adapter
    _adapter = adapter
    for name, handler in _HANDLERS.items():
        handlers = getattr(bpy.app.handlers, name, None)
        if handlers is not None and handler not in handlers:
            handlers.append(handler)


def remove():
    global _adapter
    _adapter = None
    for name, handler in _HANDLERS.items():
        handlers = getattr(bpy.app.handlers, name, None)
        if handlers is not None and handler in handlers:
            handlers.remove(handler)
