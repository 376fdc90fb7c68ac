/** The simulated studio, in a window and with data of its own. */
import { z } from 'zod';

export const demoRequests = {
  /** Opens it beside this window. */
  start_demo: z.strictObject({}),
  /** Closes the window of the simulated studio that asks, and removes all that it kept. */
  end_demo: z.strictObject({}),
} as const;
