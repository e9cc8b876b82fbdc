import { afterEach, describe, expect, test } from 'vitest';
import { type Stage, start, STORES } from './start.ts';

/** Longer than all tries to get an answer from the model. */
const AFTER_RETRIES = 15_000;

describe.each(STORES)('while the model is down on %s', (store) => {
  let stage: Stage;
  afterEach(() => stage.close());

  const ask = (text: string) => stage.ada.say('general', `${stage.bobbin} ${text}`).id;

  test('the fallback model answers, and says so', async () => {
    stage = await start(store, { environment: { MODEL_FALLBACK: 'other' } });
    const { ada, model, log } = stage;
    const note = '-# My usual model can’t be reached right now, so other answered.';
    model.always(({ asked }) => (asked?.model === 'other' ? 'At your service.' : { status: 503 }));
    await ada.sees(ask('first'), `At your service.\n\n${note}`, AFTER_RETRIES);
    expect(log.some((line) => line.includes('the fallback model is asked'))).toBe(true);
    await ada.sees(ask('second'), `At your service.\n\n${note}`, AFTER_RETRIES);
    const before = model.requests.length;
    await ada.sees(ask('third'), `At your service.\n\n${note}`, AFTER_RETRIES);
    expect(model.requests.slice(before).map(({ asked }) => asked?.model)).toEqual(['other']);
  });

  test('a fallback model that takes no tools answers without them', async () => {
    stage = await start(store, { environment: { MODEL_FALLBACK: 'other' } });
    const refused = { status: 400, error: { message: 'other does not support tools' } };
    stage.model.always(({ asked }) => {
      if (asked?.model !== 'other') return { status: 503 };
      return asked.tools.length > 0 ? refused : 'At your service.';
    });
    await stage.ada.sees(ask('first'), 'so other answered', AFTER_RETRIES);
  });

  test('it does not hold turns: from the second question on people are told at once, and can try again', async () => {
    stage = await start(store);
    const { ada, model } = stage;
    model.always({ chunks: [' '], cutAfter: 0 }); // the connection breaks
    await ada.sees(ask('first'), 'The AI service can’t be reached.', AFTER_RETRIES);
    expect(model.requests).toHaveLength(4);
    await ada.sees(ask('second'), 'The AI service can’t be reached.', AFTER_RETRIES);
    expect(model.requests).toHaveLength(5);
    const told = await ada.sees(
      ask('third'),
      'The model practice can’t be reached right now.',
      AFTER_RETRIES,
    );
    expect(model.requests).toHaveLength(5);
    expect(JSON.stringify(told.components)).toContain('Try again');
  });
});
