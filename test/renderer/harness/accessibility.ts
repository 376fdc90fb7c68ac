/**
 * What can be said of a page by looking at it, of what WCAG 2.2 and WAI-ARIA ask. It runs in the page and knows nothing of
 * what is on it. (The usual checker, axe-core, has a licence that this project takes nothing under.)
 */

/** One thing that is not as it has to be: the rule, and the element, shortened. */
export interface Finding {
  readonly rule: string;
  readonly element: string;
}

/** Runs in the page, so it may use nothing from outside. */
export function findInPage(): Finding[] {
  const findings: Finding[] = [];
  const short = (element: Element): string => element.outerHTML.replace(/\s+/g, ' ').slice(0, 140);
  const find = (rule: string, element: Element): void =>
    void findings.push({ rule, element: short(element) });
  const all = (selector: string): Element[] => [...document.querySelectorAll(selector)];
  const isShown = (element: Element): boolean =>
    element.checkVisibility({ visibilityProperty: true }) && element.closest('[aria-hidden="true"]') === null;

  const ROLES =
    'alert alertdialog application article banner button cell checkbox columnheader combobox complementary contentinfo definition dialog document feed figure form grid gridcell group heading img link list listbox listitem log main menu menubar menuitem menuitemcheckbox menuitemradio meter navigation none note option presentation progressbar radio radiogroup region row rowgroup rowheader scrollbar search searchbox separator slider spinbutton status switch tab table tablist tabpanel term textbox timer toolbar tooltip tree treegrid treeitem';
  const known = new Set(ROLES.split(' '));
  for (const element of all('[role]'))
    if (!known.has(element.getAttribute('role') ?? '')) find('the role exists', element);

  const ids = new Map<string, number>();
  for (const { id } of all('[id]')) ids.set(id, (ids.get(id) ?? 0) + 1);
  for (const element of all('[id]')) if ((ids.get(element.id) ?? 0) > 1) find('an id is there once', element);
  for (const attribute of ['aria-labelledby', 'aria-describedby', 'aria-activedescendant', 'for'])
    for (const element of all(`[${attribute}]`))
      for (const id of (element.getAttribute(attribute) ?? '').split(/\s+/))
        if (id !== '' && !ids.has(id)) find(`what ${attribute} names is there`, element);

  const headings = all('h1, h2, h3, h4, h5, h6').filter(isShown);
  let level = 0;
  for (const heading of headings) {
    const next = Number(heading.tagName.slice(1));
    if (next > level + 1) find('no level of headings is left out', heading);
    if ((heading.textContent ?? '').trim() === '') find('a heading says something', heading);
    level = next;
  }
  if (headings.filter(({ tagName }) => tagName === 'H1').length !== 1)
    find('one first heading', document.body);

  for (const selector of ['main', 'header'])
    if (
      all(selector).filter(
        (each) =>
          each.closest('article, section, main') === each || each.closest('article, section') === null,
      ).length !== 1
    )
      find(`one landmark ${selector}`, document.body);
  const landmarks = new Map<string, Element>();
  for (const element of all('nav, aside, section[aria-label], [role="region"]').filter(isShown)) {
    const name = `${element.tagName} ${element.getAttribute('aria-label') ?? ''}`;
    if ((element.getAttribute('aria-label') ?? element.getAttribute('aria-labelledby') ?? '') === '')
      find('a landmark has a name', element);
    if (landmarks.has(name)) find('landmarks of a kind have names of their own', element);
    landmarks.set(name, element);
  }

  const INTERACTIVE =
    'button, a[href], input, select, textarea, summary, [role="button"], [role="tab"], [role="switch"], [role="checkbox"], [role="radio"], [role="slider"], [role="menuitem"], [role="separator"][tabindex]';
  for (const element of all(INTERACTIVE)) {
    if ((element.parentElement?.closest('button, a[href], [role="button"]') ?? null) !== null)
      find('nothing to click lies within another', element);
    if (
      element.closest('[aria-hidden="true"]') !== null &&
      (element as HTMLElement).tabIndex >= 0 &&
      element.checkVisibility()
    )
      find('the keys reach nothing that is hidden from ears', element);
  }
  for (const element of all('[tabindex]'))
    if ((element as HTMLElement).tabIndex > 0) find('the order of keys is that of the page', element);
  for (const list of all('ul, ol'))
    for (const child of list.children) if (child.tagName !== 'LI') find('a list holds entries', child);
  if (document.documentElement.lang === '') find('the language is said', document.documentElement);
  if (document.title.trim() === '') find('the page has a title', document.documentElement);

  findings.push(...smallTargets());
  return findings;

  /** 2.5.8: 24 px each way, or so much room around that nobody hits another one. A clip is as long as what it stands for. */
  function smallTargets(): Finding[] {
    const LEAST = 24;
    const targets = all(INTERACTIVE)
      .filter((each) => isShown(each) && each.closest('section[aria-label="Timeline"]') === null)
      // The names on a card lead to where the outliner's rows lead, which are 24 px: the rule lets an equal stand in.
      .filter((each) => !each.matches('article button[title^="Show "]'))
      .map((element) => {
        // What is drawn for a field that is itself invisible is its label.
        const drawn = element.matches('input[type="radio"], input[type="checkbox"]')
          ? (element.closest('label') ?? element)
          : element;
        return { element, box: drawn.getBoundingClientRect() };
      })
      .filter(({ box }) => box.width > 0 && box.height > 0);
    const layerOf = (element: Element): Element | null => element.closest('[role="dialog"]');
    const isSmall = (box: DOMRect): boolean => box.width < LEAST - 0.5 || box.height < LEAST - 0.5;
    return targets
      .filter(({ box }) => isSmall(box))
      .filter(({ element, box }) => {
        const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
        return targets.some((other) => {
          if (other.element === element || other.element.contains(element) || element.contains(other.element))
            return false;
          // What opens over a target is not beside it.
          if (layerOf(other.element) !== layerOf(element)) return false;
          const dx = Math.max(other.box.left - x, 0, x - other.box.right);
          const dy = Math.max(other.box.top - y, 0, y - other.box.bottom);
          return Math.hypot(dx, dy) < LEAST / 2 - 0.5;
        });
      })
      .map(({ element }) => ({ rule: 'a target is 24 px, or has that room', element: short(element) }));
  }
}

/** What of a window at twice its size is not as it has to be; runs in the page as well. */
export function findAtTwiceTheSize(): string[] {
  const findings: string[] = [];
  const override = document.querySelector('header button');
  const main = document.querySelector('main')?.getBoundingClientRect();
  if (override === null || main === undefined) return ['there is no override, or no main part'];
  const box = override.getBoundingClientRect();
  if (box.left < 0 || box.top < 0 || box.right > innerWidth + 0.5 || box.bottom > innerHeight)
    findings.push('the override is not whole');
  const onTop = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
  if (!override.contains(onTop)) findings.push('something lies over the override');
  if (document.documentElement.scrollWidth > innerWidth) findings.push('the page scrolls sideways');
  if (main.width < 150 || main.height < 80) findings.push(`the main part has ${main.width} × ${main.height}`);
  const inBar = [...document.querySelectorAll('header > *, header [role="group"] > button')]
    .filter((each) => each.checkVisibility() && !each.matches('[role="group"]'))
    .map((each) => ({ each, box: each.getBoundingClientRect() }))
    .filter((each) => each.box.width > 0);
  for (const [at, one] of inBar.entries())
    for (const other of inBar.slice(at + 1)) {
      if (one.each.contains(other.each) || other.each.contains(one.each)) continue;
      // A sheet lies over the head of the scene, and its own head scrolls away below that.
      if (one.each.closest('header') !== other.each.closest('header')) continue;
      const wide = Math.min(one.box.right, other.box.right) - Math.max(one.box.left, other.box.left);
      const high = Math.min(one.box.bottom, other.box.bottom) - Math.max(one.box.top, other.box.top);
      if (wide > 1 && high > 1) findings.push(`${one.each.textContent} lies on ${other.each.textContent}`);
    }
  return findings;
}

/**
 * 1.4.11: an edge that a control is known by stands out by 3:1 from what is around it, unless its ground does. A control that
 * does nothing at the moment is exempt, and one without an edge is known by its words or its icon, as a button is that has a word. Colours on their way to
 * others are looked at once they are there. Runs in the page as well.
 */
export async function findFaintEdges(): Promise<Finding[]> {
  const onTheirWay = (): Animation[] =>
    document.getAnimations().filter((each) => each instanceof CSSTransition);
  // One that is left out halfway is over as well.
  while (onTheirWay().length > 0) await Promise.allSettled(onTheirWay().map(({ finished }) => finished));
  const LEAST = 3;
  type Colour = readonly [red: number, green: number, blue: number, alpha: number];
  const colourOf = (text: string): Colour => {
    const parts = text.match(/[\d.]+/g)?.map(Number) ?? [];
    const [red = 0, green = 0, blue = 0, alpha = 1] = parts;
    return [red, green, blue, alpha];
  };
  const luminance = ([red, green, blue]: Colour): number => {
    const [r, g, b] = [red, green, blue].map((value) => {
      const channel = value / 255;
      return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
    }) as [number, number, number];
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const contrast = (one: Colour, other: Colour): number => {
    const [a, b] = [luminance(one), luminance(other)];
    return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
  };
  /** What is seen around an element: the ground of the nearest that has one. */
  const around = (element: Element): Colour => {
    for (let each = element.parentElement; each !== null; each = each.parentElement) {
      const ground = colourOf(getComputedStyle(each).backgroundColor);
      if (ground[3] === 1) return ground;
    }
    return [0, 0, 0, 1];
  };
  const CONTROLS =
    'button, input:not([type="radio"], [type="checkbox"]), select, textarea, [role="radiogroup"], fieldset, [role="switch"] > [aria-hidden]';
  const findings: Finding[] = [];
  for (const element of document.querySelectorAll(CONTROLS)) {
    if (!element.checkVisibility({ visibilityProperty: true, opacityProperty: true })) continue;
    if (element.closest('[aria-disabled="true"], :disabled, :read-only:is(input, textarea)') !== null)
      continue;
    // Known by its word, which has the contrast of text: what only its edge tells is nothing (WCAG 2.2, 1.4.11).
    if (element.localName === 'button' && element.textContent.trim() !== '') continue;
    const { borderTopWidth, borderBottomWidth, borderTopStyle, borderTopColor, backgroundColor } =
      getComputedStyle(element);
    const isFramed =
      borderTopStyle !== 'none' &&
      Number.parseFloat(borderTopWidth) > 0 &&
      Number.parseFloat(borderBottomWidth) > 0;
    const edge = colourOf(borderTopColor);
    if (!isFramed || edge[3] === 0) continue;
    const ground = around(element);
    const own = colourOf(backgroundColor);
    const best = Math.max(contrast(edge, ground), own[3] === 1 ? contrast(own, ground) : 0);
    if (best < LEAST)
      findings.push({
        rule: 'an edge stands out by 3:1',
        element: `${best.toFixed(2)} “${(element.ariaLabel ?? element.textContent).trim().slice(0, 40)}” ${element.outerHTML.replace(/\s+/g, ' ').slice(0, 140)}`,
      });
  }
  return findings;
}

/** The same in the system's own colours: what is to be clicked, where one is, and where the keys are can be told without ours.
 * The keys have to be on something. */
export function findInSystemColours(): string[] {
  const findings: string[] = [];
  const hasEdge = (element: Element): boolean => {
    const { borderTopWidth, borderTopStyle, outlineWidth, outlineStyle } = getComputedStyle(element);
    return (
      (borderTopStyle !== 'none' && Number.parseFloat(borderTopWidth) > 0) ||
      (outlineStyle !== 'none' && Number.parseFloat(outlineWidth) > 0)
    );
  };
  for (const button of document.querySelectorAll('button')) {
    if (!button.checkVisibility({ visibilityProperty: true })) continue;
    // It keeps a place free, and is for nobody.
    if (button.closest('[aria-hidden="true"]') !== null) continue;
    if (button.closest('section[aria-label="Timeline"]') !== null) continue;
    const { color, backgroundColor } = getComputedStyle(button);
    const isEmpty = (button.textContent ?? '').trim() === '' && button.querySelector('svg') === null;
    if (isEmpty || color === backgroundColor) findings.push(`unseen: ${button.outerHTML.slice(0, 120)}`);
  }
  const place = document.querySelector('nav [aria-current]');
  if (place === null || !hasEdge(place)) findings.push('the place one is in is not marked');
  const override = document.querySelector<HTMLElement>('header button');
  if (override === null || !hasEdge(override)) findings.push('the override has no edge');
  const focused = document.activeElement;
  if (focused === null || focused === document.body || getComputedStyle(focused).outlineStyle === 'none')
    findings.push('the focus does not show');
  return findings;
}
