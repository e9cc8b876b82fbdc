import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { ModelRequest } from '../../src/conversation/ports.ts';
import { optIn, optOut } from '../../src/conversation/privacy/wishes.ts';
import { createPreview, type Preview, type Trial } from '../../src/conversation/preview.ts';
import { MESSAGE_OVERHEAD } from '../../src/conversation/tokens.ts';
import { createExamples } from '../../src/settings/examples.ts';
import { createSettings } from '../../src/settings/settings.ts';
import type { Store } from '../../src/store/store.ts';
import { ENVIRONMENT } from '../settings/environment.ts';
import { message, newId, reply } from '../store/entries.ts';
import { sqliteStore } from '../store/homes.ts';

let store: Store;
let preview: Preview;
let conversation: string;
let asked: ModelRequest[];
/** What the moderator finds harmful. */
let harmful: RegExp;
let answering: (request: ModelRequest) => Promise<string>;
/** What was paid for, in tokens of output. */
let paid: number[];

const environment = { ...ENVIRONMENT, prompt: 'The old prompt.', maxOutputTokens: 500, tools: ['time'] };

beforeAll(async () => {
  const opened = await sqliteStore();
  store = opened.store;
  return opened.close;
});
beforeEach(() => {
  conversation = newId();
  asked = [];
  paid = [];
  harmful = /harmful/;
  answering = async ({ context }) => (context.instructions.includes('The new prompt.') ? 'new' : 'old');
  preview = createPreview({
    store,
    settings: createSettings(store, environment, ['m']),
    examples: createExamples(store),
    knowledge: { lookUp: async () => [] },
    spending: {
      by: () => async (planned) => ({
        settle: async () => void paid.push(planned.output),
        release: async () => {},
      }),
    },
    moderator: { isHarmful: async (said) => harmful.test(said) },
    tokensOf: () => (text) => text.length,
    me: () => ({ name: 'Bobbin' }),
    model: {
      async answer(request) {
        asked.push(request);
        const payment = await request.spend?.({
          model: request.model,
          input: request.context.tokens,
          cached: 0,
          output: request.maxOutputTokens,
          reasoning: 0,
        });
        const text = await answering(request);
        await payment?.settle({ input: 1, cached: 0, output: 1, reasoning: 0 });
        return {
          model: 'm',
          text,
          finish: 'complete',
          usage: { input: 1, cached: 0, output: 1, reasoning: 0 },
        };
      },
    },
  });
});

function trial(question: Trial['question']): Trial {
  const place = { guild: '5', channel: null, thread: null };
  return { place, conversation, person: { id: '7', name: 'Ada' }, prompt: 'The new prompt.', question };
}

const tryOn = (question: Trial['question']) => preview.try(trial(question), new AbortController().signal);
const said = () => asked.map(({ context }) => context.messages.map(({ text }) => text).join('|'));

describe('questions', () => {
  test('are the last five, the newest first, without answers and empty messages', async () => {
    for (const id of ['1', '2', '3', '4', '5', '6'])
      await store.append(conversation, message(id, { text: id }));
    await store.append(conversation, message('8', { text: ' ' }));
    await store.append(conversation, reply(['9'], '6'));
    const questions = await preview.questions(conversation);
    expect(questions.map(({ id }) => id)).toEqual(['6', '5', '4', '3', '2']);
  });

  test('are none where nothing was said', async () => {
    expect(await preview.questions(conversation)).toEqual([]);
  });
});

describe('a prompt is tried', () => {
  beforeEach(async () => {
    await store.append(conversation, message('1', { text: 'first' }));
    await store.append(conversation, reply(['2'], '1', { text: 'the first answer' }));
    await store.append(conversation, message('3', { text: 'second' }));
    await store.append(conversation, message('4', { text: 'third' }));
    await store.append(conversation, reply(['5'], '4', { text: 'the second answer' }));
    await store.append(conversation, message('6', { text: 'fourth' }));
  });

  test('on a question with all that stands before it, beside the answer that was given', async () => {
    expect(await tryOn({ message: '4' })).toEqual({
      question: 'third',
      before: 'the second answer',
      isAnew: false,
      after: 'new',
    });
    expect(said()).toEqual([expect.stringMatching(/first[^]*the first answer[^]*second[^]*third$/)]);
    expect(asked[0]?.tools).toBeUndefined();
    expect(asked[0]?.context.instructions).toMatch(/^You are Bobbin,[^]*The new prompt\.$/);
  });

  test('on one of several that were answered together', async () => {
    expect((await tryOn({ message: '3' })).before).toBe('the second answer');
    expect(said()).toEqual([expect.not.stringContaining('third')]);
  });

  test('on one without an answer: both prompts answer, and both are paid for', async () => {
    expect(await tryOn({ message: '6' })).toEqual({
      question: 'fourth',
      before: 'old',
      isAnew: true,
      after: 'new',
    });
    expect(paid).toEqual([500, 500]);
  });

  test('on what somebody typed, without what was said', async () => {
    expect(await tryOn({ typed: 'hello?' })).toEqual({
      question: 'hello?',
      before: 'old',
      isAnew: true,
      after: 'new',
    });
    expect(said()).toEqual([expect.stringMatching(/hello\?$/), expect.stringMatching(/hello\?$/)]);
    expect(said().join()).not.toContain('first');
  });

  test('on what somebody typed, which is counted as it is sent', async () => {
    await tryOn({ typed: 'hello?' });
    const { instructions, messages, tokens } = asked[0]!.context;
    const sent = [instructions, ...messages.map(({ text }) => text)];
    expect(tokens).toBe(sent.reduce((sum, text) => sum + text.length + MESSAGE_OVERHEAD, 0));
  });

  test('but not on a question that is gone', async () => {
    await expect(tryOn({ message: '99' })).rejects.toThrow('This question is no longer there.');
  });

  test('one at a time for each person', async () => {
    const { promise, resolve } = Promise.withResolvers<string>();
    answering = () => promise;
    const first = tryOn({ message: '4' });
    await expect(tryOn({ message: '4' })).rejects.toThrow('I am still trying another prompt for you.');
    resolve('done');
    expect((await first).after).toBe('done');
    expect((await tryOn({ message: '4' })).after).toBe('done');
  });

  test('by nobody who opted out: the model is sent nothing of theirs', async () => {
    await optOut(store, '7', 1);
    await expect(tryOn({ typed: 'hello?' })).rejects.toThrow('You opted out, so I can’t do that for you.');
    await optIn(store, '7', 2);
    expect(asked).toEqual([]);
    expect((await tryOn({ typed: 'hello?' })).after).toBe('new');
  });

  describe('where a server has it checked', () => {
    beforeEach(async () => {
      const { version = 0 } = (await store.settings('5', ['5']))[0] ?? {};
      await store.saveSettings('5', '5', { moderation: 'on' }, version);
      return async () => {
        await store.saveSettings('5', '5', {}, version + 1);
      };
    });

    test('only on harmless questions', async () => {
      await expect(tryOn({ typed: 'Say something harmful.' })).rejects.toThrow('I don’t answer this');
      expect(asked).toEqual([]);
      expect((await tryOn({ typed: 'hello?' })).after).toBe('new');
    });

    test.each(['old', 'new'])('with harmless answers: what is %s is looked at', async (what) => {
      harmful = new RegExp(what);
      await expect(tryOn({ typed: 'hello?' })).rejects.toThrow('I held my answer back');
    });
  });

  test('again after one that failed', async () => {
    answering = () => Promise.reject(new Error('away'));
    await expect(tryOn({ message: '4' })).rejects.toThrow('away');
    answering = async () => 'back';
    expect((await tryOn({ message: '4' })).after).toBe('back');
  });

  test('and nothing of it is remembered', async () => {
    const before = await store.newest(conversation);
    await tryOn({ message: '4' });
    expect(await store.newest(conversation)).toEqual(before);
  });
});
