# SPDX-License-Identifier: GPL-3.0-or-later
"""What the application hears without having asked: edits, what is in the artist's hands, whether Blender is busy or unsaved."""
import time

import bpy

from ..core import encoding, frames
from . import activity
from .parts import count, parting_edit

DECLARED_AT_ONCE = 100
# So many ids are sorted in a turn.
HANDS_IN_ORDER = 500
# What is selected is looked at so often.
SELECTED_EVERY_S = 0.25
# How many are not shared is told so often.
UNMANAGED_EVERY_S = 1
# From where the artist looks, so often.
VIEW_EVERY_S = 0.5
# Who waits for what a look finds is told that Blender is busy, when it takes so long.
LONG_LOOK_S = 0.5
MAX_EDITS = 1_024


class Telling:
    """The part of the Adapter that tells."""

    def _go_on_telling(self, end_s):
        for _ in self._telling or ():
            if time.monotonic() >= end_s:
                return
        self._telling = None

    def _tell_scene(self):
        self._opened_file = False
        if self._said_hello:
            self._send({'type': 'scene', 'scene': self._describe()})

    def _describe(self):
        """The open file as it goes into `hello` and `scene`."""
        return {**self.view.describe(), 'unsaved': self._is_unsaved()}

    def _tell_saved(self):
        unsaved = self._is_unsaved()
        if not self._said_hello:
            self._saved_unheard = self._saved_unheard or not unsaved
        elif unsaved != self._unsaved:
            self._unsaved = unsaved
            self._send({'type': 'saved', 'unsaved': unsaved})

    def _is_unsaved(self):
        """Blender's own word, whatever it leaves out: a plain write by a script, an undo past the last save. With --background
        it never takes its word back: there a save counts until something is told or written again."""
        return bool(bpy.data.is_dirty) and not self._saved_in_background

    def _tell_edits(self, edits):
        """Says them one after the other, a piece at a time: what there is to tell may be the whole scene."""
        for edit in edits:
            self._saved_in_background = False
            what = '%s: %s' % (edit.undo['name'] if edit.undo else 'without a step', count(len(edit.operations), 'change'))
            for start in range(0, len(edit.declared), DECLARED_AT_ONCE):
                self._declare(edit.declared[start : start + DECLARED_AT_ONCE])
                yield
            for part in parting_edit(edit, self.turns.applied_through or 0):
                if part is not None:
                    # Drift is nobody's: there is nothing in it to keep for anybody.
                    self._edits[part.edit] = (part.after, edit.undo is not None)
                    if self.link is not None:
                        self.link.send_text(part.text)
                yield
            self.recent.appendleft(what)
        while len(self._edits) > MAX_EDITS:
            self._edits.popitem(last=False)

    def _tell_hands(self):
        ids, mode = activity.objects_in_hands(self.view)
        moving = self.observer.gesture
        if moving:
            ids, mode = list(dict.fromkeys((*ids, *moving))), mode or 'moving'
        if len(ids) <= HANDS_IN_ORDER:
            ids = sorted(ids)
        hands = (tuple(ids[: frames.HANDS]), mode if ids else '')
        if hands != self._hands:
            self._hands = hands
            self._send({'type': 'hands', 'objects': list(hands[0]), 'mode': hands[1][:32]})

    def _tell_selected(self, now_s):
        """Not in each turn: to go through what is selected takes longer than all the rest of a turn in which nothing happened."""
        if now_s < self._selected_after_s:
            return
        self._selected_after_s = now_s + SELECTED_EVERY_S
        selected = activity.selected_objects(self.view)
        if selected != self._selected:
            self._selected = selected
            self._send({'type': 'selected', 'objects': selected[: frames.SELECTED]})

    def _tell_unmanaged(self, now_s):
        """Where it is not what the application heard last: a script made some, or what somebody made was put aside."""
        if now_s < self._unmanaged_after_s:
            return
        self._unmanaged_after_s = now_s + UNMANAGED_EVERY_S
        count_now = min(self.view.count_unmanaged(), frames.UNMANAGED)
        if self._unmanaged is not None and count_now != self._unmanaged:
            self._unmanaged = count_now
            self._send({'type': 'unmanaged', 'count': count_now})

    def _tell_view(self, now_s):
        """Not in each turn either: while an artist looks around it changes all the time."""
        if now_s < self._view_after_s:
            return
        self._view_after_s = now_s + VIEW_EVERY_S
        view = activity.viewpoint(self.view)
        if view != self._viewpoint:
            self._viewpoint = view
            self._send({'type': 'view', 'view': view})

    def _tell_busy(self):
        gesture = self.turns.may_observe and self.observer.is_gesture
        is_long = self._looks_since_s is not None and time.monotonic() - self._looks_since_s > LONG_LOOK_S
        self._busy = busy = self.activity.current(gesture) or (('short', 'comparing the scene') if is_long else None)
        if busy == self._told_busy or not self._said_hello:
            return
        self._told_busy = busy
        if busy is None:
            self._send({'type': 'ready'})
        else:
            self._send({'type': 'busy', 'kind': busy[0], 'activity': busy[1], 'last_begun': self._last_begun})

    def _tell_limits(self):
        """Each once: in the notes, and in Blender's own log. The panel shows them as long as they hold."""
        for limit in self.limits:
            if limit not in self._said_limits:
                self._said_limits.add(limit)
                self.note(limit)
                print('VibeSync: ' + limit)

    def _declare(self, ids):
        """Says what Blender owns of these objects and what is only within bounds, where that is news (rule 10)."""
        news = []
        for oid in ids:
            driven, bounded = self.observer.flags.get(oid, (frozenset(), False))
            if self._declared.get(oid, (frozenset(), False)) != (driven, bounded):
                self._declared[oid] = (driven, bounded)
                news.append({'id': oid, 'driven': sorted(driven), 'bounded': bounded})
        for start in range(0, len(news), frames.DECLARE_PART):
            self._send({'type': 'declare', 'objects': news[start : start + frames.DECLARE_PART]})

    def _digest(self, oid):
        obj = self.observer.shadow.get(oid)
        if obj is None:
            return None
        return encoding.digest_object(obj, self.observer.flags[oid][0])
