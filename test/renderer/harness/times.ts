/** Wherever the window shows a time, it says beside it that it is the computer's clock. */

export interface Times {
  /** Times on screen, and in what screen readers and tooltips say. */
  readonly found: number;
  /** Those that do not say whose clock it is, with what stands around them. */
  readonly unmarked: readonly string[];
}

/** TIME-2: looks at every text of the page. It runs there, and knows nothing of how the window makes its times. */
export function timesOnScreen(): Times {
  // A time has two digits for its hours, by itself or in a date; how long something takes or stands has no such need.
  const TIME = /\b\d{2}:\d{2}(?::\d{2})?\b(?! ago)|\b\d{4}-\d{2}-\d{2}\b/;
  const MARK = /computer clock/i;
  const unmarked: string[] = [];
  let found = 0;
  const take = (isMarked: boolean, around: string): void => {
    found += 1;
    if (!isMarked) unmarked.push(around.slice(0, 120));
  };
  /** The sentence or the line that it stands in: the nearest element that is no piece of a line. */
  const lineOf = (element: Element): Element => {
    let line = element;
    while (line.parentElement !== null && getComputedStyle(line).display.startsWith('inline'))
      line = line.parentElement;
    // A flex line has its pieces as blocks.
    const above = line.parentElement;
    return above !== null && getComputedStyle(above).display === 'flex' ? above : line;
  };
  const headerOf = (element: Element): string => {
    const cell = element.closest('[role=cell], [role=gridcell], td, th[scope=row]');
    const table = cell?.closest('[role=table], [role=grid], table');
    if (cell === null || cell === undefined || table === null || table === undefined) return '';
    const index = [...(cell.parentElement?.children ?? [])].indexOf(cell);
    return table.querySelectorAll('[role=columnheader], th')[index]?.textContent ?? '';
  };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    const element = node.parentElement;
    if (element === null || element.closest('script, style') !== null || !TIME.test(node.textContent ?? ''))
      continue;
    const line = lineOf(element).textContent ?? '';
    take(MARK.test(line) || MARK.test(headerOf(element)), line);
  }
  for (const element of document.querySelectorAll('[aria-label], [title], [aria-description]'))
    for (const name of ['aria-label', 'title', 'aria-description']) {
      const text = element.getAttribute(name) ?? '';
      if (TIME.test(text)) take(MARK.test(text), `${name}: ${text}`);
    }
  return { found, unmarked };
}
