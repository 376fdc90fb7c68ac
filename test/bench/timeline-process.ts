/** Measures the timeline in a process of its own, so that it can run under a virtual display. */
import { answerQuestions } from './processes.ts';
import { measureTimeline } from './timeline.ts';

answerQuestions({
  measure: ({ folder }: { folder: string }) => measureTimeline(folder),
});
