import { PanelLeftClose, PanelRightClose, X } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { IconButton } from '../components/Button.tsx';
import { strings } from '../strings.ts';
import { fold, takesFocus } from './panels.ts';
import type { Panel } from './panels.ts';

/** In the head of a panel: folds it away, or closes the sheet that it is in a narrow window. */
export function FoldButton({
  panel,
  isSheet = false,
}: {
  readonly panel: Panel;
  readonly isSheet?: boolean;
}) {
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (takesFocus(panel)) button.current?.focus();
  }, [panel]);
  const words = strings.panels[panel];
  const Icon = isSheet ? X : panel === 'needs' ? PanelLeftClose : PanelRightClose;
  return (
    <IconButton
      ref={button}
      data-fold
      label={isSheet ? words.close : words.fold}
      aria-expanded
      onClick={() => fold(panel)}
    >
      <Icon aria-hidden="true" />
    </IconButton>
  );
}
