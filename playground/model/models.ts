/** The name of the practice model. Any other name is answered too, but not listed. */
export const PRACTICE = 'practice';

const MODEL = { id: PRACTICE, object: 'model', created: 1_735_689_600, owned_by: 'bobbin' };

/** The answer of GET /v1/models. */
export function listModels(): object {
  return { object: 'list', data: [MODEL] };
}

/** The answer of GET /v1/models/{id}. */
export function findModel(id: string): object | undefined {
  return id === PRACTICE ? MODEL : undefined;
}
