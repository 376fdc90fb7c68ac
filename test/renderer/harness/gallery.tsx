/** The gallery's page: one section a component, one cell a state, its name above. */
import { Archive, Box, Search } from 'lucide-react';
import { useLayoutEffect, useRef, useState } from 'react';
import type { ReactNode } from 'react';
import { Button, IconButton } from '../../../renderer/components/Button.tsx';
import { Clock } from '../../../renderer/components/Clock.tsx';
import { CopyButton } from '../../../renderer/components/CopyButton.tsx';
import { Divider } from '../../../renderer/components/Divider.tsx';
import { EditField } from '../../../renderer/components/EditField.tsx';
import { Empty } from '../../../renderer/components/Empty.tsx';
import { Guarded } from '../../../renderer/components/Guarded.tsx';
import { Keys } from '../../../renderer/components/Keys.tsx';
import { Mark } from '../../../renderer/components/Mark.tsx';
import { MiddleText } from '../../../renderer/components/MiddleText.tsx';
import { Popup } from '../../../renderer/components/Popup.tsx';
import { Problem } from '../../../renderer/components/Problem.tsx';
import { Segmented } from '../../../renderer/components/Segmented.tsx';
import { Sparkline } from '../../../renderer/components/Sparkline.tsx';
import { Swatch } from '../../../renderer/components/Swatch.tsx';
import { Switch } from '../../../renderer/components/Switch.tsx';
import { addressOf, SECTIONS_OF_PARTS } from './gallery-parts.tsx';
import type { Shown } from './gallery-parts.tsx';
import styles from './gallery.module.css';

const LONG = 'A very long name that somebody gave to this thing and never thought about again_0001';
const taken = (): null => null;
const done = (): Promise<null> => Promise.resolve(null);

/** What says `data-forced` is drawn as if pointed at or focused (force-states.ts). */
const forced = (state: 'hover' | 'focus') => ({ 'data-forced': state });

/** Draws what fits within it as if it were pointed at or had the focus, where a component takes no attributes. */
function Forced({
  state,
  on,
  children,
}: {
  readonly state: 'hover' | 'focus';
  readonly on: string;
  readonly children: ReactNode;
}) {
  const box = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    for (const each of box.current?.querySelectorAll<HTMLElement>(on) ?? []) each.dataset['forced'] = state;
  }, [state, on]);
  return <div ref={box}>{children}</div>;
}

interface SectionOfCells {
  readonly name: string;
  readonly cells: Readonly<Record<string, ReactNode>>;
}

const SECTIONS: readonly SectionOfCells[] = [
  {
    name: 'Button',
    cells: Object.fromEntries(
      (['plain', 'primary', 'quiet'] as const).flatMap((look): [string, ReactNode][] => [
        [
          look,
          <Button key={look} look={look}>
            Approve
          </Button>,
        ],
        [
          `${look}, hover`,
          <Button key={look} look={look} {...forced('hover')}>
            Approve
          </Button>,
        ],
        [
          `${look}, focus`,
          <Button key={look} look={look} {...forced('focus')}>
            Approve
          </Button>,
        ],
        [
          `${look}, disabled`,
          <Button key={look} look={look} disabled>
            Approve
          </Button>,
        ],
        [
          `${look}, small`,
          <Button key={look} look={look} small>
            Approve
          </Button>,
        ],
        [
          `${look}, with its key`,
          <Button key={look} look={look} hint={['Shift', 'A']}>
            Approve
          </Button>,
        ],
        [
          `${look}, long`,
          <Button key={look} look={look}>
            Suggest all of it once more, as it was on the shelf
          </Button>,
        ],
      ]),
    ),
  },
  {
    name: 'Icon button',
    cells: {
      rest: (
        <IconButton label="Find">
          <Search aria-hidden="true" />
        </IconButton>
      ),
      hover: (
        <IconButton label="Find" {...forced('hover')}>
          <Search aria-hidden="true" />
        </IconButton>
      ),
      focus: (
        <IconButton label="Find" {...forced('focus')}>
          <Search aria-hidden="true" />
        </IconButton>
      ),
      disabled: (
        <IconButton label="Find" disabled>
          <Search aria-hidden="true" />
        </IconButton>
      ),
    },
  },
  {
    name: 'Copy button',
    cells: { rest: <CopyButton text="4F7K-2Q9D" label="Copy the code" /> },
  },
  {
    name: 'Field',
    cells: {
      text: <EditField label="Name" shown="Crate_014" onCommit={taken} />,
      empty: <EditField label="Name" shown="" onCommit={taken} />,
      long: <EditField label="Name" shown={LONG} onCommit={taken} />,
      figures: <EditField label="X" figures axis={0} shown="1.250" onCommit={taken} />,
      'figures, y': <EditField label="Y" figures axis={1} shown="−119.25" onCommit={taken} />,
      'figures, z': <EditField label="Z" figures axis={2} shown="0.000" onCommit={taken} />,
      'read only': <EditField label="Kind" shown="mesh" readOnly onCommit={taken} />,
      applying: <EditField label="X" figures applying shown="2.500" onCommit={taken} />,
      hover: (
        <Forced state="hover" on="input">
          <EditField label="Name" shown="Crate_014" onCommit={taken} />
        </Forced>
      ),
      focus: (
        <Forced state="focus" on="input">
          <EditField label="Name" shown="Crate_014" onCommit={taken} />
        </Forced>
      ),
      'focus, figures': (
        <Forced state="focus" on="input">
          <EditField label="X" figures axis={0} shown="1.250" onCommit={taken} />
        </Forced>
      ),
    },
  },
  {
    name: 'One of a few',
    cells: {
      first: <Choice value="a" />,
      second: <Choice value="b" />,
      disabled: <Choice value="a" disabled />,
      quiet: <Choice value="b" quiet />,
      focus: (
        <Forced state="focus" on="input">
          <Choice value="b" />
        </Forced>
      ),
      'quiet, focus': (
        <Forced state="focus" on="input">
          <Choice value="b" quiet />
        </Forced>
      ),
    },
  },
  {
    name: 'Switch',
    cells: {
      on: <Switch label="Shown" words={['shown', 'hidden']} on onChange={done} />,
      off: <Switch label="Shown" words={['shown', 'hidden']} on={false} onChange={done} />,
      applying: <Switch label="Shown" words={['shown', 'hidden']} on applying onChange={done} />,
      disabled: <Switch label="Shown" words={['shown', 'hidden']} on={false} disabled onChange={done} />,
      focus: (
        <Forced state="focus" on="button">
          <Switch label="Shown" words={['shown', 'hidden']} on onChange={done} />
        </Forced>
      ),
    },
  },
  {
    name: 'Marks and signs',
    cells: {
      you: <Mark tone="you" />,
      Blender: <Mark tone="blender" />,
      Unity: <Mark tone="unity" />,
      'another engine': <Mark tone="engine" />,
      agent: <Mark tone="agent" />,
      override: <Mark tone="override" />,
      'not in step': <Mark tone="blender" hollow />,
      'agent, paused': <Mark tone="agent" hollow />,
      swatch: <Swatch colour="#ffb164" />,
      'no colour': <Swatch colour={null} />,
      keys: <Keys keys={['Ctrl', 'Shift', 'Backspace']} />,
      'one key': <Keys keys={['Enter']} />,
      clock: <Clock />,
    },
  },
  {
    name: 'Text in little room',
    cells: {
      short: (
        <span className={styles.narrow}>
          <MiddleText text="courtyard.blend" />
        </span>
      ),
      'cut in its middle': (
        <span className={styles.narrow}>
          <MiddleText text={`${LONG}.blend`} />
        </span>
      ),
    },
  },
  {
    name: 'Latency',
    cells: {
      none: <Sparkline values={[]} label="no round trip yet" />,
      one: <Sparkline values={[3]} label="one round trip" />,
      few: <Sparkline values={[2, 4, 3, 9, 2, 3]} label="a few round trips" />,
      full: (
        <Sparkline values={Array.from({ length: 60 }, (_, at) => 2 + (at % 7))} label="sixty round trips" />
      ),
    },
  },
  {
    name: 'Words for what is not there',
    cells: {
      empty: (
        <Empty
          icon={<Box />}
          title="No object selected"
          text="Select one in the scene, on a card or on the timeline."
        />
      ),
      'with a way on': (
        <Empty
          icon={<Archive />}
          title="Nothing is on the shelf"
          text="What is not taken in a conflict is kept here."
        >
          <Button small>Show what it would hold</Button>
        </Empty>
      ),
      'title alone': <Empty title="Nothing found" />,
      problem: <Problem text="Unity could not apply it: the prefab is open in isolation." />,
      'problem, long': (
        <Problem text={`${LONG} is locked, and so is everything that hangs on it, until somebody lets go.`} />
      ),
    },
  },
  {
    name: 'Divider',
    cells: { 'edge above': <Divided /> },
  },
  {
    name: 'A fault of a view',
    cells: { whole: <Faulty />, 'in a line': <Faulty slim /> },
  },
];

/** @param parts of the window: all of them, none, or those of one section, which then stand alone */
export function Gallery({ parts }: { readonly parts: string }) {
  const shown = SECTIONS_OF_PARTS.filter(({ name }) => parts === 'all' || parts === name);
  return (
    <main className={styles.gallery}>
      <h1>Gallery</h1>
      <p className={styles.about}>Every component in every state, drawn by the window’s own rules.</p>
      {parts === 'all' || parts === 'none' ? (
        <>
          <div data-part="components">
            {SECTIONS.map(({ name, cells }) => (
              <Section key={name} name={name} cells={cells} />
            ))}
          </div>
          <section className={styles.section} aria-label="Panel beside its button">
            <h2>Panel beside its button</h2>
            <OpenPopup />
          </section>
        </>
      ) : null}
      {shown.map(({ name, size, cells }) => (
        <Section
          key={name}
          name={name}
          cells={Object.fromEntries(
            Object.entries(cells).map(([state, each]) => [
              state,
              <Frame
                key={state}
                title={`${name}: ${state}`}
                shown={each}
                size={each.size ?? size}
                lazy={parts === 'all'}
              />,
            ]),
          )}
        />
      ))}
    </main>
  );
}

function Section({ name, cells }: SectionOfCells) {
  return (
    <section className={styles.section} aria-label={name}>
      <h2>{name}</h2>
      <div className={styles.cells}>
        {Object.entries(cells).map(([state, cell]) => (
          <figure key={state} className={styles.cell}>
            <figcaption>{state}</figcaption>
            {cell}
          </figure>
        ))}
      </div>
    </section>
  );
}

/** A part of the window in a page of its own, which has a room of its own. */
function Frame({
  title,
  shown,
  size: [width, height],
  lazy,
}: {
  readonly title: string;
  readonly shown: Shown;
  readonly size: readonly [width: number, height: number];
  readonly lazy: boolean;
}) {
  return (
    // oxlint-disable-next-line react/iframe-missing-sandbox -- It is this page once more, from the same place.
    <iframe
      className={styles.frame}
      title={title}
      width={width}
      height={height}
      loading={lazy ? 'lazy' : 'eager'}
      src={addressOf(shown)}
    />
  );
}

function Choice({
  value: first,
  disabled = false,
  quiet = false,
}: {
  readonly value: string;
  readonly disabled?: boolean;
  readonly quiet?: boolean;
}) {
  const [value, setValue] = useState(first);
  const options = [
    { value: 'a', label: 'Blender Z up' },
    { value: 'b', label: 'Unity Y up' },
  ];
  return <Segmented label="Axes" {...{ value, options, disabled, quiet }} onChange={setValue} />;
}

function Divided() {
  const [sizePx, setSizePx] = useState(200);
  return (
    <div className={styles.divided}>
      <Divider
        label="Height of the part"
        grows="up"
        sizePx={sizePx}
        limits={{ least: 120, most: 600 }}
        sizeAt={() => sizePx}
        onResize={setSizePx}
        onReset={() => setSizePx(200)}
      />
      {sizePx} px
    </div>
  );
}

function OpenPopup() {
  const [open, setOpen] = useState(false);
  return (
    <Popup open={open} onOpenChange={setOpen} label="Why not?" trigger={<Button>Deny…</Button>}>
      <p>It opens below, and never over the override.</p>
    </Popup>
  );
}

function Faulty({ slim = false }: { readonly slim?: boolean }) {
  return (
    <Guarded {...(slim ? { slim } : {})}>
      <Broken />
    </Guarded>
  );
}

function Broken(): ReactNode {
  throw new Error('made up for the gallery');
}
