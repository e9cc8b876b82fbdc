import { describe, expect, test } from 'vitest';
import { localeOf, say, text, textSchema } from '../../src/language/language.ts';

test.each([
  ['de', 'de'],
  ['en-GB', 'en'],
  ['es-ES', 'es'],
  ['es-419', 'es'],
  ['pt-BR', 'pt'],
  ['it', 'en'],
  ['', 'en'],
  [undefined, 'en'],
])('who has Discord in %s is spoken to in %s', (discord, ours) => {
  expect(localeOf(discord)).toBe(ours);
});

describe('a sentence', () => {
  test.each([
    ['en', 1, 'Done. I forgot one message.'],
    ['en', 12_345, 'Done. I forgot 12,345 messages.'],
    ['de', 1, 'Erledigt. Ich habe eine Nachricht vergessen.'],
    ['de', 12_345, 'Erledigt. Ich habe 12.345 Nachrichten vergessen.'],
    ['fr', 0, 'C’est fait. J’ai oublié 0 message.'],
    ['fr', 1, 'C’est fait. J’ai oublié un message.'],
    ['ja', 1, 'できました。1 件のメッセージを忘れました。'],
    ['xx', 1, 'Done. I forgot one message.'],
  ])('counts in %s: %s', (locale, entries, said) => {
    expect(say(locale, text('forget.done', { entries }))).toBe(said);
  });

  test.each([
    ['en', 'I lack the permissions “Send Messages”, “Attach Files” in #general.'],
    ['de', 'Mir fehlen die Berechtigungen „Nachrichten senden“ und „Dateien anhängen“ in #general.'],
    ['ja', '#general で権限「メッセージを送信」、「ファイルを添付」が足りません。'],
  ])('has others in its places, and lists of them, in %s', (locale, said) => {
    const names = (['permission.SendMessages', 'permission.AttachFiles'] as const).map((key) =>
      text('permission.quoted', { name: text(key) }),
    );
    const lacking = text('permission.lacking', { count: 2, names, channel: 'general' });
    expect(say(locale, lacking)).toContain(said);
  });

  test('says what people wrote as they wrote it', () => {
    const question = "what's {this} <b>#</b>?";
    expect(say('en', text('examples.removed', { question }))).toContain(`“${question}”`);
  });

  test('that was said already stays as it is', () => {
    expect(say('de', 'Stopped.')).toBe('Stopped.');
  });
});

test.each([
  [true, text('permission.quoted', { name: text('permission.AttachFiles') })],
  [true, text('note.sources', { sources: ['`a`', '`b`'] })],
  [false, { key: 'of.a.newer.version' }],
  [false, { key: 'toString' }],
  [false, text('forget.done', { messages: 1 })],
  [false, 'Stopped.'],
])('whether it can be read from the store: %s', (valid, stored) => {
  expect(textSchema.safeParse(JSON.parse(JSON.stringify(stored))).success).toBe(valid);
});
