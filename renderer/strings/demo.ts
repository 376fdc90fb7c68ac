/** What the window says of the simulated studio. */
export const demoStrings = {
  choice: 'See it work',
  choiceText:
    'A simulated studio in a window of its own: two engines, an agent, and you decide. Nothing of yours is touched.',
  starting: 'Opening the simulated studio…',
  started: 'The simulated studio opens in a window of its own.',
  mark: 'Simulated',
  text: 'Engines, agent and artists are made up. Your clicks are real, and nothing of your own is touched.',
  end: 'End the demo',
  ending: 'Ending…',
  /** Of the strip, for who hears it. */
  label: 'This studio is simulated',
};
