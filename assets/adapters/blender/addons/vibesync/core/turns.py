# SPDX-License-Identifier: GPL-3.0-or-later
"""Whose turn it is: which frames may come when, and what this side knows of the session. No engine, no socket."""
import collections

MAX_ANSWERS = 256

# off: not connected · greeting: waits for `welcome` · greeted: `hello` is sent · foreign: a person has to decide ·
# parked: another file was opened, nothing is looked at until it is asked for · comparing: being brought to the truth ·
# live: edits are told and operations come.
PHASES = ('off', 'greeting', 'greeted', 'foreign', 'parked', 'comparing', 'live')

# Frames that only make sense for an engine in step.
_LIVE_ONLY = frozenset(('apply', 'adopt', 'audit'))


class OutOfTurn(ValueError):
    """A frame that must not come now: the other side is not what it says, or there is a bug."""


class Turns:
    def __init__(self):
        self.phase = 'off'
        self.project = None
        self.revision = 0
        self.applied_through = None
        self.receipt = None
        self.held_by = None
        self._answers = collections.OrderedDict()
        self._was_live = False

    def connected(self):
        self.phase = 'greeting'

    def lost(self):
        self.phase = 'off'
        self._was_live = False

    def take(self, frame):
        """Judges the turn of a frame and notes what it says about the session. Raises OutOfTurn."""
        kind = frame['type']
        if (kind == 'welcome') != (self.phase == 'greeting'):
            raise OutOfTurn('“%s” came while %s' % (kind, self.phase))
        if kind == 'welcome':
            self.phase = 'greeted'
            if self.project is not None and self.project['id'] != frame['project']['id']:
                self._forget_numbers()
            self.project = frame['project']
            self.revision = frame['revision']
            self.held_by = frame['hold']
        elif kind == 'foreign':
            self.phase = 'foreign'
        elif kind == 'take_inventory':
            self.phase = 'comparing'
        elif kind == 'live' and self.phase == 'parked':
            # It crossed the word of another file on the wire: it is about the file before, and nothing comes of it.
            return
        elif kind == 'live':
            if self.phase not in ('comparing', 'live'):
                raise OutOfTurn('“live” came while %s' % self.phase)
            self.phase = 'live'
            self._was_live = True
            self._through(frame['revision'])
        elif kind in _LIVE_ONLY and not self._was_live:
            raise OutOfTurn('“%s” came while %s' % (kind, self.phase))
        elif kind == 'confirm':
            self.receipt = frame['receipt']
            self.revision = max(self.revision, frame['n'])
        elif kind == 'hold':
            self.held_by = frame['halt']
        elif kind == 'release':
            self.held_by = None

    def opened_file(self):
        """Another file: nothing is looked at or written until the application asks."""
        if self.phase not in ('off', 'greeting'):
            self.phase = 'parked'
        self.applied_through = None

    @property
    def may_observe(self):
        return self.phase == 'live'

    @property
    def may_write(self):
        return self.phase in ('comparing', 'live')

    # Numbers that were answered (R18).
    def answer_to(self, n):
        """The answer that was given for this number, to be given again; None when it is new."""
        return self._answers.get(n)

    def answered(self, frame):
        self._answers[frame['n']] = frame
        while len(self._answers) > MAX_ANSWERS:
            self._answers.popitem(last=False)
        if frame['type'] == 'applied':
            self._through(frame['n'])

    def _forget_numbers(self):
        """Another project counts for itself: what was applied, answered and proven is not about its numbers."""
        self._answers.clear()
        self.applied_through = None
        self.receipt = None

    def _through(self, n):
        self.applied_through = max(self.applied_through or 0, n)
