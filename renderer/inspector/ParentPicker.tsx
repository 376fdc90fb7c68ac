import { useMemo, useRef, useState } from 'react';
import { descendantsOf } from '#app/scene/index.ts';
import type { ObjectId, SceneObject } from '#app/scene/index.ts';
import { Popup } from '../components/Popup.tsx';
import { Problem } from '../components/Problem.tsx';
import { compareNames } from '../model/outline.ts';
import { useRoom, useShownScene } from '../store/store.ts';
import { strings } from '../strings.ts';
import { change } from './change.ts';
import styles from './ParentPicker.module.css';

/** Candidates listed at once; the field above narrows them. */
const CANDIDATES_LIMIT = 60;

interface ParentPickerProps {
  readonly object: SceneObject;
  readonly readOnly: boolean;
  readonly applying: boolean;
}

/** The parent by name; a click offers every object that can be one. */
export function ParentPicker({ object, readOnly, applying }: ParentPickerProps) {
  const { objects } = useShownScene();
  const parentName = object.parent === null ? null : (objects.get(object.parent)?.name ?? null);
  const [open, setOpen] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const shown = parentName ?? strings.inspector.noParent;
  if (readOnly) return <span>{shown}</span>;
  return (
    <>
      <Popup
        open={open}
        onOpenChange={setOpen}
        label={strings.inspector.pickParent}
        align="end"
        trigger={
          <button
            type="button"
            className={styles.button}
            aria-label={`${strings.inspector.parent}: ${shown}`}
            data-applying={applying || undefined}
          >
            {shown}
          </button>
        }
      >
        <Candidates
          object={object}
          onPick={(parent) => {
            setOpen(false);
            if (parent !== object.parent) {
              void change([{ op: 'reparent', id: object.id, parent }], strings.facets.parent, object).then(
                setProblem,
              );
            }
          }}
        />
      </Popup>
      <Problem text={problem} />
    </>
  );
}

function Candidates({
  object,
  onPick,
}: {
  readonly object: SceneObject;
  readonly onPick: (parent: ObjectId | null) => void;
}) {
  const scene = useRoom((room) => room.scene);
  const [text, setText] = useState('');
  const list = useRef<HTMLUListElement>(null);
  const candidates = useMemo(() => {
    const excluded = new Set([object.id, ...descendantsOf(scene, object.id)]);
    const needle = text.trim().toLocaleLowerCase();
    return [...scene.objects.values()]
      .filter((each) => !excluded.has(each.id) && each.name.toLocaleLowerCase().includes(needle))
      .sort((a, b) => compareNames(a.name, b.name))
      .slice(0, CANDIDATES_LIMIT);
  }, [scene, object.id, text]);
  const step = (from: Element | null, by: 1 | -1): void => {
    const buttons = [...(list.current?.querySelectorAll('button') ?? [])];
    const at = buttons.findIndex((button) => button === from);
    buttons[Math.max(0, Math.min(buttons.length - 1, at + by))]?.focus();
  };
  return (
    <div
      className={styles.picker}
      onKeyDown={(event) => {
        if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
        event.preventDefault();
        step(document.activeElement, event.key === 'ArrowDown' ? 1 : -1);
      }}
    >
      <input
        type="text"
        role="searchbox"
        className={styles.search}
        aria-label={strings.inspector.findParent}
        placeholder={strings.inspector.findParent}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <ul ref={list} className={styles.list}>
        <li>
          <button
            type="button"
            onClick={() => onPick(null)}
            aria-current={object.parent === null || undefined}
          >
            {strings.inspector.root}
          </button>
        </li>
        {candidates.map((each) => (
          <li key={each.id}>
            <button
              type="button"
              onClick={() => onPick(each.id)}
              aria-current={object.parent === each.id || undefined}
            >
              {each.name}
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}
