/** Lives through the day in a process of its own, so that it can run under a virtual display. */
import { measureDay } from './eight-hours.ts';
import { answerQuestions } from './processes.ts';

answerQuestions({
  measure: () => measureDay(),
});
