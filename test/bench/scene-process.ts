/** Measures the 3D view in a process of its own, so that it can run under a virtual display. */
import { answerQuestions } from './processes.ts';
import { measureScene } from './scene.ts';

answerQuestions({ measure: () => measureScene() });
