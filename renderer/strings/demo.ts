/** What the window says of the simulated studio. */
export const demoStrings = {
  choice: 'See it work',
  choiceText: 'A simulated studio in its own window. You decide; nothing of yours is touched.',
  starting: 'Opening the simulated studio…',
  started: 'The simulated studio opens in a window of its own.',
  mark: 'Simulated',
  text: 'Engines, agent and artists are made up. Your clicks are real, and nothing of your own is touched.',
  end: 'End the demo',
  ending: 'Ending…',
  keys: (keys: string) =>
    `${keys} works here while this window has the focus; everywhere else it belongs to your own VibeSync.`,
  /** Of the strip, for who hears it. */
  label: 'This studio is simulated',
};
