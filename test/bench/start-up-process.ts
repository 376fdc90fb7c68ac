/** Measures start-up in a process of its own, so that it can run under a virtual display. */
import { answerQuestions } from './processes.ts';
import { measureStartUp } from './start-up.ts';

answerQuestions({
  measure: ({ folder, repetitions }: { folder: string; repetitions: number }) =>
    measureStartUp(folder, repetitions),
});
