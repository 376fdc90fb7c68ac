/**
 * Shows hover and focus where nobody points: each rule that has `:hover` or `:focus…` is copied for what says
 * `data-forced="hover"` or `data-forced="focus"`, so that what is seen is the component's own rule and no imitation.
 */
const STATES = [
  { pseudo: /:hover/g, forced: '[data-forced~="hover"]' },
  { pseudo: /:focus(-visible|-within)?/g, forced: '[data-forced~="focus"]' },
] as const;

export function forceStates(): void {
  for (const sheet of document.styleSheets) copyRules(sheet);
}

function copyRules(list: CSSStyleSheet | CSSGroupingRule): void {
  // From the end, so that what is put in behind a rule does not move those still to come.
  for (let at = list.cssRules.length - 1; at >= 0; at -= 1) {
    const rule = list.cssRules[at];
    if (rule instanceof CSSGroupingRule && !(rule instanceof CSSStyleRule)) copyRules(rule);
    // Parts of a scrollbar cannot be told apart by an attribute.
    if (!(rule instanceof CSSStyleRule) || rule.selectorText.includes('::-webkit-')) continue;
    for (const { pseudo, forced } of STATES) {
      const selector = rule.selectorText.replace(pseudo, forced);
      if (selector !== rule.selectorText) list.insertRule(`${selector} { ${rule.style.cssText} }`, at + 1);
    }
  }
}
