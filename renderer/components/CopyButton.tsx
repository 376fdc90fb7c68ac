import { Check, Copy } from 'lucide-react';
import { useEffect, useState } from 'react';
import { Button } from './Button.tsx';
import { useAsk } from './useAsk.ts';
import { strings } from '../strings.ts';

const COPIED_SHOWN_MS = 1_600;

/** Copies through main: a sandboxed page has no clipboard. */
export function CopyButton({ text, label }: { readonly text: string; readonly label: string }) {
  const { busy, run } = useAsk();
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return undefined;
    const timer = setTimeout(() => setCopied(false), COPIED_SHOWN_MS);
    return () => clearTimeout(timer);
  }, [copied]);
  return (
    <Button
      small
      disabled={busy}
      onClick={() => void run('copy_text', { text }).then((done) => setCopied(done !== null))}
    >
      {copied ? <Check aria-hidden="true" /> : <Copy aria-hidden="true" />}
      <span aria-live="polite">{copied ? strings.engines.copied : label}</span>
    </Button>
  );
}
