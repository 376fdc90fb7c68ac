import { Plus, X } from 'lucide-react';
import { useState } from 'react';
import type { Facet, PropertyValue, SceneObject } from '#app/scene/index.ts';
import { Button, IconButton } from '../components/Button.tsx';
import { EditField } from '../components/EditField.tsx';
import { Problem } from '../components/Problem.tsx';
import { Swatch } from '../components/Swatch.tsx';
import { Switch } from '../components/Switch.tsx';
import { swatchOf } from '../model/colour.ts';
import { propertyText } from '../model/facets.ts';
import { inferProperty, parseProperty, propertyDraft } from '../model/property.ts';
import { strings } from '../strings.ts';
import { change } from './change.ts';
import styles from './Properties.module.css';

interface PropertiesProps {
  readonly object: SceneObject;
  readonly facets: ReadonlySet<Facet>;
  readonly readOnly: boolean;
  readonly onFocus: (facet: Facet) => void;
}

/** Custom properties: each keeps its kind; a new one gets the kind of what is typed. */
export function Properties({ object, facets, readOnly, onFocus }: PropertiesProps) {
  const [adding, setAdding] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const keys = Object.keys(object.properties).sort();
  const words = strings.inspector;
  const set = async (key: string, value: PropertyValue | null): Promise<string | null> =>
    change([{ op: 'set_property', id: object.id, key, value }], key, object);
  return (
    <section className={styles.properties}>
      <header className={styles.head}>
        <h3>{words.properties}</h3>
        {readOnly || adding ? null : (
          <IconButton label={words.addProperty} onClick={() => setAdding(true)}>
            <Plus aria-hidden="true" />
          </IconButton>
        )}
      </header>
      {keys.length === 0 && !adding ? <p className={styles.none}>{words.noProperties}</p> : null}
      {keys.map((key) => {
        const value = object.properties[key] as PropertyValue;
        const applying = facets.has(`property:${key}`);
        return (
          <div key={key} className={styles.row} onFocus={() => onFocus(`property:${key}`)}>
            <span className={styles.key} title={key}>
              {key}
            </span>
            <div className={styles.value}>
              {typeof value === 'boolean' ? (
                <Switch
                  label={words.propertyValue(key)}
                  on={value}
                  words={[words.on, words.off]}
                  applying={applying}
                  disabled={readOnly}
                  onChange={async (on) => set(key, on)}
                />
              ) : (
                <>
                  <Swatch colour={swatchOf(key, value)} />
                  <EditField
                    label={words.propertyValue(key)}
                    shown={propertyText(key, value)}
                    exact={propertyDraft(key, value)}
                    figures={typeof value !== 'string'}
                    applying={applying}
                    readOnly={readOnly}
                    onCommit={(text) => {
                      const parsed = parseProperty(text, key, value);
                      return parsed === null ? words.notANumber : set(key, parsed);
                    }}
                  />
                </>
              )}
            </div>
            {readOnly ? null : (
              <IconButton
                label={words.removeProperty(key)}
                onClick={() => void set(key, null).then(setProblem)}
              >
                <X aria-hidden="true" />
              </IconButton>
            )}
          </div>
        );
      })}
      <Problem text={problem} />
      {adding ? (
        <NewProperty
          taken={keys}
          onClose={() => setAdding(false)}
          onAdd={async (key, value) => {
            const refusal = await set(key, value);
            setProblem(refusal);
            if (refusal === null) setAdding(false);
          }}
        />
      ) : null}
    </section>
  );
}

interface NewPropertyProps {
  readonly taken: readonly string[];
  readonly onAdd: (key: string, value: PropertyValue) => Promise<void>;
  readonly onClose: () => void;
}

function NewProperty({ taken, onAdd, onClose }: NewPropertyProps) {
  const [key, setKey] = useState('');
  const [value, setValue] = useState('');
  const words = strings.inspector;
  const usable = key.trim() !== '' && !taken.includes(key.trim()) && value.trim() !== '';
  return (
    <form
      className={styles.form}
      onKeyDown={(event) => {
        if (event.key === 'Escape') onClose();
      }}
      onSubmit={(event) => {
        event.preventDefault();
        if (usable) void onAdd(key.trim(), inferProperty(value));
      }}
    >
      <input
        // oxlint-disable-next-line jsx-a11y/no-autofocus -- it opened because a person asked for it
        autoFocus
        className={styles.input}
        aria-label={words.propertyKey}
        placeholder={words.name}
        value={key}
        onChange={(event) => setKey(event.currentTarget.value)}
      />
      <input
        className={styles.input}
        aria-label={words.newValue}
        placeholder={strings.conflicts.value}
        value={value}
        onChange={(event) => setValue(event.currentTarget.value)}
      />
      <div className={styles.actions}>
        <Button small look="quiet" onClick={onClose}>
          {words.cancel}
        </Button>
        <Button small type="submit" disabled={!usable}>
          {words.add}
        </Button>
      </div>
    </form>
  );
}
