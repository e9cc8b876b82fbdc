import type { Log } from '../log.ts';
import type { Step, StepModel, StepRequest } from './call.ts';
import { ModelError } from './errors.ts';

/** Models of which some see no pictures: such a one is asked again without them, and is sent none any more. */
export function withSight(models: StepModel, log: Log): StepModel {
  const blind = new Set<string>();

  async function unseen(request: StepRequest): Promise<Step> {
    return { ...(await models.answer({ ...request, blind: true })), blind: true };
  }

  return {
    async answer(request) {
      const { model, conversation, context } = request;
      if (!context.messages.some(({ pictures }) => pictures)) return models.answer(request);
      if (blind.has(model)) return unseen(request);
      try {
        return await models.answer(request);
      } catch (error) {
        if (!(error instanceof ModelError) || error.kind !== 'no pictures') throw error;
        const step = await unseen(request);
        blind.add(model); // it was the pictures: without them it answers
        log.warn({ err: error, conversation, model }, 'the model sees no pictures; it is sent none any more');
        return step;
      }
    },
  };
}
