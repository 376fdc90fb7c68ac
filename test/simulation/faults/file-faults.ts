/** Faults with files that ask what becomes of them. */
import type { Command, Effect, Input } from '#main/orchestrator/index.ts';
import { FaultyCore } from './faulty-core.ts';

const OWN_REPLY = 'by itself';
const INTENT = '00000000-0000-4000-8000-0000000fa017';

/** Answers in a person's place as soon as an engine is told that it is asked about. */
abstract class AnswersByItself extends FaultyCore {
  protected abstract answerTo(message: string, session: string): Command | null;

  protected override after(effect: Effect, inject: (input: Input) => Effect[]): Effect[] {
    if (effect.fx === 'reply' && effect.reply === OWN_REPLY) return [];
    if (effect.fx !== 'send') return [effect];
    const { message, session } = effect;
    const words = message.type === 'note' || message.type === 'foreign' ? message.message : '';
    const command = this.answerTo(words, session);
    return command === null ? [effect] : [effect, ...inject({ in: 'command', reply: OWN_REPLY, command })];
  }
}

/** Brings an older file up to date without asking. */
export class BringsFilesUpToDate extends AnswersByItself {
  protected answerTo(message: string, session: string): Command | null {
    if (!message.includes('VibeSync asks what to do')) return null;
    return { do: 'answer_file', session, answer: 'bring', fromFile: [], intent: INTENT };
  }
}

/** Takes from a file that asks something else than it holds. */
export class MisreadsFiles extends FaultyCore {
  protected override before(input: Input): Input[] {
    if (input.in !== 'frame' || input.message.type !== 'values') return [input];
    const objects = input.message.objects.map((object) => {
      const { transform } = object;
      const [x, y, z] = transform.translation;
      return {
        ...object,
        transform: { ...transform, translation: [x + 1, y, z] as typeof transform.translation },
      };
    });
    return [{ ...input, message: { ...input.message, objects } }];
  }
}

/** Takes from the shelf something else than lies there. */
export class TakesAnotherFromTheShelf extends FaultyCore {
  protected override after(effect: Effect): Effect[] {
    if (effect.fx !== 'append') return [effect];
    const records = effect.records.map((record) => {
      if (record.kind !== 'begin' || !record.intent.reason.startsWith('from the shelf')) return record;
      const operations = record.intent.operations.map((operation) =>
        operation.op === 'rename' ? { ...operation, name: `${operation.name}?` } : operation,
      );
      return { ...record, intent: { ...record.intent, operations } };
    });
    return [{ ...effect, records }];
  }
}

/** Takes the file that was opened last for the one that is worked on. */
export class TakesTheLastFile extends AnswersByItself {
  protected answerTo(message: string, session: string): Command | null {
    if (!message.includes('VibeSync asks which of them is worked on')) return null;
    return { do: 'answer_copy', session, answer: 'this', scene: INTENT };
  }
}
