# SPDX-License-Identifier: GPL-3.0-or-later
"""The sidebar: is it in step, what happened last, and the few things that an artist can do about the connection."""
import bpy

from .engine.checking import Busy, check_conversions
from .engine.theirs import Unavailable, obstacle, undo_theirs

NOTES_SHOWN = 6
RECENT_SHOWN = 5
NOTE_WIDTH = 44
DEFAULT_ADDRESS = 'ws://127.0.0.1:47800/adapter'

_get_adapter = None
# What the last check of the conversions found: lines, the result first.
_check_result = ()


def _show_suggestions():
    return bpy.props.BoolProperty(
        name='Show suggestions here',
        description='Outline in the 3D view what agents suggest and what waits for you in VibeSync. Nothing of it is in your scene',
        default=True,
        update=lambda _self, _context: _get_adapter().ghosts.look_again() if _get_adapter() is not None else None,
    )


class VibeSyncSettings(bpy.types.PropertyGroup):
    # On the window manager and not saved: neither the code nor the address ends up in a file (SEC-4).
    address: bpy.props.StringProperty(
        name='Address', description='Where VibeSync listens on this computer', default=DEFAULT_ADDRESS, options={'SKIP_SAVE'}
    )
    code: bpy.props.StringProperty(
        name='Pairing code', description='The one-time code that VibeSync shows under Connect Blender', options={'SKIP_SAVE'}
    )
    # Where the add-on runs without being one of this Blender's own, as when VibeSync launches it.
    show_suggestions: _show_suggestions()


class VibeSyncPreferences(bpy.types.AddonPreferences):
    # Of this Blender and its artist, not of a file.
    bl_idname = __package__

    show_suggestions: _show_suggestions()

    def draw(self, _context):
        self.layout.prop(self, 'show_suggestions')


class VIBESYNC_OT_connect(bpy.types.Operator):
    bl_idname = 'vibesync.connect'
    bl_label = 'Connect'
    bl_description = 'Pair this Blender with VibeSync'
    bl_options = {'INTERNAL'}

    def execute(self, context):
        settings = context.window_manager.vibesync
        code, settings.code = settings.code.strip(), ''
        if not code:
            self.report({'ERROR'}, 'Type the pairing code that VibeSync shows.')
            return {'CANCELLED'}
        try:
            _get_adapter().connect(settings.address.strip(), code)
        except ValueError as error:
            self.report({'ERROR'}, str(error))
            return {'CANCELLED'}
        return {'FINISHED'}


class VIBESYNC_OT_disconnect(bpy.types.Operator):
    bl_idname = 'vibesync.disconnect'
    bl_label = 'Disconnect'
    bl_description = 'End this session; connecting again needs a new pairing code'
    bl_options = {'INTERNAL'}

    def execute(self, _context):
        _get_adapter().disconnect()
        return {'FINISHED'}


class VIBESYNC_OT_check_conversions(bpy.types.Operator):
    bl_idname = 'vibesync.check_conversions'
    bl_label = 'Check conversions'
    bl_description = 'Compare where this Blender puts known objects, a light and a camera with where they have to be'
    bl_options = {'INTERNAL'}

    def execute(self, _context):
        global _check_result
        try:
            _check_result = tuple(check_conversions(_get_adapter()))
        except Busy as busy:
            _check_result = ()
            self.report({'ERROR'}, str(busy))
            return {'CANCELLED'}
        return {'FINISHED'}


class VIBESYNC_OT_undo_theirs(bpy.types.Operator):
    bl_idname = 'vibesync.undo_theirs'
    bl_label = 'Undo theirs'
    bl_description = 'Make what your last undo would have brought of others’ changes a change of your own'
    # The step that Blender pushes after it is what makes it the artist's; where steps cannot be read, its entry among the
    # operators is.
    bl_options = {'INTERNAL', 'REGISTER', 'UNDO'}

    @classmethod
    def poll(cls, _context):
        adapter = _get_adapter()
        if adapter is None or adapter.observer.theirs.offer is None:
            return False
        why_not = obstacle(adapter)
        if why_not is not None:
            cls.poll_message_set(why_not)
        return why_not is None

    def execute(self, _context):
        try:
            undo_theirs(_get_adapter())
        except Unavailable as unavailable:
            self.report({'ERROR'}, str(unavailable))
            return {'CANCELLED'}
        return {'FINISHED'}


class VIBESYNC_PT_panel(bpy.types.Panel):
    bl_idname = 'VIBESYNC_PT_panel'
    bl_label = 'VibeSync'
    bl_space_type = 'VIEW_3D'
    bl_region_type = 'UI'
    bl_category = 'VibeSync'

    def draw(self, context):
        adapter = _get_adapter()
        if adapter is None:
            return
        layout = self.layout
        layout.label(text=_status(adapter), icon=_icon(adapter))
        if adapter.problem:
            _wrapped(layout, adapter.problem, 'ERROR')
        for limit in adapter.limits:
            _wrapped(layout, limit, 'ERROR')
        if adapter.link is None:
            settings = context.window_manager.vibesync
            layout.prop(settings, 'code')
            layout.prop(settings, 'address')
            layout.operator(VIBESYNC_OT_connect.bl_idname, icon='LINKED')
        else:
            if adapter.is_connected:
                _facts(layout, adapter)
            layout.operator(VIBESYNC_OT_disconnect.bl_idname, icon='UNLINKED')
            _lists(layout, adapter)
            _suggestions(layout, adapter.ghosts)
        _check(layout)


def _status(adapter):
    if adapter.turns.held_by is not None and adapter.is_connected:
        return 'Everything is held'
    if adapter.phase == 'live' and adapter.undecided:
        return 'In step, %d of yours on the way' % adapter.undecided
    return {'live': 'In step', 'comparing': 'Behind: being compared', 'parked': 'Another file is open'}.get(
        adapter.phase, adapter.status
    )


def _icon(adapter):
    if adapter.turns.held_by is not None and adapter.is_connected:
        return 'CANCEL'
    if adapter.link is None:
        return 'UNLINKED'
    return {'live': 'CHECKMARK', 'comparing': 'SORTTIME'}.get(adapter.phase, 'QUESTION')


def _facts(layout, adapter):
    latencies = adapter.link.latencies_ms
    layout.label(text='Version %d' % adapter.turns.revision)
    if latencies:
        layout.label(text='Latency %.1f ms' % latencies[-1])


def _lists(layout, adapter):
    if adapter.recent:
        box = layout.box()
        box.label(text='Last changes')
        for line in list(adapter.recent)[:RECENT_SHOWN]:
            box.label(text=line)
    if adapter.notes:
        box = layout.box()
        box.label(text='Notes')
        offer = adapter.observer.theirs.offer
        shown = list(adapter.notes)[-NOTES_SHOWN:][::-1]
        if offer is not None and offer.note not in shown:
            shown.append(offer.note)
        for note in shown:
            _wrapped(box, note, 'DOT')
            if offer is not None and note == offer.note:
                box.operator(VIBESYNC_OT_undo_theirs.bl_idname, icon='LOOP_BACK')
                offer = None


def _suggestions(layout, ghosts):
    layout.prop(_preferences(), 'show_suggestions')
    if ghosts.count > 0 and shows_suggestions():
        more = ', and %d more' % ghosts.more if ghosts.more > 0 else ''
        layout.label(text='Waiting in VibeSync: %d%s' % (ghosts.count, more))


def _preferences():
    """Those of the add-on; where this Blender has not enabled it itself, settings that end with it."""
    addon = bpy.context.preferences.addons.get(__package__)
    return bpy.context.window_manager.vibesync if addon is None else addon.preferences


def shows_suggestions():
    return _preferences().show_suggestions


def _check(layout):
    layout.operator(VIBESYNC_OT_check_conversions.bl_idname, icon='ORIENTATION_GLOBAL')
    for index, line in enumerate(_check_result):
        _wrapped(layout, line, 'DOT' if index > 0 else 'CHECKMARK' if len(_check_result) == 1 else 'ERROR')


def check_result():
    """What the panel shows of the last check, the result first; empty before the first."""
    return _check_result


def _wrapped(layout, text, icon):
    """A panel does not wrap its lines by itself."""
    line, first = '', True
    for word in [*text.split(), None]:
        if word is None or len(line) + len(word) >= NOTE_WIDTH:
            layout.label(text=line, icon=icon if first else 'BLANK1')
            line, first = '', False
        line = ('%s %s' % (line, word)).strip() if word is not None else ''


_CLASSES = (
    VibeSyncSettings,
    VibeSyncPreferences,
    VIBESYNC_OT_connect,
    VIBESYNC_OT_disconnect,
    VIBESYNC_OT_check_conversions,
    VIBESYNC_OT_undo_theirs,
    VIBESYNC_PT_panel,
)


def register(get_adapter):
    global _get_adapter
    _get_adapter = get_adapter
    for each in _CLASSES:
        bpy.utils.register_class(each)
    bpy.types.WindowManager.vibesync = bpy.props.PointerProperty(type=VibeSyncSettings, options={'SKIP_SAVE'})


def unregister():
    del bpy.types.WindowManager.vibesync
    for each in reversed(_CLASSES):
        bpy.utils.unregister_class(each)


def redraw():
    """The panel shows what changed in the background of Blender's own events."""
    manager = bpy.context.window_manager
    if manager is None:
        return
    for window in manager.windows:
        for area in window.screen.areas:
            if area.type == 'VIEW_3D':
                for region in area.regions:
                    if region.type == 'UI':
                        region.tag_redraw()
