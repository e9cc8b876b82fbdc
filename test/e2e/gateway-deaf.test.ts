import { afterEach, describe, expect, test } from 'vitest';
import { type Stage, start, STORES } from './start.ts';

/** Milliseconds: longer than a message of Bobbin's own may take to come back, and a resume with it. */
const NOTICED = 25_000;

describe.each(STORES)('a gateway that is connected but deaf on %s', (store) => {
  let stage: Stage;
  afterEach(() => stage.close());

  const ready = async (port: string) => {
    const response = await fetch(`http://127.0.0.1:${port}/readyz`);
    return (await response.text()).trim();
  };

  test('because it acknowledges nothing is left, and what was said is answered once', async () => {
    stage = await start(store, { heartbeatMs: 500 });
    const { ada, discord, model, bobbin } = stage;
    model.always('Hello.');
    const asked = ada.say('general', `${bobbin} hi`).id;
    await ada.sees(asked, 'Hello.');
    discord.gateway.deaf();
    model.always('I hear you.');
    ada.say(asked, 'Can you hear me?');
    await ada.sees(asked, 'I hear you.', NOTICED);
    expect(ada.messages(asked).filter(({ content }) => content === 'I hear you.')).toHaveLength(1);
    expect(discord.gateway).toMatchObject({ resumes: 1, identifies: 1, connections: 1 });
  });

  test('because it brings nothing is noticed by a message that does not come back', async () => {
    const port = store === 'Redis' ? '38124' : '38125';
    stage = await start(store, { environment: { HTTP_PORT: port } });
    const { ada, ben, discord, model, bobbin } = stage;
    const held = Promise.withResolvers<string>();
    model.next(() => held.promise);
    const asked = ada.say('general', `${bobbin} hi`).id;
    await ada.waitFor('a request', () => model.requests.length === 1);
    expect(await ready(port)).toBe('ready');

    discord.gateway.deaf({ acknowledges: true });
    model.always('I hear you.');
    const lost = ben.say('general', `${bobbin} can you hear me?`).id;
    held.resolve('Hello.');
    await ada.sees(asked, 'Hello.');
    expect(discord.gateway.resumes).toBe(0);
    await ben.sees(lost, 'I hear you.', NOTICED);
    expect(ben.messages(lost).filter(({ content }) => content === 'I hear you.')).toHaveLength(1);
    expect(discord.gateway).toMatchObject({ resumes: 1, identifies: 1, connections: 1 });
    expect(await ready(port)).toBe('ready');
  }, 40_000);

  test('is not ready while it is not connected', async () => {
    const port = store === 'Redis' ? '38126' : '38127';
    stage = await start(store, { environment: { HTTP_PORT: port } });
    stage.discord.gateway.drop();
    const not = 'the gateway to Discord is not connected';
    await expect.poll(() => ready(port), { interval: 20 }).toBe(not);
    await expect.poll(() => ready(port)).toBe('ready');
  });
});
