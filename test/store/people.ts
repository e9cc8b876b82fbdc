import { describe, expect, test } from 'vitest';
import { type Entry, firstIdAt, NEW_CONVERSATION, timeOf } from '../../src/conversation/entry.ts';
import { LeaseLost } from '../../src/errors.ts';
import type { Store } from '../../src/store/store.ts';
import { message, newId, reply } from './entries.ts';

const textsOf = (entries: Entry[]) => entries.map(({ text }) => text);

/** What every store promises about forgetting people and servers. */
export function keepsPeople(current: () => Store): void {
  const by = (person: string, id = newId(), change: Partial<Entry> = {}) =>
    message(id, { author: { id: person, name: 'Ada' }, ...change });

  async function forgetIn(conversation: string, person: string, through = Date.now()) {
    const { people } = current();
    const sum = { messages: 0, answers: 0, files: 0, mentions: 0 };
    const cancels = await people.forgetInRecord(conversation, person, through);
    let from: string | undefined = '';
    for (let steps = 0; from !== undefined; steps++) {
      const { next, ...removed } = await people.forgetIn(conversation, person, through, from);
      for (const name of ['messages', 'answers', 'files', 'mentions'] as const) sum[name] += removed[name];
      from = next;
      if (steps > 100) throw new Error('it does not end');
    }
    return { ...sum, cancels };
  }

  describe('where somebody is', () => {
    test('is known by what they wrote, by what mentions them, and by what they began', async () => {
      const store = current();
      const [ada, ben, cleo] = [newId(), newId(), newId()];
      const [wrote, named, began, edited] = [newId(), newId(), newId(), newId()];
      await store.append(wrote, by(ada));
      await store.append(named, by(ben, newId(), { text: `<@${ada}> and <@!${cleo}>` }));
      await store.update(began, { guild: null, startedBy: ada });
      const id = newId();
      await store.append(edited, by(ben, id));
      await store.change(edited, id, { text: `hello <@${ada}>` });
      expect((await store.people.conversationsOf(ada)).toSorted()).toEqual([wrote, named, began, edited]);
      expect((await store.people.conversationsOf(ben)).toSorted()).toEqual([named, edited]);
      expect(await store.people.conversationsOf(cleo)).toEqual([named]);
      expect(await store.people.conversationsOf(newId())).toEqual([]);
    });

    test('is forgotten with the conversation, but not who began what is left of it', async () => {
      const store = current();
      const [ada, ben] = [newId(), newId()];
      const [a, b] = [newId(), newId()];
      for (const conversation of [a, b]) {
        await store.append(conversation, by(ada), { guild: null, parent: null, startedBy: ben });
        await store.append(conversation, by(ben));
      }
      await store.forget(a);
      await store.forget(b, { answeredThrough: newId() });
      expect(await store.people.conversationsOf(ada)).toEqual([]);
      expect(await store.people.conversationsOf(ben)).toEqual([b]);
    });

    test('is never missing, also while conversations are forgotten at the same time', async () => {
      const store = current();
      const ada = newId();
      const conversation = newId();
      for (let round = 0; round < 30; round++) {
        await Promise.all([store.append(conversation, by(ada)), store.forget(conversation)]);
        const isThere = (await store.newest(conversation)).length > 0;
        const found = await store.people.conversationsOf(ada);
        expect(found.includes(conversation) || !isThere).toBe(true);
        await store.forget(conversation);
      }
    });
  });

  describe('forgetting somebody in a conversation', () => {
    test('removes what they wrote, with its files and the answers to it, and nothing of others', async () => {
      const store = current();
      const [ada, ben] = [newId(), newId()];
      const conversation = newId();
      const [one, two, three, four, five] = [newId(), newId(), newId(), newId(), newId()];
      const attachments = [{ id: newId(), name: 'a', type: '', size: 1 }];
      await store.append(conversation, by(ada, one, { text: 'secret', attachments }));
      const copies = [{ attachment: attachments[0]!.id, bytes: Buffer.from('secret') }];
      await store.putCopies(conversation, one, { attachments, tokens: 1, copies });
      await store.append(conversation, by(ben, two, { text: 'kept' }));
      await store.append(conversation, reply([four], one, { text: 'about the secret' }));
      await store.append(conversation, reply([five], two, { text: 'about what is kept' }));
      await store.append(conversation, by(ada, three, { text: 'secret, too' }));
      expect(await forgetIn(conversation, ada)).toMatchObject({ messages: 2, answers: 1, files: 1 });
      expect(textsOf(await store.newest(conversation))).toEqual(['kept', 'about what is kept']);
      expect(await store.copies(conversation, [{ id: one, attachments }])).toEqual(new Map());
      for (const id of [one, three, four]) expect(await store.find(conversation, id)).toBeUndefined();
      expect(await store.people.conversationsOf(ada)).toEqual([]);
      expect(await store.people.conversationsOf(ben)).toEqual([conversation]);
    });

    test('removes their files from a message of somebody else that replied to one of theirs', async () => {
      const store = current();
      const [ada, ben] = [newId(), newId()];
      const conversation = newId();
      const id = newId();
      const file = { name: 'a/ü "b".png', type: 'image/png', size: 30_000_000 };
      const found = { kind: 'picture', mediaType: 'image/jpeg', width: 3, height: 2, tokens: 4_000 } as const;
      const own = { id: newId(), ...file, found };
      const shown = { id: newId(), from: { message: newId(), author: ada }, ...file };
      const attachments = [own, shown];
      await store.append(conversation, by(ben, id, { text: 'what is this?', attachments }));
      const copies = attachments.map((one) => ({ attachment: one.id, bytes: Buffer.from('picture') }));
      await store.putCopies(conversation, id, { attachments, tokens: 1, copies });
      expect(await store.people.conversationsOf(ada)).toEqual([conversation]);
      expect(await forgetIn(conversation, ada)).toMatchObject({ messages: 0, mentions: 0, files: 1 });
      expect((await store.find(conversation, id))?.attachments).toEqual([own]);
      expect([...(await store.copies(conversation, [{ id, attachments }])).keys()]).toEqual([own.id]);
      expect(await store.people.conversationsOf(ada)).toEqual([]);

      const other = newId();
      await store.append(conversation, by(ben, other, { attachments: [shown] }));
      expect(await forgetIn(conversation, ada)).toMatchObject({ files: 1 });
      expect((await store.find(conversation, other))?.attachments).toEqual([]);
    });

    test('replaces their id in what others said, and in no longer number', async () => {
      const store = current();
      const [ada, ben] = [newId(), newId()];
      const conversation = newId();
      const one = newId();
      await store.append(conversation, by(ben, one, { text: `<@${ada}> <@!${ada}> is ${ada}, not 1${ada}` }));
      const said = { messages: ['5', '6'], answers: one, pieces: [`<@${ada}>`, 'b'], earlier: [`a ${ada}`] };
      await store.append(conversation, reply([newId()], one, { text: `Hello ${ada}`, reply: said }));
      expect(await forgetIn(conversation, ada)).toMatchObject({ messages: 0, mentions: 2 });
      const [asked, answered] = await store.newest(conversation);
      expect(asked?.text).toBe(`@somebody @somebody is somebody, not 1${ada}`);
      expect(answered?.text).toBe('Hello somebody');
      expect(answered?.reply).toMatchObject({ pieces: ['@somebody', 'b'], earlier: ['a somebody'] });
    });

    test('goes through long conversations in steps', async () => {
      const store = current();
      const [ada, ben] = [newId(), newId()];
      const conversation = newId();
      const entries = Array.from({ length: 450 }, (_, at) => by(at % 3 === 0 ? ben : ada));
      await Promise.all(entries.map((entry) => store.append(conversation, entry)));
      // Even when it was interrupted, what answers something that is gone is gone, too.
      await store.append(conversation, reply([newId()], entries[199]!.id));
      const { next, ...first } = await store.people.forgetIn(conversation, ada, Date.now(), '');
      expect(next).toBeDefined();
      const then = await forgetIn(conversation, ada);
      expect([first.messages + then.messages, first.answers + then.answers]).toEqual([300, 1]);
      const left = entries.filter(({ author }) => author.id === ben);
      expect(await store.newest(conversation)).toEqual(left);
    });

    test('leaves what they write while it happens findable', async () => {
      const store = current();
      const [ada, conversation] = [newId(), newId()];
      for (let round = 0; round < 20; round++) {
        await store.append(conversation, by(ada));
        await Promise.all([forgetIn(conversation, ada), store.append(conversation, by(ada))]);
        const isThere = (await store.newest(conversation)).length > 0;
        const found = await store.people.conversationsOf(ada);
        expect(found.includes(conversation) || !isThere).toBe(true);
      }
    });

    test('leaves what is newer, and findable', async () => {
      const store = current();
      const [ada, ben] = [newId(), newId()];
      const [conversation, begun] = [newId(), newId()];
      const [old, asked] = [newId(), newId()];
      const now = Date.now();
      const [later, open] = [firstIdAt(now + 1), firstIdAt(now + 2)];
      await store.append(conversation, by(ada, old, { text: 'old' }), { guild: null, parent: null });
      await store.append(conversation, reply([newId()], old, { text: 'old, too' }));
      await store.append(conversation, by(ben, asked, { text: `old <@${ada}>` }));
      await store.append(conversation, by(ada, later, { text: 'new' }));
      await store.append(conversation, reply([open], later, { text: 'new, too' }));
      const turn = {
        attempt: later,
        question: later,
        messages: [],
        earlier: [],
        continues: null,
        said: null,
      };
      await store.update(conversation, { answeredThrough: later, floor: later, open: turn });
      expect(await forgetIn(conversation, ada, now)).toEqual({
        messages: 1,
        answers: 1,
        files: 0,
        mentions: 1,
        cancels: false,
      });
      expect(textsOf(await store.newest(conversation))).toEqual(['old @somebody', 'new', 'new, too']);
      const record = { answeredThrough: later, floor: later, open: turn };
      expect(await store.conversation(conversation)).toMatchObject(record);
      await store.update(begun, { guild: null, parent: null, startedBy: ada });
      expect(await forgetIn(begun, ada, timeOf(begun) - 1)).toMatchObject({ cancels: false });
      expect(await store.conversation(begun)).toMatchObject({ startedBy: ada });
      expect((await store.people.conversationsOf(ada)).toSorted()).toEqual([conversation, begun]);
      expect(await forgetIn(conversation, ada, now + 5)).toMatchObject({ messages: 1, cancels: true });
      expect(await store.people.conversationsOf(ada)).toEqual([begun]);
    });

    test('clears the record', async () => {
      const store = current();
      const [ada, conversation] = [newId(), newId()];
      const [one, two] = [newId(), newId()];
      const about = {
        joined: true,
        startedBy: ada,
        title: 'secret',
        answeredThrough: one,
        floor: one,
        refused: [one, two],
      };
      await store.append(conversation, by(ada, one), { guild: null, parent: null, ...about });
      await store.append(conversation, by(newId(), two));
      expect(await forgetIn(conversation, ada)).toMatchObject({ cancels: false });
      const after = String(BigInt(one) + 1n);
      expect(await store.conversation(conversation)).toEqual({
        ...NEW_CONVERSATION,
        joined: true,
        answeredThrough: after,
        floor: after,
        refused: [two],
      });
      expect(await store.people.conversationsOf(ada)).toEqual([]);
    });

    test.each([
      ['answers them', true],
      ['answers somebody else', false],
    ])('takes the lease from a turn only where it %s', async (_, answersThem) => {
      const store = current();
      const [ada, ben, conversation] = [newId(), newId(), newId()];
      const [one, two] = [newId(), newId()];
      await store.append(conversation, by(ada, one));
      await store.append(conversation, by(ben, two));
      const lease = (await store.lease(conversation, 'me', 60_000))!;
      const said = { text: 'secret', notes: [], floor: null };
      const question = answersThem ? one : two;
      const open = { attempt: question, question, messages: ['9'], earlier: ['old'], continues: null, said };
      await store.update(conversation, { open }, lease);
      expect(await forgetIn(conversation, ada)).toMatchObject({ cancels: answersThem });
      const now = await store.conversation(conversation);
      expect(now?.open).toEqual(answersThem ? { ...open, earlier: [], said: null } : open);
      const write = store.update(conversation, { stop: question }, lease);
      if (answersThem) await expect(write).rejects.toThrow(LeaseLost);
      else await expect(write).resolves.toBeUndefined();
    });

    test('is nothing where there is no conversation', async () => {
      const none = { messages: 0, answers: 0, files: 0, mentions: 0, cancels: false };
      expect(await forgetIn(newId(), newId())).toEqual(none);
    });
  });

  describe('conversations that are not used', () => {
    const OLD = 1_700_000_000_000;

    test('are told server by server, the longest idle first', async () => {
      const store = current();
      const { people } = store;
      const guild = newId();
      const [a, b, c, elsewhere] = [newId(), newId(), newId(), newId()];
      await store.append(a, message(newId(), { time: OLD + 2 }), { guild });
      await store.append(b, message(newId(), { time: OLD + 1 }), { guild });
      await store.append(c, message(newId(), { time: OLD + 3 }), { guild });
      await store.append(elsewhere, message(newId(), { time: OLD }), { guild: newId() });
      expect(await people.idle(guild, OLD + 3, 10)).toEqual([b, a]);
      expect(await people.idle(guild, OLD + 3, 1)).toEqual([b]);
      expect(await people.idle(guild, Infinity, 10)).toEqual([b, a, c]);
      await store.append(b, reply([newId()], '1', { time: OLD + 9 }));
      expect(await people.idle(guild, OLD + 3, 10)).toEqual([a]);
      expect(await people.servers()).toContain(guild);
    });

    test('are those of direct messages, too', async () => {
      const store = current();
      const { people } = store;
      const conversation = newId();
      await store.append(conversation, message(newId(), { time: 5 }), { guild: null });
      expect(await people.idle(null, 6, 10)).toContain(conversation);
    });

    test('are forgotten where nothing was said since', async () => {
      const store = current();
      const guild = newId();
      const [idle, used] = [newId(), newId()];
      const ids = [newId(), newId(), newId()];
      await store.append(idle, message('1', { time: OLD }), { guild, parent: newId(), startedBy: ids[0]! });
      await store.append(used, message('1', { time: OLD }), { guild });
      await store.append(used, message('2', { time: OLD + 10 }));
      const lease = (await store.lease(idle, 'me', 60_000))!;
      expect(await store.people.forgetIdle(guild, idle, OLD + 5)).toEqual({ entries: 1, more: false });
      expect(await store.people.forgetIdle(guild, used, OLD + 5)).toBeUndefined();
      expect(await store.conversation(idle)).toBeUndefined();
      expect(await store.newest(used)).toHaveLength(2);
      expect(await store.people.idle(guild, Infinity, 10)).toEqual([used]);
      expect(await store.people.conversationsOf(ids[0]!)).toEqual([]);
      await expect(store.update(idle, { joined: true }, lease)).rejects.toThrow(LeaseLost);
    });

    test('are forgotten in steps where they are long', async () => {
      const store = current();
      const [guild, conversation] = [newId(), newId()];
      const entries = Array.from({ length: 450 }, () => message(newId(), { time: OLD }));
      for (const entry of entries) await store.append(conversation, entry, { guild });
      let sum = 0;
      for (let more = true; more;) {
        const step = await store.people.forgetIdle(guild, conversation, Infinity);
        sum += step!.entries;
        more = step!.more;
      }
      expect(sum).toBe(450);
      expect(await store.conversation(conversation)).toBeUndefined();
    });

    test('keep the newest where somebody comes back in between', async () => {
      const store = current();
      const [guild, conversation] = [newId(), newId()];
      const entries = Array.from({ length: 250 }, (_, at) => message(newId(), { time: OLD, text: `${at}` }));
      for (const entry of entries.toReversed()) await store.append(conversation, entry, { guild });
      const step = await store.people.forgetIdle(guild, conversation, OLD + 5);
      await store.append(conversation, message(newId(), { time: OLD + 10, text: 'back' }));
      expect(await store.people.forgetIdle(guild, conversation, OLD + 5)).toBeUndefined();
      const left = [...entries.map(({ text }) => text), 'back'];
      expect(textsOf(await store.newest(conversation))).toEqual(left.slice(step!.entries));
    });

    test('are also those of which there is only a record, after a while', async () => {
      const store = current();
      const { people } = store;
      const [guild, conversation] = [newId(), newId()];
      await store.update(conversation, { guild, parent: null, joined: true });
      expect(await people.idle(guild, Date.now() - 60_000, 10)).toEqual([]);
      expect(await people.idle(guild, Date.now() + 60_000, 10)).toEqual([conversation]);
    });
  });

  test('the threads of a channel are known', async () => {
    const store = current();
    const { people } = store;
    const [channel, a, b] = [newId(), newId(), newId()];
    for (const thread of [a, b])
      await store.append(thread, message(newId()), { guild: newId(), parent: channel });
    expect((await people.threadsOf(channel)).toSorted()).toEqual([a, b]);
    await store.forget(a);
    expect(await people.threadsOf(channel)).toEqual([b]);
  });

  test('a server is forgotten, and no other', async () => {
    const store = current();
    const { people, knowledge } = store;
    const [gone, stays] = [newId(), newId()];
    for (const guild of [gone, stays]) {
      await store.saveSettings(guild, guild, { prompt: 'x' }, 0);
      const source = { id: 'a', name: 'a.md', time: 1, passages: 250, model: 'm' };
      const passages = Array.from({ length: 250 }, () => ({ heading: 'a', text: 'b' }));
      const words = passages.map(() => [`only${guild}`]);
      await knowledge.add(guild, source, { passages, words, vectors: Buffer.from('x') }, 1_000);
      await store.countPicture(guild, new Date().toISOString().slice(0, 10), 1);
      expect(await people.servers()).toContain(guild);
    }
    for (let steps = 0; await people.forgetServer(gone); steps++) expect(steps).toBeLessThan(100);
    expect(await people.servers()).not.toContain(gone);
    expect(await store.settings(gone, [gone])).toEqual([undefined]);
    expect(await knowledge.sources(gone)).toEqual([]);
    expect(await knowledge.find(gone, [`only${gone}`])).toEqual([[]]);
    // Or forgetting would be a way around the limit of a day.
    expect(await store.countPicture(gone, new Date().toISOString().slice(0, 10), 1)).toBe(false);
    expect(await people.servers()).toContain(stays);
    expect((await knowledge.find(stays, [`only${stays}`]))[0]).toHaveLength(250);
  });

  test('a conversation that begins while its server is forgotten can still be found', async () => {
    const store = current();
    const { people } = store;
    const [guild, conversation] = [newId(), newId()];
    await store.saveSettings(guild, guild, { prompt: 'x' }, 0);
    await store.append(conversation, message(newId()), { guild, parent: null });
    for (let steps = 0; await people.forgetServer(guild); steps++) expect(steps).toBeLessThan(100);
    expect(await people.idle(guild, Infinity, 10)).toEqual([conversation]);
    expect(await people.servers()).toContain(guild);
    await people.forgetIdle(guild, conversation, Infinity);
    await people.forgetServer(guild);
    expect(await people.servers()).not.toContain(guild);
  });

  describe('wishes', () => {
    test('are noted, the latest time counts, and can be taken back', async () => {
      const { wishes } = current();
      const [a, b] = [newId(), newId()];
      await wishes.note(a, 5);
      await wishes.note(a, 3);
      expect(await wishes.times([b, a])).toEqual([undefined, 5]);
      await wishes.note(a, 8);
      expect(await wishes.times([a, a])).toEqual([8, 8]);
      await wishes.unnote(a);
      expect(await wishes.times([a])).toEqual([undefined]);
      expect(await wishes.times([])).toEqual([]);
    });
  });

  test('what is still to be forgotten is remembered until it is done', async () => {
    const { wishes } = current();
    const [person, guild] = [newId(), newId()];
    const all = [
      { person, guild: null, due: 1 },
      { person, guild, due: 2 },
      { person: null, guild, due: 3 },
    ];
    for (const one of all.toReversed()) await wishes.addPending(one);
    await wishes.addPending({ person, guild, due: 9 });
    expect(await wishes.pending()).toEqual(all);
    await wishes.removePending({ person, guild: null });
    expect(await wishes.pending()).toEqual(all.slice(1));
    for (const one of all) await wishes.removePending(one);
    expect(await wishes.pending()).toEqual([]);
  });
}
