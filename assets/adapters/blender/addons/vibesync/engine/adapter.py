# SPDX-License-Identifier: GPL-3.0-or-later
"""The adapter itself: takes what the application sends, in order, and tells it what happens here.

`pump` is the only way in. With a window a timer calls it; in the background whoever runs the script does."""
import collections
import time

import bpy

from ..core import canonical, encoding, frames, operations, strict_json
from ..core.link import Link
from ..core.operations import Refused
from ..core.turns import OutOfTurn, Turns
from . import activity, reading, undo_stack
from .changes import Changes
from .observer import Observer
from .scene_view import SceneView
from .stash import Stash
from .writing import CannotWrite

NAME = 'vibesync-blender'

MAX_NOTES = 50
MAX_RECENT = 12
MAX_EDITS = 1_024
MAX_BATCHES = 256
# Room in a frame for what stands around its list.
PART_BYTES = 3 * 1024 * 1024

Batch = collections.namedtuple('Batch', 'facets raw found')
"""What a number wrote here: `facets` (id, facet) -> value read back; `raw` the channels from before; `found` the
artist's values, told and undecided, that it was written over."""

# Frames that write into the scene, or vouch for what stands in it.
_WRITING = frozenset(('apply', 'adopt', 'patch', 'compensate'))

# Frames that may be handled while Blender is busy: they touch nothing.
_HARMLESS = frozenset(('note', 'decided', 'welcome', 'revoked', 'foreign'))


# In a judgement on a compensation: nothing is to be written.
_LEAVE = object()


class Adapter:
    def __init__(self, version, settle_s=None):
        self.version = version
        self.link = None
        self.turns = Turns()
        self.view = SceneView()
        self.stash = Stash(self.view)
        self.observer = Observer(self.view, self.stash, self.note, settle_s)
        self.activity = activity.Activity()
        self.notes = collections.deque(maxlen=MAX_NOTES)
        self.recent = collections.deque(maxlen=MAX_RECENT)
        self.status = 'Not connected'
        self.problem = ''
        self._inbox = collections.deque()
        self._edits = collections.OrderedDict()  # id -> (facets, still undecided)
        self._batches = collections.OrderedDict()  # n -> Batch
        self._declared = {}
        self._hands = ((), '')
        self._busy = None
        self._told_busy = None
        self._said_hello = False
        self._last_begun = None
        self._unsaved = False
        self._saved_as = ''  # Blender lets nobody look at its data while add-ons are being registered.
        self._opened_file = False
        self._scene_gone = False

    # For the panel, the environment and tests.
    def connect(self, url, pairing_code):
        """Starts a session. Raises ValueError for an address that is not on this computer."""
        self.disconnect()
        self.problem = ''
        self.link = Link(url, pairing_code)
        self.status = 'Connecting'

    def disconnect(self):
        """Ends the session for good, with a good-bye."""
        if self.link is not None:
            self.link.stop()
            self.link = None
        self._lost()
        self.stash.drop_all()
        self.status = 'Not connected'

    @property
    def phase(self):
        return self.turns.phase

    @property
    def is_connected(self):
        return self.link is not None and self.turns.phase not in ('off', 'greeting')

    @property
    def undecided(self):
        return sum(1 for _facets, waiting in self._edits.values() if waiting)

    def note(self, text):
        """Something that the artist should know, said inside the engine."""
        if not self.notes or self.notes[-1] != text:
            self.notes.append(text)

    def pump(self):
        """One turn: take what came, look at the scene, do what is to be done. Main thread only."""
        if self.link is None:
            return
        now_s = time.monotonic()
        self._take_events()
        if self._opened_file:
            self._tell_scene()
        self._tell_saved()
        self._watch_scene()
        self._look(now_s)
        while self._inbox and self.link is not None:
            kind = self._inbox[0]['type']
            if kind in _WRITING:
                # What the artist did until this moment is told first, so that nothing of it is lost to what is written
                # now; and if they are at it this very moment, the frame waits with everything behind it.
                self._look(time.monotonic())
            if self._busy is not None and kind not in _HARMLESS:
                return
            self._handle(self._inbox.popleft())

    def _look(self, now_s):
        """Sees what changed here, and says so."""
        if self.turns.may_observe:
            self.view.keep_binding()
            self.observer.modal_runs = activity.runs_modal()
            edits = self.observer.look(now_s)
            if self.observer.news:
                self._declare(sorted(self.observer.news))
                self.observer.news.clear()
            self._tell_edits(edits)
            self._tell_hands()
        self._tell_busy()

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
                self.problem = event.detail
                self.status = 'Trying again' if event.kind == 'lost' else 'Disconnected'
                if event.kind == 'ended':
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
        else:
            self._inbox.append(frame)

    def _lost(self):
        self.turns.lost()
        self._inbox.clear()
        self._declared.clear()
        self._hands = ((), '')
        self._told_busy = None
        self._said_hello = False

    def _send(self, frame):
        return self.link is not None and self.link.send(frame)

    # What the scene tells.
    def _tell_scene(self):
        self._opened_file = False
        if self.is_connected:
            self._send({'type': 'scene', 'scene': self.view.describe()})

    def _tell_saved(self):
        unsaved = bool(bpy.data.is_dirty)
        if unsaved != self._unsaved and self.is_connected:
            self._unsaved = unsaved
            self._send({'type': 'saved', 'unsaved': unsaved})

    def _tell_edits(self, edits):
        for edit in edits:
            self._declare(edit.declared)
            for part in _parts_of_edit(edit, self.turns.applied_through or 0):
                keys = [(each['id'], each['facet']) for each in part['before']]
                self._edits[part['edit']] = ({key: edit.after[key] for key in keys}, True)
                self._send(part)
            self.recent.appendleft('%s: %s' % (edit.undo['name'] if edit.undo else 'without a step', _count(len(edit.operations), 'change')))
        while len(self._edits) > MAX_EDITS:
            self._edits.popitem(last=False)

    def _tell_hands(self):
        ids, mode = activity.objects_in_hands(self.view)
        moving = self.observer.gesture
        if moving:
            ids, mode = sorted({*ids, *moving}), mode or 'moving'
        hands = (tuple(ids[: frames.HANDS]), mode if ids else '')
        if hands != self._hands:
            self._hands = hands
            self._send({'type': 'hands', 'objects': list(hands[0]), 'mode': hands[1][:32]})

    def _tell_busy(self):
        gesture = self.turns.may_observe and self.observer.is_gesture
        self._busy = busy = self.activity.current(gesture)
        if busy == self._told_busy or not self._said_hello:
            return
        self._told_busy = busy
        if busy is None:
            self._send({'type': 'ready'})
        else:
            self._send({'type': 'busy', 'kind': busy[0], 'activity': busy[1], 'last_begun': self._last_begun})

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

    # Handlers of Blender, through engine/handlers.py.
    def file_opened(self):
        """Another file, a revert, a recovery: nothing is looked at or written until it is asked for (rule 3)."""
        undo_stack.forget_stack()
        self._saved_as = bpy.data.filepath
        self._unsaved = bool(bpy.data.is_dirty)
        self._scene_gone = False
        self._park()
        self.view.forget_file()

    def _park(self):
        """What was known counts no more, and what was on its way is not about what is open now."""
        self.stash.forget_file()
        self.observer.forget_file()
        self._edits.clear()
        self._batches.clear()
        self._inbox = collections.deque(each for each in self._inbox if each['type'] in _HARMLESS or each['type'] in _WRITING)
        self._declared.clear()
        self._hands = ((), '')
        self.turns.opened_file()
        self._opened_file = True

    def about_to_save(self):
        if self.is_connected and self.turns.phase == 'live':
            self.view.keep_revision(self.turns.revision)
        self.stash.hide_from_file()

    def file_saved(self):
        self.stash.show_again()
        if not self.is_connected:
            return
        self._unsaved = False
        self._send({'type': 'saved', 'unsaved': False})
        if bpy.data.filepath != self._saved_as:
            self._saved_as = bpy.data.filepath
            # Blender itself takes note of the saving only after this call.
            self._send({'type': 'scene', 'scene': {**self.view.describe(), 'unsaved': False}})

    def activity_changed(self):
        """Said at once, not at the next turn: while Blender renders there may be none."""
        if self.link is not None:
            self._tell_busy()

    # Frames of the application.
    def _handle(self, frame):
        getattr(self, '_on_' + frame['type'])(frame)

    def _on_welcome(self, frame):
        self.problem = ''
        self.status = 'Connected to “%s”' % frame['project']['name']
        self._unsaved = bool(bpy.data.is_dirty)
        self._saved_as = bpy.data.filepath
        self._send(
            {
                'type': 'hello',
                'adapter': {'name': NAME, 'version': self.version},
                'engine': {'kind': 'blender', 'version': bpy.app.version_string[:32]},
                'scene': self.view.describe(),
                'applied_through': self.turns.applied_through,
                'receipt': self.turns.receipt,
                'masked': [],
            }
        )
        self._said_hello = True
        if frame['hold'] is not None:
            self._send({'type': 'held', 'halt': frame['hold']})

    def _on_foreign(self, frame):
        self.status = 'Waiting for you in VibeSync'
        self.note(frame['message'])

    def _on_bind(self, frame):
        self._scene_gone = False
        self.view.bind(frame['project'], frame['scene'])

    def _on_take_inventory(self, frame):
        undo_stack.ensure_stack()
        self.view.hold_binding()
        self.observer.take_all()
        ids = sorted(self.observer.shadow)
        self._declare(ids)
        unmanaged = len(self.view.unmanaged())
        parts = [ids[start : start + frames.INVENTORY_PART] for start in range(0, len(ids), frames.INVENTORY_PART)] or [[]]
        for index, part in enumerate(parts):
            self._send(
                {
                    'type': 'inventory',
                    'request': frame['request'],
                    'last': index == len(parts) - 1,
                    'objects': [[oid, self._digest(oid)] for oid in part],
                    'unmanaged': unmanaged,
                }
            )

    def _on_read_values(self, frame):
        found, missing = {}, []
        for oid in dict.fromkeys(frame['ids']):
            # Before it is live, what is read now is what differences are measured against from here on.
            read = self.observer.take(oid) if not self.turns.may_observe else self.observer.peek(oid)
            if read is None:
                missing.append(oid)
            else:
                found[oid] = read.object
        self._declare(list(found))
        self._send_values(frame['request'], found, missing)

    def _on_adopt_unmanaged(self, frame):
        """A person wants them shared: each gets an id, and that is an undo step of its own."""
        fresh = []
        for obj in self.view.unmanaged():
            if not canonical.is_name(obj.name, canonical.NAME_BYTES):
                self.note('An object with a name that cannot be shared was left out: rename it first.')
                continue
            fresh.append(self.view.give_id(obj))
        for oid in fresh:
            self.observer.take(oid)
        if fresh:
            self.observer.push_step('share %s' % _count(len(fresh), 'object'), [(oid, 'existence') for oid in fresh])
        self._declare(fresh)
        self._send_values(frame['request'], {oid: self.observer.shadow[oid] for oid in fresh}, [])

    def _send_values(self, request, found, missing):
        ordered = [found[oid] for oid in operations.parents_first(found)]
        parts = _split(ordered, frames.VALUES_PART) or [[]]
        for index, part in enumerate(parts):
            self._send(
                {
                    'type': 'values',
                    'request': request,
                    'last': index == len(parts) - 1,
                    'objects': part,
                    'missing': missing if index == 0 else [],
                }
            )

    def _on_patch(self, frame):
        """Refresh: what differs is written, what is missing made, nothing else touched (R22)."""
        named = [each['id'] for each in frame['objects']] + frame['removed']
        if self.turns.may_write:
            self._patch(frame)
        self._send({'type': 'patched', 'request': frame['request'], 'states': [[oid, self._digest(oid)] for oid in named]})

    def _patch(self, frame):
        before = dict(self.observer.shadow)
        held = set(self._hands[0])
        changes = Changes(self.view, self.stash, 0, self.note)
        try:
            for oid in reversed(operations.parents_first({oid: before[oid] for oid in frame['removed'] if oid in before})):
                if oid not in held and self.view.find(oid) is not None:
                    changes.delete(oid)
            for each in frame['objects']:
                target = canonical.scene_object(each)
                if target['id'] in held:
                    continue
                if self.view.find(target['id']) is None:
                    changes.create(target)
                else:
                    changes.bring_to(target, self._unread_facets(changes, target['id']))
            changes.finish()
        except (CannotWrite, RuntimeError, TypeError, ValueError, AttributeError) as error:
            # The digests say which objects did not come to what they should be.
            self.note('Refreshing stopped: %s' % error)
            changes.finish()
        named = [each['id'] for each in frame['objects']] + frame['removed']
        facets = []
        for oid in named:
            read = self.observer.take(oid)
            was = before.get(oid)
            if read is None or was is None:
                facets.append((oid, 'existence'))
            else:
                facets.extend((oid, facet) for facet in canonical.differing_facets(was, read.object))
        self._declare(named)
        self.observer.wrote(facets)
        if changes.wrote:
            self.observer.push_step('refresh', facets)
            self.recent.appendleft('refreshed %s' % _count(len(named), 'object'))

    def _unread_facets(self, changes, oid):
        """What changed here since it was read for the comparison: newer than what the application decided upon."""
        known, read = self.observer.shadow.get(oid), changes.read(oid)
        return [] if known is None else self.observer.differing(known, read)

    def _on_live(self, frame):
        self.status = 'In step'
        self.view.keep_revision(frame['revision'])

    def _on_apply(self, frame):
        n = frame['n']
        known = self.turns.answer_to(n)
        if known is not None:
            self._send(known)
            return
        self._last_begun = n
        if self.turns.phase != 'live':
            self._fail(n, 'not_live', 'Another file is open, or it is being compared.')
        elif self.turns.held_by is not None:
            self._fail(n, 'held', 'Everything is held.')
        else:
            self._apply(frame)

    def _apply(self, frame):
        n = frame['n']
        touched = {oid for each in frame['operations'] for oid in _named(each)}
        if touched.intersection(self._hands[0]):
            self._fail(n, 'in_hands', 'The artist is working on it.')
            return
        try:
            _after, written = operations.foresee(self.observer.shadow, frame['operations'])
        except Refused as refused:
            if not self._votes_for_what_stands(frame):
                self._fail(n, refused.code, str(refused))
            return
        changes = Changes(self.view, self.stash, n, self.note)
        found = self._undecided_values(written)
        try:
            for each in frame['operations']:
                changes.perform(each)
            changes.finish()
        except (CannotWrite, RuntimeError, TypeError, ValueError, AttributeError, ReferenceError) as error:
            changes.roll_back()
            self._fail(n, getattr(error, 'code', 'engine_error'), str(error))
            return
        states = self._read_states(written)
        self._accept_written(written)
        self._batches[n] = Batch({(each['id'], each['facet']): each['value'] for each in states}, changes.raw, found)
        while len(self._batches) > MAX_BATCHES:
            self._batches.popitem(last=False)
        if changes.wrote:
            self.observer.push_step(frame['label'], written)
        self._declare(sorted(touched))
        self._vote(n, states)
        self.recent.appendleft('%s: %s' % (frame['by'], frame['label']))

    def _votes_for_what_stands(self, frame):
        """R18: a number that was applied in a life that this process forgot stands here already. Its facets are read:
        all as it wanted them is a vote."""
        wanted = {}
        for each in frame['operations']:
            if each['op'] == 'create':
                wanted[each['object']['id']] = canonical.scene_object(each['object'])
            elif each['op'] == 'delete':
                wanted.update((oid, None) for oid in (each['id'], *each['descendants']))
            else:
                return False
        for oid, target in wanted.items():
            read = self.observer.peek(oid)
            value = read.object if read is not None else None
            if not canonical.values_match('existence', target, value, read is not None and read.bounded):
                return False
        self._vote(frame['n'], self._read_states([(oid, 'existence') for oid in wanted]))
        return True

    def _undecided_values(self, written):
        """The artist's own values on these facets that were told and are not decided yet."""
        keys = set(written)
        found = {}
        for facets, waiting in self._edits.values():
            if waiting:
                found.update((key, value) for key, value in facets.items() if key in keys)
        return found

    def _accept_written(self, written):
        """What was written becomes what differences are measured against, as Blender holds it now."""
        self.observer.wrote(written)
        for oid in dict.fromkeys(oid for oid, _facet in written):
            self.observer.take(oid)

    def _read_states(self, written):
        """The facets as Blender holds them after evaluating: never from the shadow."""
        readings = {}
        states = []
        for oid, facet in written:
            if oid not in readings:
                obj = self.view.find(oid)
                readings[oid] = reading.read_object(obj, oid, self.view.id_of, self.view.unit_scale) if obj is not None else None
            read = readings[oid]
            value = canonical.facet_value(read.object, facet) if read is not None else None
            states.append({'id': oid, 'facet': facet, 'value': value})
        return states

    def _vote(self, n, states):
        frame = {'type': 'applied', 'n': n, 'states': states}
        self.turns.answered(frame)
        self._send(frame)

    def _fail(self, n, code, message):
        frame = {'type': 'failed', 'n': n, 'code': code, 'message': message[:1024]}
        self.turns.answered(frame)
        self._send(frame)

    def _on_adopt(self, frame):
        n = frame['n']
        known = self.turns.answer_to(n)
        if known is not None:
            self._send(known)
            return
        self._last_begun = n
        if self.turns.phase != 'live':
            self._fail(n, 'not_live', 'Another file is open, or it is being compared.')
            return
        keys = [(each['id'], each['facet']) for each in frame['facets']]
        newer = self._newer_edits(frame['edit'])
        if any(key in newer for key in keys):
            self._fail(n, 'moved_on', 'The artist has gone on since; the newer edit is on its way.')
            return
        states = self._read_states(keys)
        self._batches[n] = Batch({(each['id'], each['facet']): each['value'] for each in states}, {}, {})
        self._declare(sorted({oid for oid, _facet in keys}))
        self._vote(n, states)

    def _newer_edits(self, edit):
        """The facets of edits that came after this one."""
        newer, after = set(), False
        for each, (facets, _waiting) in self._edits.items():
            if after:
                newer.update(facets)
                newer.update((oid, facet) for oid, facet in facets)
            after = after or each == edit
        return newer

    def _on_confirm(self, frame):
        self._batches.pop(frame['n'], None)
        if self.turns.may_observe:
            self.view.keep_revision(self.turns.revision)
        if self.stash.drop(frame['n']):
            self.view.update()
        self.status = 'In step'

    def _on_compensate(self, frame):
        """R14: where what this number wrote is found, the value from before comes back; anything newer is left alone."""
        if self.turns.phase in ('parked', 'foreign', 'greeted'):
            outcomes = [{'id': each['id'], 'facet': each['facet'], 'outcome': 'diverged'} for each in frame['entries']]
            self._send({'type': 'compensated', 'n': frame['n'], 'outcomes': outcomes})
            return
        batch = self._batches.pop(frame['n'], Batch({}, {}, {}))
        changes = Changes(self.view, self.stash, frame['n'], self.note)
        # Everything is judged by what stands before the first write: one entry's restoring may move a name or a place
        # that another entry is about.
        judged = [(entry, self._judge_entry(changes, batch, entry)) for entry in frame['entries']]
        outcomes = []
        for entry, (outcome, value) in judged:
            oid, facet = entry['id'], entry['facet']
            if value is not _LEAVE:
                try:
                    self._restore(changes, batch, oid, facet, value)
                except (CannotWrite, RuntimeError, TypeError, ValueError, AttributeError) as error:
                    self.note('The %s of an object could not be taken back: %s' % (facet, error))
                    outcome = 'diverged'
            outcomes.append({'id': oid, 'facet': facet, 'outcome': outcome})
        changes.finish()
        self.stash.drop(frame['n'], {each['id'] for each in frame['entries']})
        written = [(each['id'], each['facet']) for each in outcomes if each['outcome'] != 'already']
        self._accept_written([key for key in written if key[0] not in self._hands[0]])
        if changes.wrote:
            self.observer.push_step('taken back', written)
        self._send({'type': 'compensated', 'n': frame['n'], 'outcomes': outcomes})

    def _judge_entry(self, changes, batch, entry):
        """(outcome, the value to write or _LEAVE) of one compare-and-set."""
        oid, facet = key = entry['id'], entry['facet']
        expected, restore = entry['expected']['value'], entry['restore']['value']
        if oid in self._hands[0]:
            return 'diverged', _LEAVE
        read = changes.read(oid)
        if facet != 'existence' and (read is None or facet in read.driven):
            return 'diverged', _LEAVE
        current = canonical.facet_value(read.object, facet) if read is not None else None
        bounded = read is not None and read.bounded
        if canonical.values_match(facet, restore, current, bounded):
            return 'already', _LEAVE
        as_written = key in batch.facets and canonical.same(batch.facets[key], current)
        if not as_written and not canonical.values_match(facet, expected, current, bounded):
            return 'diverged', _LEAVE
        if key in batch.found and self._is_undecided(key):
            # Before this number wrote here, the artist had: theirs comes back, not what was there before them.
            return 'diverged', batch.found[key]
        return 'restored', restore

    def _restore(self, changes, batch, oid, facet, value):
        if facet != 'existence':
            self._restore_facet(changes, batch, oid, facet, value)
        elif value is None:
            changes.remove_created(oid)
        elif changes.relink(oid):
            # The same number may have changed it before it deleted it.
            now = changes.read(oid)
            for each in canonical.differing_facets(now.object, value):
                if each not in now.driven:
                    self._restore_facet(changes, batch, oid, each, canonical.facet_value(value, each))
        else:
            self.note('“%s” comes back without what was not shared of it.' % value['name'])
            changes.create(canonical.scene_object(value))

    def _restore_facet(self, changes, batch, oid, facet, value):
        raw, before = batch.raw.get(oid, (None, None))
        if raw is None or facet not in ('transform', 'parent') or not canonical.same(before[facet], value):
            changes.set_facet(oid, facet, value)
            return
        obj = self.view.find(oid)
        changes.wrote = True
        if facet == 'parent':
            raw.write_parent(obj, self.view)
        raw.write_transform(obj)

    def _is_undecided(self, key):
        return any(waiting and key in facets for facets, waiting in self._edits.values())

    def _on_decided(self, frame):
        known = self._edits.get(frame['edit'])
        waits = frame['outcome'] in ('waiting', 'collected')
        if known is not None:
            self._edits[frame['edit']] = (known[0], waits)
        if frame['outcome'] not in ('committed', 'waiting'):
            self.note(frame['message'] or 'Your change was %s.' % frame['outcome'])

    def _on_note(self, frame):
        self.note(frame['message'])

    def _on_revoked(self, frame):
        self.problem = frame['message']


def _named(operation):
    if operation['op'] == 'create':
        return [operation['object']['id']]
    return [operation['id'], *operation.get('descendants', ())]


def _count(number, noun):
    return '1 %s' % noun if number == 1 else '%d %ss' % (number, noun)


def _split(values, maximum):
    """Parts of at most `maximum` values and PART_BYTES."""
    parts, size = [], PART_BYTES + 1
    for value in values:
        weight = len(strict_json.dump(value).encode('utf-8')) + 1
        if not parts or size + weight > PART_BYTES or len(parts[-1]) >= maximum:
            parts.append([])
            size = 0
        parts[-1].append(value)
        size += weight
    return parts


def _parts_of_edit(edit, applied_through):
    """`observed` frames for an edit: one, unless it is larger than a frame may be. Then the parts are edits of their
    own, in an order in which each stands on those before it."""
    before = {(each['id'], each['facet']): each for each in edit.before}
    for index, told in enumerate(_split(edit.operations, frames.OPERATIONS // 4)):
        keys = dict.fromkeys((oid, facet) for each in told for oid in _named(each) for facet in _facets_of(each))
        yield {
            'type': 'observed',
            'edit': edit.id if index == 0 else '%s%012x' % (edit.id[:24], index),
            'applied_through': applied_through,
            'undo': edit.undo,
            'before': [before[key] for key in keys if key in before],
            'operations': told,
        }


def _facets_of(operation):
    op = operation['op']
    if op in ('create', 'delete'):
        return ('existence',)
    if op == 'set_property':
        return ('property:' + operation['key'],)
    return ({'rename': 'name', 'reparent': 'parent', 'set_transform': 'transform', 'set_visibility': 'visibility'}[op],)
