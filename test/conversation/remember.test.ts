import { beforeEach, describe, expect, test } from 'vitest';
import { openTurn, type Snowflake } from '../../src/conversation/entry.ts';
import type { Delivered } from '../../src/conversation/ports.ts';
import { rememberReply, removeMessage } from '../../src/conversation/remember.ts';
import type { Turn } from '../../src/conversation/turn.ts';
import type { Store } from '../../src/store/store.ts';
import { message, reply } from '../store/entries.ts';
import { sqliteStore } from '../store/homes.ts';
import { turnIn } from './turns.ts';

const ID = '1';

let store: Store;
beforeEach(async () => {
  const opened = await sqliteStore();
  store = opened.store;
  return opened.close;
});

const count = () => 1;
const two = { id: '4', text: 'two.' };
const three = { id: '5', text: 'Three.' };

/** A turn that has begun to answer the message 1. */
async function begin(continues: Snowflake | null = null): Promise<Turn> {
  await store.append(ID, message('1'), { open: { ...openTurn('1'), continues } });
  return turnIn(store, ID);
}

async function remember(turn: Turn, delivered: (Delivered | undefined)[], on = store): Promise<void> {
  const parts = { store: on, tokensOf: () => count, me: () => ({ id: '9', name: 'Bobbin' }), now: () => 0 };
  const lease = (await store.lease(ID, 'me', 60_000))!;
  await rememberReply(parts, ID, turn, { text: 'two. Three.', notes: [], floor: null }, delivered, lease);
  await store.release(ID, lease);
}

describe('a reply that goes on', () => {
  const pieces = ['One', 'and a half,'];
  beforeEach(() => {
    const first = { messages: ['2', '3'], answers: '1', pieces };
    return store.append(ID, reply(['2'], '1', { text: pieces.join('\n\n'), reply: first }));
  });

  const answer = async () => (await store.newest(ID)).at(-1);

  test('is written in one step with that its turn is over', async () => {
    const update: Store['update'] = () => Promise.reject(new Error('a second step'));
    await remember(await begin('2'), [two, three], { ...store, update });
    expect((await answer())?.text).toBe('One\n\nand a half, two. Three.');
    expect(await store.conversation(ID)).toMatchObject({ open: null });
  });

  test('goes on once where the store did not say that it was written', async () => {
    const turn = await begin('2');
    await remember(turn, [two, three]);
    await remember(turn, [two, three]);
    expect((await answer())?.text).toBe('One\n\nand a half, two. Three.');
  });

  test.each<
    [what: string, gone: Snowflake, delivered: (Delivered | undefined)[], text: string, messages: string[]]
  >([
    ['an earlier message', '3', [two, three], 'One two. Three.', ['2', '4', '5']],
    ['the first message', '2', [two, three], 'and a half, two. Three.', ['3', '4', '5']],
    ['a new message', '', [undefined, three], 'One\n\nand a half, Three.', ['2', '3', '5']],
    ['all new messages', '', [undefined], 'One\n\nand a half,', ['2', '3']],
    ['an earlier message and all new ones', '3', [undefined], 'One', ['2']],
  ])('is remembered without %s, deleted meanwhile', async (_, gone, delivered, text, messages) => {
    const turn = await begin('2');
    await removeMessage(store, ID, gone, count);
    await remember(turn, delivered);
    expect(await answer()).toMatchObject({ text, reply: { messages } });
    expect(await store.conversation(ID)).toMatchObject({ open: null });
  });
});

test.each<
  [what: string, delivered: (Delivered | undefined)[], text: string | undefined, messages?: string[]]
>([
  ['with all its messages', [two, three], 'two. Three.', ['4', '5']],
  ['without its last message', [two, undefined], 'two.', ['4']],
  ['without its first message', [undefined, three], 'Three.', ['5']],
  ['without any', [undefined, undefined], undefined],
])(
  'a reply is remembered %s, where somebody deleted the others while it grew',
  async (_, delivered, text, messages) => {
    await remember(await begin(), delivered);
    const [, answer] = await store.newest(ID);
    expect(answer?.text).toBe(text);
    expect(answer?.reply?.messages).toEqual(messages);
    expect(await store.conversation(ID)).toMatchObject({ open: null, answeredThrough: '1' });
  },
);
