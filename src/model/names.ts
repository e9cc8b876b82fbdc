import type { Config } from '../config.ts';

/** The models that answer: those that a server may choose from, and the one that answers in their place. */
export function chatModels({ names, fallback }: Config['model']): string[] {
  return fallback === undefined ? names : [...names, fallback];
}

/** All models that the operator named, whatever they do. */
export function allModels(model: Config['model']): string[] {
  const { image, transcription, embedding, moderation } = model;
  const others = [image, transcription, embedding, moderation].filter((name) => name !== undefined);
  return [...chatModels(model), ...others];
}
