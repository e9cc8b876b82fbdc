/** The names of the practice model. Any other name is answered too, but not listed. */
export const PRACTICE = 'practice';
/** The same, so that there is one to choose. */
export const PRACTICE_LARGE = 'practice-large';

const MODELS = [PRACTICE, PRACTICE_LARGE].map((id) => ({
  id,
  object: 'model',
  created: 1_735_689_600,
  owned_by: 'bobbin',
}));

/** The answer of GET /v1/models. */
export function listModels(): object {
  return { object: 'list', data: MODELS };
}

/** The answer of GET /v1/models/{id}. */
export function findModel(id: string): object | undefined {
  return MODELS.find((model) => model.id === id);
}
