# SPDX-License-Identifier: GPL-3.0-or-later
"""What the engine's undo stack tells: whose steps there are, which came, which were undone or redone (R24).

Fed with listings of the stack, newest state last; knows nothing of how they are got.
"""
import collections
import re

REMOTE_PREFIX = 'VibeSync: '

Entry = collections.namedtuple('Entry', 'address name is_whole', defaults=(True,))
"""One undo step as the engine lists it. `address` identifies it as long as it lives; `is_whole`: it is known to hold the whole
file, and not only what happened in a mode."""

Listing = collections.namedtuple('Listing', 'entries active')
"""All steps, oldest first, and the index of the one that the scene stands at (-1 for none)."""

# A name may hold line breaks, of Python's many kinds too: it ends with a quote at the end of a line.
_STEP = re.compile(
    r"^\[([* ])([# ])([M ])([S ])\]\s+\d+ \{(0x[0-9A-Fa-f]+|[0-9A-Fa-f]+|\(nil\))\} type='([^'\n]*)', name='([\s\S]{0,255}?)'\r?$",
    re.MULTILINE,
)

_WHOLE = 'Global Undo'
_HEAD = re.compile(r'^Undo \d+ Steps \(.*$', re.MULTILINE)

MAX_EVENTS = 256


def parse_listing(text):
    """A Listing from what the engine prints about its undo stack; None where there is none in it."""
    entries = []
    active = -1
    for match in _STEP.finditer(text):
        if match.group(1) == '*':
            active = len(entries)
        entries.append(Entry(match.group(5), match.group(7), match.group(6) == _WHOLE))
    return Listing(entries, active) if entries else None


def without_listing(text):
    """What else stands in `text`, line by line."""
    return [line for line in _HEAD.sub('', _STEP.sub('', text)).splitlines() if line]


class Step:
    """A step with what it touched: `facets` is a set of (object id, facet)."""

    __slots__ = ('entry', 'remote', 'facets', 'tick')

    def __init__(self, entry, remote, tick):
        self.entry = entry
        self.remote = remote
        self.facets = set()
        self.tick = tick

    @property
    def name(self):
        return self.entry.name


class Event:
    """`kind` is step, undo or redo; `steps` are those that came, were undone or redone; `seq` counts up."""

    __slots__ = ('seq', 'kind', 'steps')

    def __init__(self, seq, kind, steps):
        self.seq = seq
        self.kind = kind
        self.steps = steps

    @property
    def name(self):
        return self.steps[-1].name if self.kind != 'undo' else self.steps[0].name

    @property
    def is_person(self):
        return any(not step.remote for step in self.steps)


class UndoTrail:
    def __init__(self):
        self.seq = 0
        self.pushed = 0  # how often steps of a person came
        self.events = collections.deque(maxlen=MAX_EVENTS)
        self._steps = []
        self._active = -1

    def restart(self, listing):
        """Takes the stack as it is, without a word about how it came to be."""
        self._steps = [Step(entry, entry.name.startswith(REMOTE_PREFIX), 0) for entry in listing.entries] if listing else []
        self._active = listing.active if listing else -1
        self.events.clear()

    def advance(self, listing, tick, own=False, moved=True):
        """What happened since the last listing, as a list of Events in order. `own`: new steps are this adapter's. `moved`:
        somebody may have undone or redone. Where nobody has, a step above the one that the scene stood at is new, though it
        looks like one that was undone: the engine may give it that one's place in memory, and names are often the same."""
        if listing is None:
            return []
        old, old_active = self._steps, self._active
        new_entries, new_active = listing.entries, listing.active
        # The oldest steps fall off the bottom: find where the new bottom was.
        offset = 0
        if new_entries:
            bottom = new_entries[0]
            offset = next((i for i, step in enumerate(old) if step.entry == bottom), len(old))
        kept = old[offset:]
        kept_active = old_active - offset
        common = 0
        while common < len(kept) and common < len(new_entries) and kept[common].entry == new_entries[common]:
            common += 1
        if not moved and new_active > kept_active:
            common = min(common, max(kept_active, -1) + 1)
        events = []
        steps = kept[:common]
        for entry in new_entries[common:]:
            steps.append(Step(entry, own or entry.name.startswith(REMOTE_PREFIX), tick))
        undone_to = min(new_active, common - 1)
        if kept_active > undone_to and kept_active >= 0:
            undone = kept[max(undone_to, -1) + 1 : kept_active + 1]
            if undone:
                events.append(self._event('undo', undone))
            reached = undone_to
        else:
            reached = max(kept_active, -1)
        redone = steps[reached + 1 : min(new_active, common - 1) + 1]
        if redone:
            events.append(self._event('redo', redone))
        came = steps[max(common, reached + 1) : new_active + 1]
        if came and not own:
            remote = [step for step in came if step.remote]
            # A step with our own name that we did not make is a person's: a name is no proof.
            for step in remote:
                step.remote = False
            events.append(self._event('step', came))
            self.pushed += 1
        self._steps, self._active = steps, new_active
        for event in events:
            self.events.append(event)
        return events

    def _event(self, kind, steps):
        self.seq += 1
        return Event(self.seq, kind, list(steps))

    def event_since(self, seq):
        """The newest event with a person's step after `seq`, or None."""
        for event in reversed(self.events):
            if event.seq <= seq:
                return None
            if event.is_person:
                return event
        return None

    @property
    def active_step(self):
        return self._steps[self._active] if 0 <= self._active < len(self._steps) else None
