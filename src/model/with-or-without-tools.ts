import type { Log } from '../log.ts';
import type { StepModel } from './call.ts';
import { ModelError } from './errors.ts';

/** Models of which some take no tools: such a one is asked again without them, and is offered none any more. */
export function withOrWithoutTools(models: StepModel, log: Log): StepModel {
  const toolless = new Set<string>();
  return {
    async answer(request) {
      const { offered, input: _, ...without } = request;
      const { model, conversation } = request;
      if (offered === undefined) return models.answer(request);
      if (toolless.has(model)) return models.answer(without);
      try {
        return await models.answer(request);
      } catch (error) {
        if (!(error instanceof ModelError) || error.kind !== 'no tools') throw error;
        const step = await models.answer(without);
        toolless.add(model); // it was the tools: without them it answers
        log.warn(
          { err: error, conversation, model },
          'the model takes no tools; it is offered none any more',
        );
        return step;
      }
    },
  };
}
