# SPDX-License-Identifier: GPL-3.0-or-later
"""The adapter itself: takes what the application sends, in order, and tells it what happens here.

`pump` is the only way in. With a window a timer calls it; in the background whoever runs the script does."""
import collections
import math
import time

import bpy

from ..core.collecting import Collecting
from ..core.link import Link
from ..core.turns import OutOfTurn, Turns
from . import activity, undo_stack
from .adopting import Adopting
from .applying import Applying
from .auditing import Auditing
from .ghosts import Ghosts
from .observer import Observer
from .parts import ids_in
from .resyncing import Resyncing
from .scene_view import SceneView
from .stash import Stash
from .telling import Telling

NAME = 'vibesync-blender'

MAX_NOTES = 50
MAX_RECENT = 12
# Of the time that there is, what stays for the rest of a turn once the scene was looked at.
REST_S = 0.0003
# And for a question about what Blender holds, where there is one.
AUDIT_S = 0.0004
# So often the scene is looked at before a frame is handled. Each but the last may find that there is more to be told first;
# where there always is, as while an animation plays, a frame does not wait for ever.
LOOKS_FOR_A_FRAME = 3

# Frames that write into the scene, or vouch for what stands in it.
_WRITING = frozenset(('apply', 'adopt', 'patch', 'compensate'))

# Frames that a change waits for, in every engine.
_AWAITED = frozenset(('apply', 'adopt'))

# Frames that may be handled while Blender is busy: they touch nothing.
_HARMLESS = frozenset(('note', 'decided', 'welcome', 'revoked', 'foreign'))


class Adapter(Telling, Resyncing, Applying, Adopting, Auditing):
    def __init__(self, version, settle_s=None):
        self.version = version
        self.link = None
        self.turns = Turns()
        self.view = SceneView()
        self.stash = Stash(self.view)
        self.observer = Observer(self.view, self.stash, self.note, settle_s)
        self.activity = activity.Activity()
        self.ghosts = Ghosts(self)
        self._collecting = Collecting()
        self.notes = collections.deque(maxlen=MAX_NOTES)
        self.recent = collections.deque(maxlen=MAX_RECENT)
        self.status = 'Not connected'
        self.problem = ''
        self._inbox = collections.deque()
        self._handling = None  # (frame, generator): an `adopt` that takes longer than a turn
        self._edits = collections.OrderedDict()  # id -> (facets, still undecided)
        self._still_open = set()  # edits that the application called undecided since it last compared
        self._batches = collections.OrderedDict()  # n -> Batch
        self._audit = None
        self._declared = {}
        self._hands = ((), '')
        self._selected = []
        self._selected_after_s = 0
        # As the last inventory or the last word after it says; None before there was one.
        self._unmanaged = None
        self._unmanaged_after_s = 0
        self._viewpoint = None
        self._view_after_s = 0
        self._busy = None
        self._told_busy = None
        self._said_hello = False
        self._last_begun = None
        self._unsaved = False
        self._saved_unheard = False  # The file was saved while the connection was lost.
        self._saved_in_background = False
        self._saved_as = ''  # Blender lets nobody look at its data while add-ons are being registered.
        self._opened_file = False
        self._scene_gone = False
        self._said_limits = set()
        self._telling = None  # edits that were found and are being told, a piece at a time
        self._looks_since_s = None
        self._looked_for = 0  # how often the scene was looked at for the frame that is next

    # For the panel, the environment and tests.
    def connect(self, url, pairing_code):
        """Starts a session. Raises ValueError for an address that is not on this computer."""
        self.disconnect()
        self.problem = self.ghosts.problem = ''
        self._saved_unheard = False
        self.link = Link(url, pairing_code)
        self.status = 'Connecting'

    def disconnect(self):
        """Ends the session for good, with a good-bye."""
        if self.link is not None:
            self.link.stop()
            self.link = None
        self._lost()
        self.stash.end()
        self.observer.write_down()
        self._collecting.look_again()
        self.status = 'Not connected'

    def give_up(self, error):
        """A turn ended in an error that nobody foresaw, so how far it came is not known. Ends the session, and says so to the
        artist: when they connect again, the scene is compared."""
        try:
            self.disconnect()
        finally:
            self.problem = 'VibeSync had to stop here (%s). Connect again, and the scene is compared.' % error

    @property
    def phase(self):
        return self.turns.phase

    @property
    def is_connected(self):
        return self.link is not None and self.turns.phase not in ('off', 'greeting')

    @property
    def is_busy(self):
        """Whether Blender or the artist is in the middle of something."""
        return self._busy is not None

    @property
    def is_parked(self):
        """Whether nobody waits for Blender: it renders or bakes."""
        return self._busy is not None and self._busy[0] == 'parked'

    @property
    def is_looking(self):
        """Whether the scene is being gone through, and what is known of it may be old."""
        return self._is_looking

    @property
    def in_hands(self):
        """The ids of what the artist is at, as the application was told."""
        return self._hands[0]

    @property
    def undecided(self):
        return sum(1 for _facets, waiting in self._edits.values() if waiting)

    @property
    def limits(self):
        """What this Blender does not let the add-on know, in sentences for the artist; empty where all is well."""
        return activity.limits(self.activity.modals) if self.is_connected else []

    def note(self, text):
        """Something that the artist should know, said inside the engine."""
        if not self.notes or self.notes[-1] != text:
            self.notes.append(text)

    def pump(self, budget_s=math.inf):
        """One turn: take what came, look at the scene, do what is to be done, until the time is used up (at least one
        message). Main thread only. True when more is to be done at once."""
        if self.link is None:
            return False
        self._collecting.rest()
        goes_on = False
        try:
            end_s = time.monotonic() + budget_s
            goes_on = self._pump(end_s)
            self.ghosts.go_on(end_s)
        finally:
            # What is not at its end would leave the collector all that it has made so far.
            if not goes_on:
                self._collecting.go_on()
        return goes_on

    def _pump(self, end_s):
        now_s = time.monotonic()
        self.stash.file_written()
        self._take_events()
        if self._opened_file:
            self._tell_scene()
        self._tell_saved()
        self._watch_scene()
        if not self._go_on_handling(end_s):
            return True
        look_end_s = end_s - REST_S
        if self._audit is not None and not self._is_looking:
            look_end_s -= AUDIT_S
        rounds = self.observer.rounds
        found = self._look(now_s, any(each['type'] in _AWAITED for each in self._inbox), look_end_s)
        # A look for the next frame that took longer than a turn and ends in this one.
        has_looked = self._looked_for > 0 and self.observer.rounds > rounds and not found
        while self._inbox and self.link is not None:
            kind = self._inbox[0]['type']
            if kind in _WRITING and not self._is_looking and not has_looked and self._looked_for < LOOKS_FOR_A_FRAME:
                # What the artist did until this moment is told first, so that nothing of it is lost to what is written
                # now; and if they are at it this very moment, the frame waits with everything behind it.
                self._looked_for += 1
                self.observer.attend(ids_in(self._inbox[0]))
                self._look(time.monotonic(), kind in _AWAITED, look_end_s)
            if self._busy is not None:
                self._looked_for = 0
            if (self._busy is not None or self._is_looking) and kind not in _HARMLESS:
                return self._is_looking
            self._looked_for, has_looked = 0, False
            self._handle(self._inbox.popleft())
            if not self._go_on_handling(end_s):
                return True
            if time.monotonic() >= end_s:
                return len(self._inbox) > 0
        self._go_on_auditing(end_s)
        return self._is_looking

    @property
    def _is_looking(self):
        """Whether there is something of the artist's that is not found, or not told, to its end."""
        return self._telling is not None or (self.turns.may_observe and self.observer.is_looking)

    def _look(self, now_s, hurried, end_s):
        """Sees what changed here, and says so, until the time is used up. True where it found an edit."""
        self._go_on_telling(end_s)
        edits = []
        if self.turns.may_observe and self._telling is None:
            self.view.keep_binding()
            modals, steps = self.activity.modals, self.observer.trail.pushed
            self.observer.held = modals.look()
            edits = self.observer.look(now_s, hurried, end_s)
            if self.observer.trail.pushed != steps:
                modals.step_came()
            if self.observer.news:
                self._declare(sorted(self.observer.news))
                self.observer.news.clear()
            if edits:
                self._telling = self._tell_edits(edits)
                self._go_on_telling(end_s)
        if self.turns.may_observe and not self._is_looking:
            self._tell_hands()
            self._tell_selected(now_s)
            self._tell_unmanaged(now_s)
            self._tell_view(now_s)
            self._tell_limits()
        if not self._is_looking:
            self._looks_since_s = None
        elif self._looks_since_s is None:
            self._looks_since_s = now_s
        self._tell_busy()
        return bool(edits)

    def _watch_scene(self):
        """The bound scene itself may be deleted, and be back by an undo: its objects only leave view (rule 4)."""
        if self.turns.phase in ('comparing', 'live') and self.view.is_gone():
            self._park()
            self._scene_gone = True
        elif self._scene_gone and not self.view.is_gone():
            self._scene_gone = False
            if self.turns.phase in ('parked', 'foreign'):
                self._opened_file = True

    # Events of the link.
    def _take_events(self):
        for event in self.link.events():
            if self.link is None:
                return
            if event.kind == 'frame':
                self._take_frame(event.detail)
            elif event.kind == 'connecting':
                self.turns.connected()
                self.status = 'Connecting'
            else:
                self._lost()
                self.observer.write_down()
                self.problem = event.detail
                self.status = 'Trying again' if event.kind == 'lost' else 'Disconnected'
                if event.kind == 'ended':
                    self._collecting.look_again()
                    self.link.stop(say_bye=False)
                    self.link = None
                    return

    def _take_frame(self, frame):
        try:
            self.turns.take(frame)
        except OutOfTurn as error:
            self.note('Disconnected: the application does not keep to the protocol (%s).' % error)
            self.disconnect()
            return
        kind = frame['type']
        # A halt overtakes everything that waits (R28); its confirmation means that nothing more is applied.
        if kind == 'hold':
            self._send({'type': 'held', 'halt': frame['halt']})
            self.note('Everything is held. Your own work here goes on and is kept.')
        elif kind == 'release':
            self.note('The hold is over.')
        elif kind == 'ghosts':
            # A picture of what waits: nothing waits for it, and it waits for nothing.
            self.ghosts.show(frame)
        else:
            self._inbox.append(frame)

    def _lost(self):
        self.turns.lost()
        self.ghosts.clear()
        self._inbox.clear()
        self._audit = self._telling = self._handling = None
        self._looked_for = 0
        self.observer.theirs.forget()
        self._declared.clear()
        self._hands = ((), '')
        self._selected = []
        self._unmanaged = None
        self._viewpoint = None
        self._told_busy = None
        self._said_hello = False

    def _send(self, frame):
        return self.link is not None and self.link.send(frame)

    # Handlers of Blender, through engine/handlers.py.
    def file_opened(self):
        """Another file, a revert, a recovery: nothing is looked at or written until it is asked for (rule 3)."""
        self._collecting.look_again()
        undo_stack.forget_stack()
        self._saved_as = bpy.data.filepath
        self._saved_in_background = False
        self._unsaved = self._is_unsaved()
        self._scene_gone = False
        self._park()
        self.view.forget_file()

    def _park(self):
        """What was known counts no more, and what was on its way is not about what is open now."""
        self.ghosts.clear()
        self.stash.forget_file()
        self.observer.forget_file()
        self._edits.clear()
        self._batches.clear()
        self._audit = self._telling = None
        self._looked_for = 0
        self._handle_again()
        self._inbox = collections.deque(each for each in self._inbox if each['type'] in _HARMLESS or each['type'] in _WRITING)
        self._declared.clear()
        self._hands = ((), '')
        self._selected = []
        self._unmanaged = None
        self._viewpoint = None
        self.turns.opened_file()
        self._opened_file = True

    def about_to_save(self):
        if self.is_connected and self.turns.phase == 'live':
            self.view.keep_revision(self.turns.revision)
        self.stash.ready_for_file()

    def file_saved(self):
        self.stash.file_written()
        # Blender clears its own mark only after its handlers: the next turn tells.
        self._saved_in_background = bpy.app.background
        if self._said_hello and bpy.data.filepath != self._saved_as:
            self._saved_as = bpy.data.filepath
            self._send({'type': 'saved_as', **self.view.describe_file()})

    def activity_changed(self):
        """Said at once, not at the next turn: while Blender renders there may be none."""
        if self.link is not None:
            self._tell_busy()

    # Frames of the application.
    def _handle(self, frame):
        if frame['type'] in _WRITING:
            self._saved_in_background = False
        getattr(self, '_on_' + frame['type'])(frame)

    def _on_welcome(self, frame):
        self.problem = ''
        self._still_open.clear()
        if self.turns.applied_through is None:
            self._last_begun = None
            self._batches.clear()
            self._edits.clear()
        self.status = 'Connected to “%s”' % frame['project']['name']
        self._unsaved = self._is_unsaved()
        self._saved_as = bpy.data.filepath
        self._send(
            {
                'type': 'hello',
                'adapter': {'name': NAME, 'version': self.version},
                'engine': {'kind': 'blender', 'version': bpy.app.version_string[:32]},
                'scene': self._describe(),
                'applied_through': self.turns.applied_through,
                'receipt': self.turns.receipt,
                'masked': [],
                # Without a window nobody would see any.
                'features': [] if bpy.app.background else ['ghosts'],
            }
        )
        self._said_hello = True
        if frame['resumed'] and self._saved_unheard and self._unsaved:
            # It has not been unsaved all the while.
            self._send({'type': 'saved', 'unsaved': False})
            self._send({'type': 'saved', 'unsaved': True})
        self._saved_unheard = False
        if frame['hold'] is not None:
            self._send({'type': 'held', 'halt': frame['hold']})

    def _on_foreign(self, frame):
        self.status = 'Waiting for you in VibeSync'
        self.note(frame['message'])

    def _on_bind(self, frame):
        self._scene_gone = False
        self.view.bind(frame['project'], frame['scene'])

    def _on_live(self, frame):
        self.status = 'In step'
        self.view.keep_revision(frame['revision'])
        if self.turns.may_observe and self.stash.settle(frame['revision']):
            self.view.update()

    def _on_confirm(self, frame):
        self._batches.pop(frame['n'], None)
        if self.turns.may_observe:
            self.view.keep_revision(self.turns.revision)
        if self.stash.drop(frame['n']):
            self.view.update()
        self.status = 'In step'

    def _on_decided(self, frame):
        edit = frame['edit']
        known = self._edits.get(edit)
        if known is not None and not known[1]:
            return  # After a lost connection every word is said again.
        waits = frame['outcome'] in ('waiting', 'collected')
        if waits:
            self._still_open.add(edit)
        if known is not None:
            self._edits[edit] = (known[0], waits)
        if frame['outcome'] not in ('committed', 'waiting'):
            self.note(frame['message'] or 'Your change was %s.' % frame['outcome'])

    def _settle_edits(self):
        """The application is about to compare, and has named every edit that it has and that is open. Any other never came
        to it, and the comparison finds what it did."""
        for edit, (facets, waits) in list(self._edits.items()):
            self._edits[edit] = (facets, waits and edit in self._still_open)
        self._still_open.clear()

    def _on_offer_kept(self, frame):
        """Blender has no play mode to offer anything from."""

    def _on_note(self, frame):
        self.note(frame['message'])

    def _on_revoked(self, frame):
        self.problem = frame['message']
