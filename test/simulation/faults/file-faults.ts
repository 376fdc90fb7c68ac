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

/** Lets nothing of an entry of the shelf in where one of its objects is gone. */
export class RefusesWhatIsPartlyGone extends FaultyCore {
  override step(input: Input): Effect[] {
    if (input.in !== 'command' || input.command.do !== 'propose_shelved') return super.step(input);
    const { shelf } = input.command;
    const states = this.view.shelf().find(({ id }) => id === shelf)?.states ?? [];
    if (states.every(({ id, facet }) => facet === 'existence' || this.view.objects.has(id)))
      return super.step(input);
    const reason = { code: 'unknown_object', message: 'An object of these is gone.', path: null };
    return [{ fx: 'reply', reply: input.reply, answer: { ok: false, reason } }];
  }
}

/** Closes a card as if nothing of it had been taken. */
export class TakesNothingFromCards extends FaultyCore {
  protected override before(input: Input): Input[] {
    if (input.in !== 'command' || input.command.do !== 'decide') return [input];
    return [{ ...input, command: { ...input.command, take: [] } }];
  }
}

/** Takes the file that was opened last for the one that is worked on. */
export class TakesTheLastFile extends AnswersByItself {
  protected answerTo(message: string, session: string): Command | null {
    if (!message.includes('VibeSync asks which of them is worked on')) return null;
    return { do: 'answer_copy', session, answer: 'this', scene: INTENT };
  }
}
