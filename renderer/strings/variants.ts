/** Words about suggestions of different agents for the same objects. */
import { formatCount } from '../numbers.ts';

const counted = (count: number, one: string, many: string): string =>
  `${formatCount(count)} ${count === 1 ? one : many}`;

export const variantWords = {
  note: (agents: readonly string[], objects: number) =>
    `${listed(agents)} ${agents.length === 1 ? 'suggests' : 'suggest'} otherwise for ${formatCount(objects)} of these objects.`,
  compare: 'Compare',
  compareLabel: (agents: readonly string[]) => `Compare with what ${listed(agents)} would do`,

  title: 'Side by side',
  open: (open: number, of: number) =>
    open === 0
      ? 'everything is chosen'
      : `${formatCount(open)} of ${counted(of, 'object', 'objects')} to choose`,
  how: 'Take each object from the one who does it best. What is not taken goes back to its agent, with that reason.',
  object: 'Object',
  now: 'As it is',
  keep: (object: string) => `${object}: leave it as it is`,
  take: (object: string, agent: string) => `${object}: take it from ${agent}`,
  untouched: 'leaves it',
  allFrom: (agent: string) => `All from ${agent}`,
  look: (agent: string) => `Show what ${agent} would do in the scene`,
  apply: 'Apply what is chosen',
  applyDestructive: 'Apply, with its deletions',
  needs: (object: string, needs: string) =>
    `What is taken of “${object}” needs “${needs}”, which is not taken from the same one.`,
  failed: (failed: number, of: number, message: string) =>
    `${formatCount(failed)} of ${counted(of, 'answer', 'answers')} not taken: ${message}`,
  reason: (agents: readonly string[]) =>
    agents.length === 0
      ? 'The person compared suggestions, and left these objects as they are.'
      : `The person compared suggestions, and took these objects from ${listed(agents)}.`,
  escape: 'Esc leaves them waiting',
  close: 'Close, and leave them waiting',
};

function listed(names: readonly string[]): string {
  if (names.length < 2) return names[0] ?? '';
  return `${names.slice(0, -1).join(', ')} and ${names.at(-1) ?? ''}`;
}
