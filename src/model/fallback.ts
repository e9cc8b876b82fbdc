import { AnswerBrokeOff, UserError } from '../errors.ts';
import type { Log } from '../log.ts';
import type { StepModel } from './call.ts';
import { ModelError } from './errors.ts';

/** Models of which another one, the fallback, answers where the one that is asked can't be reached. */
export function withFallback(models: StepModel, fallback: string, log: Log): StepModel {
  return {
    async answer(request) {
      const { model, conversation } = request;
      try {
        return await models.answer(request);
      } catch (error) {
        // It is none when people have read some of the answer.
        if (!(error instanceof ModelError) || !error.unavailable || model === fallback) throw error;
        log.warn({ err: error, conversation, model, fallback }, 'the fallback model is asked');
        try {
          return await models.answer({ ...request, model: fallback });
        } catch (second) {
          // It is none when people have read some of the answer; that a budget has no room for it concerns nobody else.
          if (!(second instanceof UserError) || second instanceof AnswerBrokeOff) throw second;
          log.warn(
            { err: second, conversation, model: fallback },
            'the fallback model does not answer, either',
          );
          throw error;
        }
      }
    },
  };
}
