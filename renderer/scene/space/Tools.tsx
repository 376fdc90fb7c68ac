import { Keyboard, Maximize, MousePointer2, Move, Rotate3d, Scaling } from 'lucide-react';
import type { LucideIcon } from 'lucide-react';
import { IconButton } from '../../components/Button.tsx';
import { Keys } from '../../components/Keys.tsx';
import { Popup } from '../../components/Popup.tsx';
import { useKeys } from '../../shortcuts.ts';
import { strings } from '../../strings.ts';
import { TOOLS } from './drag.ts';
import type { Tool } from './drag.ts';
import styles from './Tools.module.css';

const ICONS: Readonly<Record<Tool, LucideIcon>> = {
  select: MousePointer2,
  move: Move,
  turn: Rotate3d,
  scale: Scaling,
};

interface ToolsProps {
  readonly tool: Tool;
  readonly onTool: (tool: Tool) => void;
  /** Why nothing can be changed; then only selecting is left. */
  readonly refusal: string | null;
}

/** Which handles the selected object has. */
export function Tools({ tool, onTool, refusal }: ToolsProps) {
  const words = strings.space;
  const keysOf = useKeys();
  return (
    <fieldset className={styles.tools} role="radiogroup" aria-label={words.toolsLabel}>
      {TOOLS.map((each) => {
        const Icon = ICONS[each];
        const isOff = each !== 'select' && refusal !== null;
        const key = each === 'select' ? null : keysOf(each).join('+');
        return (
          <label
            key={each}
            className={styles.tool}
            data-off={isOff || undefined}
            title={isOff ? refusal : key === null ? words.tools[each] : `${words.tools[each]} (${key})`}
          >
            <input
              type="radio"
              name="space-tool"
              aria-label={words.tools[each]}
              aria-disabled={isOff || undefined}
              checked={tool === each}
              onChange={() => (isOff ? undefined : onTool(each))}
            />
            <Icon aria-hidden="true" strokeWidth={1.7} />
          </label>
        );
      })}
    </fieldset>
  );
}

interface ViewButtonsProps {
  readonly onFrameAll: () => void;
  readonly helping: boolean;
  readonly onHelping: (open: boolean) => void;
}

/** What has no place of its own in the picture: everything in view, and which keys there are. */
export function ViewButtons({ onFrameAll, helping, onHelping }: ViewButtonsProps) {
  const words = strings.space;
  const keysOf = useKeys();
  return (
    <div className={styles.buttons}>
      <IconButton label={`${words.frameAll} (${keysOf('frame_all').join('+')})`} onClick={onFrameAll}>
        <Maximize aria-hidden="true" />
      </IconButton>
      <Popup
        open={helping}
        onOpenChange={onHelping}
        label={words.help}
        align="end"
        trigger={
          <IconButton label={`${words.help} (${keysOf('space_keys').join('+')})`}>
            <Keyboard aria-hidden="true" />
          </IconButton>
        }
      >
        <div className={styles.help}>
          <h4>{words.help}</h4>
          <dl>
            {words.keyRows.map(({ keys, what }) => (
              <div key={what}>
                <dt>
                  <Keys keys={typeof keys === 'function' ? keys(keysOf) : keys} />
                </dt>
                <dd>{what}</dd>
              </div>
            ))}
          </dl>
          <p>{words.proxies}</p>
        </div>
      </Popup>
    </div>
  );
}
