/** Words about what lies on the shelf beyond what can be seen of it. */
import { formatCount } from '../numbers.ts';

export const shelfWords = {
  folded: (count: number) =>
    count === 1
      ? 'The newest of 2: the older one is kept in the history alone.'
      : `The newest of these: ${formatCount(count)} older values are kept in the history alone.`,
};
