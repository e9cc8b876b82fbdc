import { describe, expect, test } from 'vitest';
import type { Attachment, Entry } from '../../src/conversation/entry.ts';
import { LeaseLost } from '../../src/errors.ts';
import { COPIES_BYTES, COPY_BYTES, type Store } from '../../src/store/store.ts';
import { message, newId, reply } from './entries.ts';

const attached = (...ids: string[]): Attachment[] =>
  ids.map((id) => ({ id, name: `"id":"9" ${id}`, type: 'text/plain', size: 1 }));
const found = (attachments: Attachment[]): Attachment[] =>
  attachments.map((one) => ({ ...one, found: { kind: 'text', shortened: false, tokens: 5 } }));
const copiesOf = (texts: Record<string, string | Uint8Array>) =>
  Object.entries(texts).map(([attachment, text]) => ({ attachment, bytes: Buffer.from(text) }));

/** What every store promises about copies. */
export function keepsCopies(current: () => Store): void {
  /** A conversation with an entry that has these attachments, and copies of them. */
  async function keeping(texts: Record<string, string>, entry: Entry = message('1')): Promise<string> {
    const conversation = newId();
    const attachments = attached(...Object.keys(texts));
    await current().append(conversation, { ...entry, attachments });
    const read = { attachments: found(attachments), tokens: 99, copies: copiesOf(texts) };
    expect(await current().putCopies(conversation, entry.id, read)).toBe(true);
    return conversation;
  }

  /** The copies of a conversation's entries, as text; those whose attachment its entry has not any more, too. */
  async function texts(conversation: string, ...ids: string[]): Promise<Record<string, string>> {
    const entries = await current().newest(conversation);
    const whole = entries.map((entry) => ({
      ...entry,
      attachments: [...attached(...ids), ...entry.attachments],
    }));
    const copies = await current().copies(conversation, whole);
    return Object.fromEntries([...copies].map(([id, bytes]) => [id, Buffer.from(bytes).toString()]));
  }

  describe('copies', () => {
    test('are kept with what was found, and read back', async () => {
      const conversation = await keeping({ '11': 'eleven', '12': '\0 twelve \u{1f9f5}' });
      expect(await texts(conversation)).toEqual({ '11': 'eleven', '12': '\0 twelve \u{1f9f5}' });
      expect(await current().newest(conversation)).toEqual([
        message('1', { attachments: found(attached('11', '12')), tokens: 99 }),
      ]);
    });

    test('are bytes of any kind', async () => {
      const conversation = await keeping({ '11': 'x' });
      const bytes = Uint8Array.from({ length: 512 }, (_, at) => at);
      const copies = [{ attachment: '11', bytes }];
      await current().putCopies(conversation, '1', { attachments: attached('11'), tokens: 1, copies });
      const kept = await current().copies(conversation, await current().newest(conversation));
      expect(Buffer.from(kept.get('11')!)).toEqual(Buffer.from(bytes));
    });

    test('are of the entries that are asked for, and of none that has none', async () => {
      const conversation = await keeping({ '11': 'a' });
      await current().append(conversation, message('2', { attachments: attached('21') }));
      await current().append(
        conversation,
        message('3', { attachments: [{ name: 'old', type: '', size: 1 }] }),
      );
      const entries = await current().newest(conversation);
      expect([...(await current().copies(conversation, entries)).keys()]).toEqual(['11']);
      expect((await current().copies(conversation, entries.slice(1))).size).toBe(0);
      expect((await current().copies(conversation, [])).size).toBe(0);
      expect((await current().copies(newId(), entries)).size).toBe(0);
    });

    test('are put in the place of earlier ones', async () => {
      const conversation = await keeping({ '11': 'before', '12': 'stays' });
      const attachments = attached('11', '12');
      await current().putCopies(conversation, '1', {
        attachments,
        tokens: 1,
        copies: copiesOf({ '11': 'after' }),
      });
      expect(await texts(conversation)).toEqual({ '11': 'after', '12': 'stays' });
    });

    test('are not kept where the message is unknown, or has other attachments by now', async () => {
      const conversation = await keeping({ '11': 'a', '12': 'b' });
      const before = await current().newest(conversation);
      const put = (id: string, ...ids: string[]) =>
        current().putCopies(conversation, id, {
          attachments: attached(...ids),
          tokens: 1,
          copies: copiesOf({ '11': 'late' }),
        });
      expect(await put('2', '11', '12')).toBe(false);
      expect(await put('1', '11')).toBe(false);
      expect(await put('1', '12', '11')).toBe(false);
      expect(await put('1', '11', '12', '13')).toBe(false);
      expect(await current().putCopies(newId(), '1', { attachments: [], tokens: 1, copies: [] })).toBe(false);
      expect(await texts(conversation)).toEqual({ '11': 'a', '12': 'b' });
      expect(await current().newest(conversation)).toEqual(before);
    });

    test('are not kept under a lease that is lost', async () => {
      const conversation = await keeping({ '11': 'a' });
      const lease = await current().lease(conversation, 'a', 60_000);
      await current().release(conversation, lease!);
      await current().lease(conversation, 'b', 60_000);
      const read = { attachments: attached('11'), tokens: 1, copies: copiesOf({ '11': 'late' }) };
      await expect(current().putCopies(conversation, '1', read, lease)).rejects.toThrow(LeaseLost);
      expect(await texts(conversation)).toEqual({ '11': 'a' });
    });

    test('go with their attachment', async () => {
      const conversation = await keeping({ '11': 'a', '12': 'b', '112': 'c' });
      await current().change(conversation, '1', { text: 'edited' });
      expect(Object.keys(await texts(conversation))).toHaveLength(3);
      await current().change(conversation, '1', { attachments: found(attached('12')) });
      expect(await texts(conversation, '11', '112')).toEqual({ '12': 'b' });
    });

    test('go with their entry, and not with another', async () => {
      const conversation = await keeping({ '11': 'a' });
      await current().append(conversation, message('10', { attachments: attached('101') }));
      const read = { attachments: attached('101'), tokens: 1, copies: copiesOf({ '101': 'b' }) };
      await current().putCopies(conversation, '10', read);
      await current().remove(conversation, '1');
      expect(await texts(conversation)).toEqual({ '101': 'b' });
      await current().append(conversation, message('1', { attachments: attached('11') }));
      expect(await texts(conversation)).toEqual({ '101': 'b' });
    });

    test('go with the conversation, and not with another', async () => {
      const [one, other] = [await keeping({ '11': 'a' }), await keeping({ '11': 'b' })];
      await current().forget(one);
      await current().append(one, message('1', { attachments: attached('11') }));
      expect(await texts(one)).toEqual({});
      expect(await texts(other)).toEqual({ '11': 'b' });
    });

    test('stay with a reply that moves, and is known by any of its messages', async () => {
      const conversation = await keeping({ '51': 'painted' }, reply(['5', '6'], '1'));
      await current().change(conversation, '6', { reply: { messages: ['5', '7'], answers: '2' } });
      expect(await texts(conversation)).toEqual({ '51': 'painted' });
      await current().remove(conversation, '7');
      await current().append(conversation, reply(['5'], '2', { attachments: attached('51') }));
      expect(await texts(conversation)).toEqual({});
    });

    test('of the oldest entries go where all are too large', async () => {
      const conversation = newId();
      const bytes = Buffer.alloc(COPY_BYTES, 'x');
      const most = COPIES_BYTES / COPY_BYTES;
      const ids = Array.from({ length: most + 2 }, (_, at) => String(99 + at)); // of two lengths
      // The second newest comes last, as when it takes longer to read.
      for (const id of [...ids.slice(0, -2), ids.at(-1)!, ids.at(-2)!]) {
        await current().append(conversation, message(id, { attachments: attached(`${id}1`) }));
        const copies = [{ attachment: `${id}1`, bytes }];
        await current().putCopies(conversation, id, { attachments: attached(`${id}1`), tokens: 1, copies });
      }
      expect(Object.keys(await texts(conversation))).toEqual(ids.slice(2).map((id) => `${id}1`));
    });

    test('are refused where one is too large by itself', async () => {
      const conversation = await keeping({ '11': 'a' });
      const copies = [{ attachment: '11', bytes: Buffer.alloc(COPY_BYTES + 1) }];
      const put = current().putCopies(conversation, '1', { attachments: attached('11'), tokens: 1, copies });
      await expect(put).rejects.toThrow(RangeError);
      expect(await texts(conversation)).toEqual({ '11': 'a' });
    });
  });
}
