import { useMemo } from 'react';
import { objectsTouched } from '#app/scene/index.ts';
import type { ObjectId, Operation, SceneObject, Transform } from '#app/scene/index.ts';
import { toEngine, withEuler, withLocation, withScale } from '../axes.ts';
import type { AxisIndex, Frame } from '../axes.ts';
import { Switch } from '../components/Switch.tsx';
import { commonOf } from '../model/common.ts';
import { frameOf, propertyText } from '../model/facets.ts';
import { projected } from '../model/pending.ts';
import { formatFitting, formatFixed, LENGTH_UNITS, parseTyped, shortestFloat } from '../numbers.ts';
import { selectObject } from '../store/actions.ts';
import type { Room } from '../store/room.ts';
import { useEditState, useRoom, useShownReading, useShownScene } from '../store/store.ts';
import { strings } from '../strings.ts';
import { change } from './change.ts';
import { DeleteObjects } from './DeleteObjects.tsx';
import { EditNotice } from './EditNotice.tsx';
import { TransformRow } from './TransformFields.tsx';
import own from './SeveralObjects.module.css';
import styles from './ObjectTab.module.css';
import fields from './TransformFields.module.css';

/** Names spelled out before the rest is counted. */
const NAMES_SHOWN = 60;
/** Digits of an angle while it is edited: beyond them a 32-bit quaternion says nothing. */
const EXACT_ANGLE_DECIMALS = 4;
const NOTHING_PENDING: Room['pending'] = [];

/** Several objects that are selected together: what they have in common, which a person can set in all of them at once. */
export function SeveralObjects({
  ids,
  active,
}: {
  readonly ids: readonly ObjectId[];
  readonly active: ObjectId;
}) {
  const { objects } = useShownScene();
  const reading = useShownReading();
  const edit = useEditState();
  const isPast = edit === 'past';
  const pending = useRoom((room) => room.pending);
  const locks = useRoom((room) => room.locks);
  const sessions = useRoom((room) => room.sessions);
  const shown = useMemo(() => {
    const changing = projected(objects, isPast ? NOTHING_PENDING : pending);
    return ids.flatMap((id) => changing.get(id) ?? objects.get(id) ?? []);
  }, [ids, objects, pending, isPast]);
  const common = useMemo(() => commonOf(shown, reading), [shown, reading]);
  const hands = useMemo(() => {
    const held = new Set(sessions.flatMap((session) => session.inHands));
    return ids.filter((id) => held.has(id)).length;
  }, [ids, sessions]);
  const locked = useMemo(() => ids.filter((id) => locks.has(id)).length, [ids, locks]);
  const closed = isPast || edit === 'held' || edit === 'read_only';
  const applying = useMemo(() => {
    const own = new Set(ids);
    return pending.some(({ operations }) => objectsTouched(operations).some((id) => own.has(id)));
  }, [pending, ids]);
  const first = shown.find(({ id }) => id === active) ?? shown[0];
  const words = strings.severalObjects;
  const parts = strings.parts[reading.axes];
  const visibility = strings.visibility[reading.axes];
  const unit = LENGTH_UNITS[reading.unit];
  if (first === undefined) return null;

  const setAll = async (
    what: string,
    operationOf: (object: SceneObject) => Operation | null,
  ): Promise<string | null> => {
    const operations = shown.flatMap((object) => operationOf(object) ?? []);
    return operations.length === 0 ? null : change(operations, what, shown);
  };
  const setTransforms = async (
    what: string,
    after: (transform: Transform, frame: Frame) => Transform,
  ): Promise<string | null> =>
    setAll(what, ({ id, transform }) => ({
      op: 'set_transform',
      id,
      transform: after(transform, frameOf(id, reading)),
    }));
  const setAngle = async (axis: AxisIndex, degrees: number): Promise<string | null> =>
    setTransforms(parts.rotation, (transform, frame) => {
      const angles: [number, number, number] = [...toEngine(transform, frame).euler];
      angles[axis] = degrees;
      return withEuler(transform, frame, angles);
    });
  const row = { applying, readOnly: closed, onFocus: () => undefined };
  const [parent] = common.parents;

  return (
    <>
      <EditNotice object={first} edit={edit} />
      <section className={styles.section}>
        <div role="status">
          <h2 className={own.title}>{words.title(shown.length)}</h2>
        </div>
        <p className={own.kinds}>
          {common.kinds.map(([kind, count]) => words.kindCount(count, words.kinds[kind])).join(' · ')}
        </p>
        {hands === 0 ? null : <p className={own.note}>{words.hands(hands)}</p>}
      </section>
      <section className={fields.transform}>
        <header className={fields.head}>
          <h3>{strings.inspector.transform}</h3>
        </header>
        <TransformRow
          label={parts.location}
          unit={unit.label}
          values={common.location}
          truths={common.location}
          shown={(value) => formatFitting(value / unit.metres, unit.decimals)}
          exact={(value) => shortestFloat(value / unit.metres)}
          parse={(text) => parseTyped(text, 'length', unit.metres)}
          onCommit={async (axis, metres) =>
            setTransforms(parts.location, (transform, frame) => withLocation(transform, frame, axis, metres))
          }
          {...row}
        />
        <TransformRow
          label={parts.rotation}
          unit="°"
          values={common.euler}
          truths={common.euler}
          shown={(value) => formatFixed(value, 1)}
          exact={(value) => Number(value.toFixed(EXACT_ANGLE_DECIMALS)).toString()}
          parse={(text) => parseTyped(text, 'angle')}
          onCommit={setAngle}
          {...row}
        />
        <TransformRow
          label={parts.scale}
          unit=""
          values={common.scale}
          truths={common.scale}
          shown={(value) => formatFitting(value, 3)}
          exact={shortestFloat}
          parse={(text) => parseTyped(text, 'factor')}
          onCommit={async (axis, factor) =>
            setTransforms(parts.scale, (transform, frame) => withScale(transform, frame, axis, factor))
          }
          {...row}
        />
        <p className={own.hint}>{words.same}</p>
      </section>
      <section className={styles.section}>
        <h3>{strings.inspector.state}</h3>
        <dl className={styles.list}>
          <dt>{strings.inspector.parent}</dt>
          <dd data-tone={common.parents.size > 1 ? 'quiet' : undefined}>
            {common.parents.size > 1
              ? words.parents(common.parents.size)
              : parent === null || parent === undefined
                ? strings.inspector.noParent
                : (objects.get(parent)?.name ?? strings.inspector.noParent)}
          </dd>
          {(['viewport', 'render'] as const).map((which) => (
            <div key={which} className={styles.pair}>
              <dt>{visibility[which]}</dt>
              <dd>
                <Switch
                  label={visibility[which]}
                  on={common[which]}
                  words={[strings.inspector.on, strings.inspector.off, words.differs]}
                  applying={applying}
                  disabled={closed}
                  onChange={async (on) =>
                    setAll(visibility[which], (object) =>
                      object.visibility[which] === on
                        ? null
                        : {
                            op: 'set_visibility',
                            id: object.id,
                            visibility: { ...object.visibility, [which]: on },
                          },
                    )
                  }
                />
              </dd>
            </div>
          ))}
          {isPast ? null : (
            <>
              <dt>{words.agents}</dt>
              <dd>{locked === 0 ? strings.inspector.lockYes : words.locked(locked)}</dd>
            </>
          )}
        </dl>
      </section>
      {common.properties.length === 0 ? null : (
        <section className={styles.section}>
          <h3>{words.properties}</h3>
          <dl className={styles.list}>
            {common.properties.map(([key, value]) => (
              <div key={key} className={styles.pair}>
                <dt className={own.key} title={key}>
                  {key}
                </dt>
                <dd className={own.value} data-tone={value === null ? 'quiet' : undefined}>
                  {value === null ? words.differs : propertyText(key, value)}
                </dd>
              </div>
            ))}
          </dl>
        </section>
      )}
      <Names shown={shown} active={active} />
      {isPast ? null : <DeleteObjects objects={shown} readOnly={closed} />}
    </>
  );
}

function Names({ shown, active }: { readonly shown: readonly SceneObject[]; readonly active: ObjectId }) {
  const words = strings.severalObjects;
  const rest = shown.length - NAMES_SHOWN;
  return (
    <section className={styles.section}>
      <h3>{words.objects}</h3>
      <ul className={own.names}>
        {shown.slice(0, NAMES_SHOWN).map(({ id, name }) => (
          <li key={id}>
            <button type="button" title={words.only(name)} onClick={() => selectObject(id)}>
              <span>{name}</span>
              {id === active ? <i>{words.last}</i> : null}
            </button>
          </li>
        ))}
      </ul>
      {rest > 0 ? <p className={styles.quiet}>{words.more(rest)}</p> : null}
    </section>
  );
}
