import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { type Entry, NEW_CONVERSATION, pad, positionOf } from '../../src/conversation/entry.ts';
import { LeaseLost } from '../../src/errors.ts';
import type { Store } from '../../src/store/store.ts';
import type { Home } from './homes.ts';
import { message, newId, reply } from './entries.ts';
import { keepsCopies } from './copies.ts';
import { keepsHistory } from './history.ts';
import { keepsKnowledge } from './knowledge.ts';
import { keepsPeople } from './people.ts';
import { keepsUsage } from './usage.ts';
import { createModel } from './model.ts';
import { stories } from './stories.ts';

const idsOf = (entries: Entry[]) => entries.map(({ id }) => id);

/** What every store promises, wherever it lives. */
export function keepsTheContract(makeHome: () => Promise<Home>): void {
  let home: Home;
  let store: Store;
  beforeAll(async () => {
    home = await makeHome();
    store = await home.open();
  });
  afterAll(async () => {
    await store?.close();
    await home?.close();
  });

  /** A fresh conversation with these entries. */
  async function conversationOf(...entries: Entry[]): Promise<string> {
    const conversation = newId();
    for (const entry of entries) await store.append(conversation, entry);
    return conversation;
  }

  describe('append', () => {
    test('keeps an entry as it was', async () => {
      const entry = message('5', {
        attachments: [
          { name: 'a.png', type: 'image/png', size: 12 },
          { name: 'b', type: '', size: 0 },
        ],
      });
      const conversation = await conversationOf(entry);
      expect(await store.newest(conversation)).toEqual([entry]);
    });

    test('orders entries by age, however long their ids are and in whatever order they come', async () => {
      const conversation = await conversationOf(
        message('1000'),
        message('18446744073709551615'),
        message('999'),
      );
      expect(idsOf(await store.newest(conversation))).toEqual(['999', '1000', '18446744073709551615']);
    });

    test('tells apart ids that are the same number in floating point', async () => {
      const [a, b] = ['1000000000000000001', '1000000000000000002'];
      const conversation = await conversationOf(message(b), message(a));
      expect(idsOf(await store.newest(conversation))).toEqual([a, b]);
    });

    test('puts a reply right behind what it answers, before what came while it was written', async () => {
      const conversation = await conversationOf(message('1'), message('2'), message('3'), reply(['9'], '2'));
      expect(idsOf(await store.newest(conversation))).toEqual(['1', '2', '9', '3']);
    });

    test('adds an entry once, and says so', async () => {
      const conversation = newId();
      expect(await store.append(conversation, message('1'))).toBe(true);
      expect(await store.append(conversation, message('1', { text: 'again' }))).toBe(false);
      expect(await store.newest(conversation)).toEqual([message('1')]);
    });

    test('knows an entry by any of its messages', async () => {
      const conversation = await conversationOf(message('1'), reply(['5', '6'], '1'));
      expect(await store.append(conversation, message('6'))).toBe(false);
      expect(await store.append(conversation, reply(['4', '5'], '1'))).toBe(false);
      expect(idsOf(await store.newest(conversation))).toEqual(['1', '5']);
    });

    test('lets exactly one of many at the same time win', async () => {
      const conversation = newId();
      const tries = Array.from({ length: 50 }, () => store.append(conversation, message('1')));
      expect((await Promise.all(tries)).filter(Boolean)).toEqual([true]);
      expect(await store.newest(conversation)).toHaveLength(1);
    });

    test('keeps all of many different ones at the same time', async () => {
      const conversation = newId();
      const entries = Array.from({ length: 50 }, (_, at) => message(String(at)));
      await Promise.all(entries.toReversed().map((entry) => store.append(conversation, entry)));
      expect(await store.newest(conversation)).toEqual(entries);
    });

    test('keeps conversations apart', async () => {
      const [a, b] = [await conversationOf(message('1')), await conversationOf(message('1'), message('2'))];
      await store.remove(a, '1');
      expect(await store.newest(a)).toEqual([]);
      expect(idsOf(await store.newest(b))).toEqual(['1', '2']);
    });

    test('makes the record, and writes to it in the same step', async () => {
      const conversation = await conversationOf(message('1'));
      expect(await store.conversation(conversation)).toEqual(NEW_CONVERSATION);
      await store.append(conversation, message('2'), { joined: true, answeredThrough: '1' });
      const record = { ...NEW_CONVERSATION, joined: true, answeredThrough: '1' };
      expect(await store.conversation(conversation)).toEqual(record);
    });

    test('leaves the record alone where the entry is known already', async () => {
      const conversation = await conversationOf(message('1'));
      await store.append(conversation, message('1'), { joined: true });
      expect(await store.conversation(conversation)).toEqual(NEW_CONVERSATION);
    });
  });

  describe('newest', () => {
    const five = ['1', '2', '3', '4', '5'].map((id) => message(id, { tokens: 10 }));

    test.each([
      ['everything where nothing is asked', {}, '12345'],
      ['as many as asked', { count: 2 }, '45'],
      ['all where there are fewer', { count: 99 }, '12345'],
      ['up to the entry that crosses the tokens', { tokens: 25 }, '345'],
      ['one more where the tokens are used up to the last', { tokens: 20 }, '345'],
      ['one entry, however few tokens', { tokens: 0 }, '5'],
      ['one entry, however few', { count: 0 }, '5'],
      ['what is reached first: count', { count: 1, tokens: 25 }, '5'],
      ['what is reached first: tokens', { count: 4, tokens: 5 }, '5'],
      ['nothing before the floor', { floor: '4' }, '45'],
      ['what is reached first: floor', { floor: '5', count: 3, tokens: 100 }, '5'],
      ['everything with no floor', { floor: null }, '12345'],
      ['nothing where all is before the floor', { floor: '6' }, ''],
      ['only what stands before a position', { before: pad('3') }, '12'],
      ['the newest of what stands before a position', { before: pad('4'), count: 1 }, '3'],
      ['nothing where nothing stands before', { before: pad('1') }, ''],
    ])('gives %s', async (_, window, expected) => {
      const conversation = await conversationOf(...five);
      expect(idsOf(await store.newest(conversation, window)).join('')).toBe(expected);
    });

    test('counts a floor that is gone as the place where it stood', async () => {
      const conversation = await conversationOf(...five);
      await store.remove(conversation, '3');
      expect(idsOf(await store.newest(conversation, { floor: '3' }))).toEqual(['4', '5']);
    });

    test('keeps a reply to the floor, though not one to what is before it', async () => {
      const replies = [reply(['8'], '2'), reply(['9'], '3')];
      const conversation = await conversationOf(...five, ...replies);
      expect(idsOf(await store.newest(conversation, { floor: '3' }))).toEqual(['3', '9', '4', '5']);
    });

    test('knows where a reply stands', async () => {
      const answer = reply(['9'], '3');
      const conversation = await conversationOf(...five, answer);
      expect(idsOf(await store.newest(conversation, { before: pad('4') }))).toEqual(['1', '2', '3', '9']);
      expect(idsOf(await store.newest(conversation, { before: positionOf(answer) }))).toEqual([
        '1',
        '2',
        '3',
      ]);
    });

    test('counts the tokens that an entry has after it was changed', async () => {
      const conversation = await conversationOf(...five);
      await store.change(conversation, '5', { tokens: 100 });
      expect(idsOf(await store.newest(conversation, { tokens: 25 }))).toEqual(['5']);
    });

    test('gives nothing of a conversation that is unknown', async () => {
      expect(await store.newest(newId())).toEqual([]);
    });

    test('reads a long conversation to its beginning', async () => {
      const entries = Array.from({ length: 450 }, (_, at) => message(String(at)));
      const conversation = newId();
      await Promise.all(entries.map((entry) => store.append(conversation, entry)));
      expect(await store.newest(conversation)).toEqual(entries);
      expect(await store.newest(conversation, { count: 300 })).toEqual(entries.slice(-300));
      expect(await store.newest(conversation, { tokens: 2_005 })).toEqual(entries.slice(-201));
    });
  });

  describe('change', () => {
    test('changes what is said and keeps the rest', async () => {
      const conversation = await conversationOf(message('1'), message('2'), message('3'));
      const change = { text: 'edited', tokens: 3, attachments: [{ name: 'a', type: '', size: 1 }] };
      expect(await store.change(conversation, '2', change)).toBe(true);
      expect(await store.newest(conversation)).toEqual([message('1'), message('2', change), message('3')]);
    });

    test('finds a reply by any of its messages', async () => {
      const conversation = await conversationOf(message('1'), reply(['5', '6'], '1'));
      for (const id of ['5', '6']) {
        expect(await store.change(conversation, id, { text: `by ${id}` })).toBe(true);
        expect((await store.newest(conversation))[1]?.text).toBe(`by ${id}`);
      }
    });

    test('writes to the record in the same step', async () => {
      const conversation = await conversationOf(message('1'));
      await store.update(conversation, { joined: true });
      await store.change(conversation, '1', { text: 'edited' }, { answeredThrough: '1' });
      expect(await store.conversation(conversation)).toMatchObject({ joined: true, answeredThrough: '1' });
    });

    test('says where there is no such message, and changes nothing', async () => {
      const conversation = await conversationOf(message('1'));
      expect(await store.change(conversation, '2', { text: 'edited' }, { joined: true })).toBe(false);
      expect(await store.conversation(conversation)).toMatchObject({ joined: false });
      expect(await store.change(newId(), '1', { text: 'edited' })).toBe(false);
      expect(await store.newest(conversation)).toEqual([message('1')]);
    });

    test('lets a reply have other messages; its own id stays', async () => {
      const conversation = await conversationOf(message('1'), reply(['5', '6'], '1'));
      expect(await store.change(conversation, '6', { reply: { messages: ['7', '8'], answers: '1' } })).toBe(
        true,
      );
      expect((await store.newest(conversation))[1]?.reply?.messages).toEqual(['7', '8']);
      expect(await store.change(conversation, '6', { text: 'edited' })).toBe(false);
      for (const id of ['5', '7', '8']) {
        expect(await store.append(conversation, message(id))).toBe(false);
        expect(await store.change(conversation, id, { text: id })).toBe(true);
      }
      expect(await store.append(conversation, message('6'))).toBe(true);
      expect(await store.remove(conversation, '8')).toBe(true);
      expect(idsOf(await store.newest(conversation))).toEqual(['1', '6']);
    });

    test('lets a reply have no message left', async () => {
      const conversation = await conversationOf(message('1'), reply(['5', '6'], '1'));
      await store.change(conversation, '6', { reply: { messages: [], answers: '1' } });
      expect(await store.change(conversation, '6', { text: 'edited' })).toBe(false);
      expect(await store.change(conversation, '5', { text: 'edited' })).toBe(true);
    });

    test('moves a reply that answers another entry', async () => {
      const conversation = await conversationOf(message('1'), message('2'), reply(['5'], '1'));
      await store.change(conversation, '5', { reply: { messages: ['5'], answers: '2' } });
      expect(idsOf(await store.newest(conversation))).toEqual(['1', '2', '5']);
      expect(await store.remove(conversation, '5')).toBe(true);
      expect(idsOf(await store.newest(conversation))).toEqual(['1', '2']);
    });

    test('leaves a message to the entry that had it first', async () => {
      const conversation = await conversationOf(message('1'), reply(['5'], '1'), reply(['6'], '1'));
      await store.change(conversation, '5', { reply: { messages: ['5', '6'], answers: '1' } });
      await store.change(conversation, '6', { text: 'edited' });
      await store.remove(conversation, '5');
      expect((await store.newest(conversation)).map(({ text }) => text)).toEqual(['text 1', 'edited']);
      expect(await store.append(conversation, message('6'))).toBe(false);
    });
  });

  describe('find', () => {
    test('gives the entry of a message, whichever of its messages it is', async () => {
      const conversation = await conversationOf(message('1'), reply(['5', '6'], '1'));
      expect(await store.find(conversation, '1')).toEqual(message('1'));
      expect(await store.find(conversation, '6')).toEqual(reply(['5', '6'], '1'));
    });

    test('gives nothing where there is none', async () => {
      const conversation = await conversationOf(message('1'));
      expect(await store.find(conversation, '2')).toBeUndefined();
      expect(await store.find(newId(), '1')).toBeUndefined();
    });
  });

  describe('active', () => {
    /** Nothing else in the store is as new as this. */
    let time = 4_000_000_000_000;
    const saidAt = async (at: number) => {
      const conversation = newId();
      await store.append(conversation, message('1', { time: at }));
      return conversation;
    };

    test('gives the conversations in which something was said since, the newest first', async () => {
      const since = (time += 1_000);
      const [a, b, c] = [await saidAt(since + 1), await saidAt(since + 3), await saidAt(since)];
      await saidAt(since - 1);
      expect(await store.active(since, 10)).toEqual([b, a, c]);
      expect(await store.active(since, 2)).toEqual([b, a]);
      await store.append(a, message('2', { time: since + 4 }));
      await store.append(b, message('2', { time: since - 5 }));
      expect(await store.active(since, 10)).toEqual([a, b, c]);
    });

    test('gives none that is forgotten, or of which there is only a record', async () => {
      const since = (time += 1_000);
      await store.forget(await saidAt(since + 1));
      await store.update(newId(), { joined: true });
      expect(await store.active(since, 10)).toEqual([]);
    });
  });

  describe('a lease', () => {
    const LONG = 60_000;

    test('has one owner at a time, of many who want it in the same moment', async () => {
      const conversation = newId();
      const tries = Array.from({ length: 20 }, (_, at) => store.lease(conversation, `owner ${at}`, LONG));
      const taken = (await Promise.all(tries)).filter((lease) => lease !== undefined);
      expect(taken).toHaveLength(1);
      expect(await store.lease(newId(), 'another', LONG)).toMatchObject({ owner: 'another' });
    });

    test('is free when it is released, and its fence has grown', async () => {
      const conversation = newId();
      const first = await store.lease(conversation, 'a', LONG);
      await store.release(conversation, first!);
      const second = await store.lease(conversation, 'b', LONG);
      expect(second!.fence).toBeGreaterThan(first!.fence);
    });

    test('is free when it has run out, and not before; renewing makes it longer', async () => {
      const conversation = newId();
      const first = await store.lease(conversation, 'a', 30);
      expect(await store.renew(conversation, first!, LONG)).toBe(true);
      expect(await store.lease(conversation, 'b', LONG)).toBeUndefined();
      await store.renew(conversation, first!, 30);
      await expect.poll(() => store.lease(conversation, 'b', LONG)).toMatchObject({ owner: 'b' });
      expect(await store.renew(conversation, first!, LONG)).toBe(false);
      await store.release(conversation, first!); // not theirs any more
      expect(await store.lease(conversation, 'c', LONG)).toBeUndefined();
    });

    test('lets its owner write until somebody else has taken it, even when it has run out', async () => {
      const conversation = await conversationOf(message('1'));
      const first = await store.lease(conversation, 'a', 1);
      await store.update(conversation, { joined: true }, first);
      const second = await expect
        .poll(() => store.lease(conversation, 'a', LONG))
        .toBeDefined()
        .then(() => ({ owner: 'a', fence: first!.fence + 1 }));
      const before = [await store.newest(conversation), await store.conversation(conversation)];
      for (const write of [
        () => store.append(conversation, message('2'), { joined: false }, first),
        () => store.change(conversation, '1', { text: 'changed' }, {}, first),
        () => store.update(conversation, { joined: false }, first),
      ])
        await expect(write()).rejects.toThrow(LeaseLost);
      expect([await store.newest(conversation), await store.conversation(conversation)]).toEqual(before);
      expect(await store.append(conversation, message('2'), {}, second)).toBe(true);
      expect(await store.change(conversation, '2', { text: 'changed' }, {}, second)).toBe(true);
    });

    test('is lost when the conversation is forgotten', async () => {
      const conversation = await conversationOf(message('1'));
      const first = await store.lease(conversation, 'a', LONG);
      await store.forget(conversation);
      await expect(store.append(conversation, message('2'), {}, first)).rejects.toThrow(LeaseLost);
      expect(await store.conversation(conversation)).toBeUndefined();
      expect(await store.lease(conversation, 'a', LONG)).toBeDefined();
    });
  });

  describe('remove', () => {
    test('removes one entry, once, and lets it come again', async () => {
      const conversation = await conversationOf(message('1'), message('2'));
      expect(await store.remove(conversation, '1')).toBe(true);
      expect(await store.remove(conversation, '1')).toBe(false);
      expect(idsOf(await store.newest(conversation))).toEqual(['2']);
      expect(await store.append(conversation, message('1'))).toBe(true);
      expect(idsOf(await store.newest(conversation))).toEqual(['1', '2']);
    });

    test('removes a reply by any of its messages, and frees all of them', async () => {
      const conversation = await conversationOf(message('1'), reply(['5', '6', '7'], '1'));
      expect(await store.remove(conversation, '6')).toBe(true);
      for (const id of ['5', '6', '7']) expect(await store.append(conversation, message(id))).toBe(true);
    });

    test('keeps the record when the last entry goes', async () => {
      const conversation = newId();
      await store.append(conversation, message('1'), { joined: true });
      await store.remove(conversation, '1');
      expect(await store.conversation(conversation)).toEqual({ ...NEW_CONVERSATION, joined: true });
    });
  });

  describe('the record', () => {
    test('is unknown at first', async () => {
      expect(await store.conversation(newId())).toBeUndefined();
    });

    test('is made by an update, even an empty one, without any entry', async () => {
      const [a, b] = [newId(), newId()];
      await store.update(a, {});
      await store.update(b, { guild: '1', parent: '2' });
      expect(await store.conversation(a)).toEqual(NEW_CONVERSATION);
      expect(await store.conversation(b)).toEqual({ ...NEW_CONVERSATION, guild: '1', parent: '2' });
      expect(await store.newest(b)).toEqual([]);
    });

    test('changes field by field, back to null too', async () => {
      const id = newId();
      await store.update(id, { floor: '1', answeredThrough: '2', joined: true });
      await Promise.all([store.update(id, { floor: null }), store.update(id, { answeredThrough: '3' })]);
      const record = { ...NEW_CONVERSATION, joined: true, answeredThrough: '3' };
      expect(await store.conversation(id)).toEqual(record);
    });
  });

  describe('forget', () => {
    test('forgets a conversation and says how many entries went', async () => {
      const conversation = await conversationOf(message('1'), reply(['5', '6'], '1'));
      const other = await conversationOf(message('1'));
      expect(await store.forget(conversation)).toBe(2);
      expect(await store.newest(conversation)).toEqual([]);
      expect(await store.conversation(conversation)).toBeUndefined();
      expect(await store.change(conversation, '6', { text: 'edited' })).toBe(false);
      expect(await store.forget(conversation)).toBe(0);
      expect(await store.newest(other)).toHaveLength(1);
    });

    test('lets the record stay, as it is in that moment, where something is to be written to it', async () => {
      const conversation = await conversationOf(message('1', { time: 5_000_000_000_000 }));
      await store.update(conversation, { joined: true, answeredThrough: '1' });
      expect(await store.forget(conversation, { answeredThrough: '2' })).toBe(1);
      expect(await store.newest(conversation)).toEqual([]);
      const record = { ...NEW_CONVERSATION, joined: true, answeredThrough: '2' };
      expect(await store.conversation(conversation)).toEqual(record);
      expect(await store.active(5_000_000_000_000, 10)).not.toContain(conversation);
    });

    test('lets it begin anew', async () => {
      const conversation = await conversationOf(message('1'));
      await store.forget(conversation);
      expect(await store.append(conversation, message('1'))).toBe(true);
      expect(await store.newest(conversation)).toEqual([message('1')]);
    });
  });

  describe('settings', () => {
    test('are unknown at first', async () => {
      expect(await store.settings(newId(), ['1', '2'])).toEqual([undefined, undefined]);
      expect(await store.settings(newId(), [])).toEqual([]);
    });

    test('are saved for each scope, in versions', async () => {
      const guild = newId();
      const values = { model: 'a', nested: { list: [1, null, 'x'], none: [] }, __proto__: 'fine' };
      expect(await store.saveSettings(guild, guild, values, 0)).toBe(true);
      expect(await store.saveSettings(guild, '5', { prompt: 'line\nline\0' }, 0)).toBe(true);
      expect(await store.saveSettings(guild, '5', { prompt: 'b' }, 1)).toBe(true);
      const found = await store.settings(guild, ['5', '6', guild]);
      expect(found).toEqual([{ version: 2, values: { prompt: 'b' } }, undefined, { version: 1, values }]);
    });

    test('are found by their server', async () => {
      const guild = newId();
      for (const scope of [guild, '5', 'examples']) await store.saveSettings(guild, scope, { model: 'a' }, 0);
      expect((await store.scopes(guild)).toSorted()).toEqual([guild, '5', 'examples'].toSorted());
      expect(await store.scopes(newId())).toEqual([]);
    });

    test('are refused where somebody else was faster', async () => {
      const guild = newId();
      const saves = Array.from({ length: 20 }, (_, n) => store.saveSettings(guild, '1', { n }, 0));
      expect((await Promise.all(saves)).filter(Boolean)).toHaveLength(1);
      expect(await store.saveSettings(guild, '1', {}, 0)).toBe(false);
      expect(await store.saveSettings(guild, '1', {}, 2)).toBe(false);
      expect(await store.settings(guild, ['1'])).toMatchObject([{ version: 1 }]);
    });

    test('are removed by empty values, and the version still counts', async () => {
      const guild = newId();
      await store.saveSettings(guild, '1', { model: 'a' }, 0);
      expect(await store.saveSettings(guild, '1', {}, 1)).toBe(true);
      expect(await store.settings(guild, ['1'])).toEqual([{ version: 2, values: {} }]);
      expect(await store.saveSettings(guild, '1', { model: 'b' }, 2)).toBe(true);
    });

    test('of servers never mix', async () => {
      const [a, b] = [newId(), newId()];
      await store.saveSettings(a, '1', { model: 'a' }, 0);
      expect(await store.settings(b, ['1'])).toEqual([undefined]);
    });
  });

  test('it is the memory of the bot that claimed it first, whoever else does', async () => {
    expect(await store.bot()).toBeUndefined();
    const claimed = await Promise.all(['1', '2', '3'].map((bot) => store.claim(bot)));
    expect(new Set(claimed).size).toBe(1);
    expect(await store.claim('4')).toBe(claimed[0]);
    expect(await store.bot()).toBe(claimed[0]);
  });

  describe('pictures', () => {
    const DAY = '2026-11-21';
    const count = (owner: string, times: number, most: number) =>
      Promise.all(Array.from({ length: times }, () => store.countPicture(owner, DAY, most)));

    test('are counted up to the limit, whoever counts at the same time', async () => {
      const owner = newId();
      expect((await count(owner, 20, 5)).filter(Boolean)).toHaveLength(5);
      expect(await store.countPicture(owner, DAY, 5)).toBe(false);
      expect(await store.countPicture(owner, DAY, 6)).toBe(true);
    });

    test('that were not painted count no longer', async () => {
      const owner = newId();
      await count(owner, 2, 2);
      await store.uncountPicture(owner, DAY);
      expect(await count(owner, 1, 2)).toEqual([true]);
      for (let i = 0; i < 3; i++) await store.uncountPicture(owner, DAY);
      expect((await count(owner, 3, 2)).filter(Boolean)).toHaveLength(2);
    });

    test('of another server or day are others', async () => {
      const [a, b] = [newId(), newId()];
      await count(a, 1, 1);
      expect(await count(b, 1, 1)).toEqual([true]);
      expect(await store.countPicture(a, '2026-11-22', 1)).toBe(true);
      await store.uncountPicture(newId(), DAY);
    });
  });

  describe('marks', () => {
    test('are set once, whoever sets them at the same time, and say how long they stay', async () => {
      const guild = newId();
      const all = await Promise.all(Array.from({ length: 20 }, () => store.mark(guild, 'hello', 60_000)));
      expect(all.filter((left) => left === 0)).toHaveLength(1);
      const left = await store.mark(guild, 'hello', 1);
      expect(left).toBeGreaterThan(30_000);
      expect(left).toBeLessThanOrEqual(60_000);
    });

    test('end by themselves', async () => {
      const guild = newId();
      expect(await store.mark(guild, 'a', 20)).toBe(0);
      await vi.waitFor(async () => expect(await store.mark(guild, 'a', 60_000)).toBe(0));
      expect(await store.mark(guild, 'a', 60_000)).toBeGreaterThan(0);
    });

    test('of another server or name are others', async () => {
      const [a, b] = [newId(), newId()];
      expect(await store.mark(a, 'hello', 60_000)).toBe(0);
      expect(await store.mark(b, 'hello', 60_000)).toBe(0);
      expect(await store.mark(a, 'other', 60_000)).toBe(0);
    });
  });

  test.each([
    ['null bytes', 'a\0b\0'],
    ['lone surrogates', 'a\uD800b\uDC00'],
    ['line breaks of all kinds', 'a\nb\r\nc\u2028d\u2029e\v'],
    ['zalgo', 'h\u0336\u035B\u0322\u0321e\u0337\u0341\u0310l\u0334\u033F'.repeat(50)],
    ['right-to-left', '\u202Eשלום مرحبا\u202C'],
    ['emoji', '👩‍👩‍👧‍👦🏳️‍🌈'],
    ['quotes and backslashes', `"\\" '\\n' {}[]%s $1 -- ;`],
    ['nothing', ''],
    ['blanks', '   '],
    ['60,000 characters', '𝔸漢a'.repeat(15_000)],
  ])('%s come back as they were', async (_, text) => {
    const strange = message('1', {
      text,
      author: { id: '7', name: text },
      attachments: [{ name: text, type: text, size: 1 }],
    });
    const conversation = await conversationOf(strange, message('2'));
    await store.change(conversation, '2', { text });
    await store.saveSettings(conversation, '1', { [text]: text }, 0);
    expect(await store.newest(conversation)).toEqual([strange, message('2', { text })]);
    expect(await store.settings(conversation, ['1'])).toEqual([{ version: 1, values: { [text]: text } }]);
  });

  test('everything is there after closing and opening again', async () => {
    const entries = [message('1'), reply(['5', '6'], '1')];
    const conversation = newId();
    for (const entry of entries) await store.append(conversation, entry, { joined: true, guild: '3' });
    await store.saveSettings(conversation, '1', { model: 'a' }, 0);
    await store.close();
    store = await home.open();
    expect(await store.newest(conversation)).toEqual(entries);
    expect(await store.conversation(conversation)).toEqual({ ...NEW_CONVERSATION, joined: true, guild: '3' });
    expect(await store.settings(conversation, ['1'])).toEqual([{ version: 1, values: { model: 'a' } }]);
    expect(await store.change(conversation, '6', { text: 'edited' })).toBe(true);
  });

  test('checking, more than once, finds nothing wrong', async () => {
    await expect(store.check()).resolves.toBeUndefined();
    await expect(store.check()).resolves.toBeUndefined();
  });

  test('closing twice does no harm', async () => {
    const other = await home.open();
    await other.close();
    await expect(other.close()).resolves.toBeUndefined();
  });

  test('whatever happens, it does what the plain model does', async () => {
    await fc.assert(
      fc.asyncProperty(stories, async (story) => {
        const conversation = newId();
        const model = createModel();
        for (const step of story) {
          const [found, expected] = await step(store, conversation, model);
          expect(found).toEqual(expected);
          expect(await store.newest(conversation)).toEqual(model.newest({}));
          expect(await store.conversation(conversation)).toEqual(model.conversation());
        }
      }),
      { seed: 42, numRuns: 40 },
    );
  });

  keepsCopies(() => store);
  keepsKnowledge(() => store);
  keepsPeople(() => store);

  keepsUsage(() => store);
  keepsHistory(() => store);
}
