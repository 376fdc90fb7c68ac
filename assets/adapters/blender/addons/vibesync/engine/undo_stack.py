# SPDX-License-Identifier: GPL-3.0-or-later
"""Blender's undo stack, looked at and added to.

Python has no access to the stack, but Blender can print it (WindowManager.print_undo_steps, for developers). It prints
with C's stdout, so for that moment file descriptor 1 leads into a temporary file. That is the only evidence that tells a
person's edit in a panel from a script's: operators alone leave most of it out. Where a Blender prints nothing readable,
`read` falls back on the list of operators, only what that shows counts as evidence, and the artist is told
(`activity.limits`).
"""
import ctypes
import os
import sys
import tempfile

import bpy

from ..core.undo_trail import REMOTE_PREFIX, Entry, Listing, parse_listing, without_listing

MAX_LISTING_BYTES = 1 << 20
# Blender keeps 64 bytes of a step's name.
NAME_BYTES = 63

_file = None
_flush = None
_exact = True


def is_exact():
    """Whether the last listing was the stack itself, and not the list of operators in its stead."""
    return _exact


def _c_flush():
    """The C library's fflush(NULL), of the library that Blender itself prints with."""
    global _flush
    if _flush is None:
        library = ctypes.CDLL('ucrtbase') if sys.platform == 'win32' else ctypes.CDLL(None)
        _flush = library.fflush
    _flush(None)


def has_stack():
    """In the background there is no stack until the first push, and looking for it would crash Blender."""
    if not bpy.app.background:
        return True
    return _background_stack


_background_stack = False


def forget_stack():
    """A file was loaded: in the background its stack has to be made anew."""
    global _background_stack
    _background_stack = False


def ensure_stack():
    """Makes the stack where there is none yet, so that there is a state to come back to."""
    if not has_stack():
        push('connected')


def read():
    """The stack as a Listing, or the second best; None where there is neither."""
    global _exact
    listing = _printed()
    _exact = listing is not None
    return listing if listing is not None else _operators()


def _printed():
    global _file
    manager = bpy.context.window_manager
    if manager is None:
        return None
    if not has_stack() or not hasattr(manager, 'print_undo_steps'):
        return None
    try:
        if _file is None:
            _file = tempfile.TemporaryFile(prefix='vibesync-')
        _file.seek(0)
        _file.truncate()
        if sys.stdout is not None:
            sys.stdout.flush()
        _c_flush()
        saved = os.dup(1)
    except (OSError, AttributeError):
        return None
    try:
        os.dup2(_file.fileno(), 1)
        manager.print_undo_steps()
        _c_flush()
    finally:
        os.dup2(saved, 1)
        os.close(saved)
    _file.seek(0)
    text = _file.read(MAX_LISTING_BYTES).decode('utf-8', 'replace')
    listing = parse_listing(text)
    _give_back(text)
    return listing


def _give_back(text):
    """Another thread may have printed something in that moment: it still gets to where it was meant to go."""
    if sys.stdout is None:
        return
    for line in without_listing(text):
        sys.stdout.write(line + '\n')


def _operators():
    """The second best: the operators that this window remembers, as if each were a step."""
    manager = bpy.context.window_manager
    if manager is None:
        return None
    entries = [Entry(hex(each.as_pointer()), each.name, False) for each in manager.operators]
    return Listing(entries, len(entries) - 1)


def push(label):
    """A named undo step for what was just written (R24). Without one the artist's next step would swallow it."""
    global _background_stack
    message = REMOTE_PREFIX + label
    while len(message.encode('utf-8')) > NAME_BYTES:
        message = message[:-1]
    # No temp_override here: inside of one, Blender (with Python before 3.12) takes another thread's hold on the
    # interpreter for its own while it evaluates the scene, and crashes. The operator needs no window.
    bpy.ops.ed.undo_push(message=message)
    _background_stack = True


def close():
    global _file
    if _file is not None:
        _file.close()
        _file = None
