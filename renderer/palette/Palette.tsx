import { Autocomplete } from '@base-ui/react/autocomplete';
import { Search } from 'lucide-react';
import type { OwnStepsView } from '#app/control-room/index.ts';
import { useDeferredValue, useEffect, useMemo, useRef, useState } from 'react';
import { Keys } from '../components/Keys.tsx';
import { Problem } from '../components/Problem.tsx';
import { useReturnFocus } from '../components/useReturnFocus.ts';
import { useProjects } from '../projects/projects.ts';
import { ask } from '../store/ask.ts';
import { closePalette, noteUsed } from '../store/palette.ts';
import { shownSceneOf, store, useDesk } from '../store/store.ts';
import { strings } from '../strings.ts';
import { entriesOf } from './entries.ts';
import type { Entry } from './entries.ts';
import { EntrySign } from './EntrySign.tsx';
import { firstOf, foundBy, objectsOf } from './find.ts';
import styles from './Palette.module.css';

/**
 * Everything there is by a few letters of its name: cards, objects, changes by their number, connections, places, and what
 * there is to do. Not modal, and below the bar: the override is never under it.
 */
export function Palette() {
  const finds = useDesk((desk) => desk.finds);
  return finds ? <Panel /> : null;
}

function Panel() {
  const panel = useRef<HTMLElement>(null);
  const field = useRef<HTMLInputElement>(null);
  // As things stood at the last letter: a list that goes on moving puts another entry under the key that runs one.
  const [typed, setTyped] = useState(() => ({ text: '', state: store.getState() }));
  const [problem, setProblem] = useState<string | null>(null);
  // To search a large scene takes longer than a letter: what is listed may be a frame or two behind it.
  const listed = useDeferredValue(typed);
  const { state } = listed;
  const sought = listed.text.trim();
  const scene = shownSceneOf(state);
  const projects = useProjects(({ view }) => view);
  const objects = useMemo(() => objectsOf(scene), [scene]);
  const own = useOwnSteps();
  const entries = useMemo(() => entriesOf(state, projects, own), [state, projects, own]);
  const found = useMemo(() => foundBy(sought, entries, objects, state), [sought, entries, objects, state]);
  const sections = found.sections.map(({ group, entries: items }) => ({ group, items }));
  const count = sections.reduce(
    (sum, { group, items }) => (group === 'search' ? sum : sum + items.length),
    found.more,
  );
  const words = strings.palette;
  useReturnFocus(panel, 'stage');
  useEffect(() => field.current?.focus(), []);

  const setText = (text: string): void => setTyped({ text, state: store.getState() });

  const run = async (entry: Entry): Promise<void> => {
    const running = entry.run();
    if (running === undefined || running === null) {
      noteUsed(entry.id);
      return closePalette();
    }
    const refused = await running;
    if (refused !== null) return setProblem(refused);
    noteUsed(entry.id);
    closePalette();
  };

  /** A key is meant for what is typed by now, whose first entry is highlighted once it is listed. */
  const runByKey = (entry: Entry): void => {
    const meant = listed === typed ? entry : firstOf(foundBy(typed.text.trim(), entries, objects, state));
    if (meant !== undefined) void run(meant);
  };

  return (
    <section
      ref={panel}
      className={styles.panel}
      role="dialog"
      aria-modal="false"
      aria-label={words.title}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        // What was typed goes first, then the panel.
        event.preventDefault();
        event.stopPropagation();
        if (typed.text === '') closePalette();
        else setText('');
      }}
      onBlur={(event) => {
        // A click elsewhere is meant for what is there; a window that loses the focus keeps its panel.
        const { relatedTarget: to } = event;
        if (!(to instanceof Element) || event.currentTarget.contains(to)) return;
        // The button that opened it closes it itself.
        if (to.closest('[data-find]') === null) closePalette();
      }}
    >
      <Autocomplete.Root
        inline
        open
        mode="none"
        items={sections}
        value={typed.text}
        onValueChange={(next) => {
          setText(next);
          setProblem(null);
        }}
        itemToStringValue={({ title }: Entry) => title}
        autoHighlight="always"
        keepHighlight
      >
        <div className={styles.field}>
          <Search aria-hidden="true" />
          <Autocomplete.Input
            ref={field}
            className={styles.input}
            aria-label={words.title}
            placeholder={words.placeholder}
            spellCheck={false}
          />
          <Keys keys={['Esc']} />
        </div>
        <Problem text={problem} />
        <div className={styles.results}>
          {count === 0 ? (
            <div className={styles.none}>
              <p>{words.none(sought)}</p>
              <p>{words.noneText}</p>
            </div>
          ) : null}
          <Autocomplete.List className={styles.list} aria-label={words.results}>
            {({ group, items }: (typeof sections)[number]) => (
              <Autocomplete.Group key={group} className={styles.group} items={items}>
                <Autocomplete.GroupLabel className={styles.name}>
                  {words.groups[group]}
                </Autocomplete.GroupLabel>
                <Autocomplete.Collection>
                  {(entry: Entry) => (
                    <Row
                      key={entry.id}
                      entry={entry}
                      onRun={(isByKey) => (isByKey ? runByKey(entry) : void run(entry))}
                    />
                  )}
                </Autocomplete.Collection>
              </Autocomplete.Group>
            )}
          </Autocomplete.List>
          {found.more === 0 ? null : <p className={styles.more}>{words.more(found.more)}</p>}
        </div>
      </Autocomplete.Root>
      <div className={styles.said} role="status">
        {sought === '' ? '' : words.said(count)}
      </div>
    </section>
  );
}

/** What there was to undo and redo when it was opened. */
function useOwnSteps(): OwnStepsView | null {
  const [own, setOwn] = useState<OwnStepsView | null>(null);
  useEffect(() => {
    let isOpen = true;
    void ask('read_own_steps', {}).then((answer) => {
      if (isOpen && answer.ok) setOwn(answer.value);
    });
    return () => {
      isOpen = false;
    };
  }, []);
  return own;
}

function Row({ entry, onRun }: { readonly entry: Entry; readonly onRun: (isByKey: boolean) => void }) {
  return (
    <Autocomplete.Item
      className={styles.row}
      value={entry}
      data-override={entry.id === 'override' || undefined}
      // A click without a pointer is one of the key.
      onClick={(event) => onRun(event.detail === 0)}
    >
      <span className={styles.sign}>
        <EntrySign look={entry.look} />
      </span>
      <span className={styles.title}>{entry.title}</span>
      {entry.detail === undefined ? null : <span className={styles.detail}>{entry.detail}</span>}
      {entry.keys === undefined ? null : <Keys keys={entry.keys} />}
    </Autocomplete.Item>
  );
}
