const CLICKED: ReadonlySet<string> = new Set(['button', 'checkbox', 'radio', 'range', 'color']);

/** Whether keys that are pressed there are text. */
export function isTyping(target: EventTarget | null): boolean {
  if (target instanceof HTMLInputElement) return !CLICKED.has(target.type);
  return target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement;
}
