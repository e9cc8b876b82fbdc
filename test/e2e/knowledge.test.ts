import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makePdf } from '../attachments/make-pdf.ts';
import { type Stage, start, STORES } from './start.ts';

const HANDBOOK = `# The library

## Opening hours
We are open from nine to five, on Saturdays until noon.

## Cats
Cats may not be brought along. Dogs may, if they are quiet.

## Fees
Borrowing costs nothing. Whoever returns a book late pays ten cents a day.
`;

const file = (name: string, text: string | Uint8Array, type = 'text/markdown') => ({
  file: { name, type, base64: Buffer.from(text).toString('base64') },
});

const END = /⟦knowledge of this server[^⟦⟧]*⟧\n[^]*⟦end of knowledge⟧$/;

describe.each(STORES)('knowledge on %s', (store) => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await start(store);
  });
  afterAll(() => stage.close());

  const list = async () => {
    const { ada } = stage;
    const before = ada.messages('general').length;
    await ada.seesAnswer(ada.command('general', 'knowledge list'));
    return ada
      .messages('general')
      .slice(before)
      .map(({ content }) => content)
      .join('\n');
  };

  const add = async (name: string, text: string | Uint8Array, type?: string) => {
    const { ada } = stage;
    await ada.seesAnswer(ada.command('general', 'knowledge add', file(name, text, type)));
  };

  /** Asks in a new thread. Returns the thread, the texts that the model got, and the answer as it is seen. */
  async function ask(question: string, channel = 'general') {
    const { ben, bobbin, model } = stage;
    model.next('Well.');
    const thread = ben.say(channel, `${bobbin} ${question}`).id;
    return { thread, ...(await answered(thread)) };
  }

  async function goOn(thread: string, question: string) {
    const { ben, model } = stage;
    const text = `About “${question}”.`;
    model.next(text);
    ben.say(thread, question);
    return answered(thread, text);
  }

  async function answered(thread: string, text = 'Well.') {
    const { content } = await stage.ben.sees(
      thread,
      (message) => message.content.startsWith(text) && !JSON.stringify(message.components).includes('Stop'),
    );
    return { answer: content, request: stage.lastRequest() };
  }

  test('is nothing at first', async () => {
    expect(await list()).toBe('There is nothing yet. Give me something with `/knowledge add`.');
    const { answer, request } = await ask('When does the library open?');
    expect(answer).toBe('Well.');
    expect(request.at(-1)?.text).not.toContain('knowledge');
  });

  test('is added as a file, and what fits a question stands at the end of its request', async () => {
    await add('handbook.md', HANDBOOK);
    await stage.ada.sees(
      'general',
      'Done. From the next message on I look things up in `handbook.md`, too (3 passages).',
    );
    const { answer, request } = await ask('When does the library open?');
    expect(request.at(-1)?.text).toMatch(END);
    expect(request.at(-1)?.text).toMatch(
      /\] When does the library open\?\n\n⟦knowledge|⟧ When does the library open\?\n\n⟦knowledge/,
    );
    expect(request.at(-1)?.text).toContain(
      '⟦passage of "handbook.md › The library › Opening hours"⟧\nWe are open from nine to five, on Saturdays until noon.',
    );
    expect(answer).toBe('Well.\n\n-# Looked up in `handbook.md`');
  });

  test('is pasted into a modal', async () => {
    const { ada } = stage;
    await ada.seesAnswer(ada.command('general', 'knowledge add', { name: 'Garden' }));
    const { custom_id: modal } = await ada.seesModal();
    ada.submitModal('general', modal, { text: 'The roses in the garden are watered by Grace.' });
    await ada.sees('general', 'I look things up in `Garden`, too (one passage)');
    const { answer, request } = await ask('Who waters the roses in the garden?');
    expect(request.at(-1)?.text).toContain('⟦passage of "Garden"⟧\nThe roses in the garden');
    expect(answer).toContain('-# Looked up in `Garden`');
  });

  test('is listed', async () => {
    expect(await list()).toMatch(
      /^I look things up in these \(4 passages of 3,000\):\n- `handbook\.md`: 3 passages, added <t:\d+:R>\n- `Garden`: one passage, added <t:\d+:R>$/,
    );
  });

  test('is looked up for what fits alone', async () => {
    for (const question of ['Thanks a lot, see you tomorrow!', 'Returns?']) {
      const { answer, request } = await ask(question);
      expect(answer).toBe('Well.');
      expect(request.at(-1)?.text).not.toContain('⟦knowledge');
    }
  });

  test('leaves the prefix of the conversation as it is', async () => {
    const first = await ask('When does the library open?');
    const second = await goOn(first.thread, 'May I bring my cats to the library?');
    const third = await goOn(first.thread, 'What do I pay when I return a book late?');
    for (const [before, after] of [
      [first, second],
      [second, third],
    ]) {
      const [asked, ...others] = before!.request.toReversed();
      expect(after!.request.slice(0, others.length)).toEqual(others.toReversed());
      expect(after!.request[others.length]?.text).toBe(asked!.text.replace(END, '').trimEnd());
    }
    expect(second.request.at(-1)?.text).toMatch(/Cats"⟧\nCats may not/);
    expect(third.request.filter(({ text }) => END.test(text))).toHaveLength(1);
    expect(third.answer).toMatch(/\n\n-# Looked up in `handbook\.md`$/);
  });

  test('is looked up with what was asked before, where little is asked', async () => {
    const { thread } = await ask('When does the library open on Mondays?');
    const { request } = await goOn(thread, 'And on Saturdays?');
    expect(request.at(-1)?.text).toContain('Opening hours"⟧\n');
  });

  test('of the same name takes the place of what was there', async () => {
    await add('Handbook.MD', '# Hours\nThe library opens at ten from now on.');
    expect(await list()).toMatch(/\(2 passages of 3,000\)/);
    const { request } = await ask('When does the library open?');
    expect(request.at(-1)?.text).toContain('opens at ten');
    expect(request.at(-1)?.text).not.toContain('nine to five');
  });

  test('of another server is never seen', async () => {
    const { discord, ben, model, bobbin } = stage;
    const elsewhere = discord.world.addGuild('Elsewhere');
    discord.world.join(ben.user.id, elsewhere);
    const channel = discord.world.addChannel('elsewhere', { guild: elsewhere }).id;
    model.next('Well.');
    const thread = ben.say(channel, `${bobbin} When does the library open?`).id;
    const { answer, request } = await answered(thread);
    expect(answer).toBe('Well.');
    expect(JSON.stringify(request)).not.toContain('ten from now on');
  });

  test('is removed by its name, as it is offered', async () => {
    const { ada } = stage;
    const choices = await ada.autocomplete('general', 'knowledge remove', { source: 'gar' }, 'source');
    expect(choices.map(({ name }) => name)).toEqual(['Garden']);
    ada.command('general', 'knowledge remove', { source: choices[0]!.value });
    await ada.sees('general', 'Done. I no longer know what stood in `Garden`.');
    const { answer } = await ask('Who waters the roses in the garden?');
    expect(answer).toBe('Well.');
    ada.command('general', 'knowledge remove', { source: 'handbook.md' });
    await ada.sees('general', 'Done. I no longer know what stood in `Handbook.MD`.');
    expect(await list()).toBe('There is nothing yet. Give me something with `/knowledge add`.');
    ada.command('general', 'knowledge remove', { source: 'handbook.md' });
    await ada.sees('general', 'There is no such source. See `/knowledge list` for those there are.');
  });

  test('is read in a PDF', async () => {
    const { ada } = stage;
    await add(
      'menu.pdf',
      makePdf(['The soup of the day is pumpkin.', 'Desserts: rhubarb crumble.']),
      'application/pdf',
    );
    await ada.sees('general', 'I look things up in `menu.pdf`, too');
    const { request } = await ask('Which soup is the soup of the day?');
    expect(request.at(-1)?.text).toMatch(/⟦passage of "menu\.pdf"⟧\n[^⟦]*pumpkin/);
    ada.command('general', 'knowledge remove', { source: 'menu.pdf' });
    await ada.sees('general', 'I no longer know what stood in `menu.pdf`');
  });

  test.each([
    ['a picture', 'cat.png', Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), 'image/png'],
    ['an archive', 'notes.txt', Buffer.from('PK\x03\x04 and so on', 'latin1'), 'text/plain'],
    ['nothing', 'empty.txt', Buffer.alloc(0), 'text/plain'],
    ['no words', 'blank.txt', Buffer.from(' \n\n '), 'text/plain'],
    ['too much', 'long.txt', Buffer.from('word '.repeat(70_000)), 'text/plain'],
  ])('a file with %s is refused, with the reason', async (_, name, bytes, type) => {
    const { ada } = stage;
    const before = ada.messages('general').length;
    await add(name, bytes, type);
    const [told] = ada.messages('general').slice(before);
    expect(told?.content).toMatch(/^[A-Z].*\.$/);
    expect(told?.content).not.toMatch(/Done|Error id/);
    expect(await list()).toMatch(/^There is nothing yet/);
  });

  test('is for managers, even where the server shows the commands to others', async () => {
    const { ada, ben, discord } = stage;
    expect(() => ben.command('general', 'knowledge list')).toThrow(/knowledge/);
    expect(() => ben.command('general', 'examples list')).toThrow(/examples/);
    const commands = [...discord.world.commands.values()].filter(({ name }) =>
      ['knowledge', 'examples'].includes(name),
    );
    for (const command of commands) command.default_member_permissions = null;
    await add('handbook.md', HANDBOOK);
    const refused = 'Only people who may manage this server can change my settings.';
    for (const [name, options] of [
      ['knowledge add', file('a.md', 'Some text.')],
      ['knowledge list', {}],
      ['knowledge remove', { source: 'handbook.md' }],
      ['examples add', {}],
      ['examples list', {}],
      ['examples remove', { example: 'x' }],
    ] as const) {
      const before = ben.messages('general').length;
      await ben.seesAnswer(ben.command('general', name, options));
      expect(ben.messages('general').slice(before)).toMatchObject([{ content: refused }]);
    }
    expect(await ben.autocomplete('general', 'knowledge remove', { source: '' }, 'source')).toEqual([]);
    for (const command of commands) command.default_member_permissions = '32';
    ada.command('general', 'knowledge remove', { source: 'handbook.md' });
    await ada.sees('general', 'I no longer know what stood in `handbook.md`');
  });

  test('a modal that somebody sends by hand is refused', async () => {
    const { ada, ben, discord } = stage;
    const command = [...discord.world.commands.values()].find(({ name }) => name === 'knowledge')!;
    // A manager who is none any more.
    const role = discord.world.addRole('Manager', ['ManageGuild']);
    discord.world.giveRole(ben.user.id, role);
    await ben.seesAnswer(ben.command('general', 'knowledge add'));
    const { custom_id: modal } = await ben.seesModal();
    discord.world.takeRole(ben.user.id, role);
    ben.submitModal('general', modal, { name: 'x', text: 'Some text.' });
    await ben.sees('general', 'Only people who may manage this server can change my settings.');
    expect(command.default_member_permissions).toBe('32');
    await ada.seesAnswer(ada.command('general', 'knowledge list'));
    expect(await list()).toMatch(/^There is nothing yet/);
  });
});

describe.each(STORES)('knowledge with EMBEDDING_MODEL on %s', (store) => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await start(store, { environment: { EMBEDDING_MODEL: 'text-embedding-3-small' } });
  });
  afterAll(() => stage.close());

  async function ask(question: string) {
    const { ben, bobbin, model } = stage;
    model.next('Well.');
    const thread = ben.say('general', `${bobbin} ${question}`).id;
    const { content } = await ben.sees(
      thread,
      (message) =>
        message.content.startsWith('Well.') && !JSON.stringify(message.components).includes('Stop'),
    );
    return { answer: content, text: stage.lastRequest().at(-1)!.text };
  }

  test('is embedded once, and each question once', async () => {
    const { ada, model } = stage;
    await ada.seesAnswer(ada.command('general', 'knowledge add', file('handbook.md', HANDBOOK)));
    await ada.sees('general', 'I look things up in `handbook.md`, too (3 passages)');
    const embedded = () =>
      model.embeddings.requests.map(({ body }) => body as { model: string; input: string[] });
    expect(embedded().map((body) => body.model)).toEqual(['text-embedding-3-small']);
    expect(embedded()[0]?.input.map((text) => text.split('\n')[0])).toEqual([
      'The library › Opening hours',
      'The library › Cats',
      'The library › Fees',
    ]);
    const { answer, text } = await ask('When does the library open?');
    expect(
      embedded()
        .slice(1)
        .map(({ input }) => input),
    ).toEqual([['When does the library open?']]);
    expect(text).toContain('Opening hours"⟧\nWe are open');
    expect(answer).toBe('Well.\n\n-# Looked up in `handbook.md`');
  });

  test('is found by its vectors, too, where the words alone would not do', async () => {
    const { answer, text } = await ask('Returns?');
    expect(text).toContain('Fees"⟧\nBorrowing costs nothing.');
    expect(answer).toContain('-# Looked up in `handbook.md`');
  });

  test.each([
    ['is down', { status: 400 }],
    ['does not answer', { hang: true }],
  ] as const)('is found by its words while the embedding model %s', async (_, failure) => {
    const { model, log } = stage;
    log.length = 0;
    model.embeddings.always(failure);
    const { answer } = await ask('When does the library open on Saturdays?');
    expect(answer).toContain('-# Looked up in `handbook.md`');
    expect(log.join('')).toContain('a question has no vector');
    model.embeddings.always(undefined);
  });

  test('is not added while the embedding model is down', async () => {
    const { ada, model } = stage;
    model.embeddings.next({ status: 404 });
    ada.command('general', 'knowledge add', file('other.md', 'Other text.'));
    await ada.sees('general', 'Please tell whoever runs me to check EMBEDDING_MODEL.');
    ada.command('general', 'knowledge list');
    const listed = await ada.sees('general', 'I look things up in these');
    expect(listed.content).not.toContain('other.md');
  });
});

describe.each(STORES)('examples on %s', (store) => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await start(store);
  });
  afterAll(() => stage.close());

  async function ask(question: string, channel = 'general') {
    const { ben, bobbin, model } = stage;
    model.next('Well.');
    const thread = ben.say(channel, `${bobbin} ${question}`).id;
    await ben.sees(thread, 'Well.');
    return { thread, request: stage.lastRequest() };
  }

  async function add(question: string, answer: string) {
    const { ada } = stage;
    await ada.seesAnswer(ada.command('general', 'examples add'));
    const { custom_id: modal } = await ada.seesModal();
    const before = ada.messages('general').length;
    ada.submitModal('general', modal, { question, answer });
    await ada.waitFor('sees an answer', () => ada.messages('general').length > before);
  }

  test('stand behind the prompt as messages, and stay there', async () => {
    const { ada, ben, model } = stage;
    await add('Ahoy?', 'Ahoy, matey!');
    await add('Where is the treasure?', 'Where X marks the spot.');
    await ada.sees('general', 'Done. I follow this example from the next message on.');
    const { thread, request } = await ask('Who are you?');
    expect(request.slice(1, -1)).toEqual([
      { role: 'user', text: '⟦Example 0⟧ Ahoy?' },
      { role: 'assistant', text: 'Ahoy, matey!' },
      { role: 'user', text: '⟦Example 0⟧ Where is the treasure?' },
      { role: 'assistant', text: 'Where X marks the spot.' },
    ]);
    expect(request.at(-1)?.text).toMatch(/⟧ Who are you\?$/);
    model.next('A pirate.');
    ben.say(thread, 'Really?');
    await ben.sees(thread, 'A pirate.');
    expect(stage.lastRequest().slice(0, request.length)).toEqual(request);
  });

  test('are listed and removed', async () => {
    const { ada } = stage;
    ada.command('general', 'examples list');
    const { content } = await ada.sees('general', 'I follow these examples (2 of 20):');
    expect(content).toContain('**1.** Ahoy?\n> Ahoy, matey!');
    const choices = await ada.autocomplete('general', 'examples remove', { example: 'ahoy' }, 'example');
    expect(choices.map(({ name }) => name)).toEqual(['Ahoy?']);
    ada.command('general', 'examples remove', { example: choices[0]!.value });
    await ada.sees('general', 'Done. I no longer follow the example “Ahoy?”.');
    const { request } = await ask('Who are you?');
    expect(request).toHaveLength(1 + 2 + 1);
    ada.command('general', 'examples remove', { example: 'Ahoy?' });
    await ada.sees('general', 'There is no such example. See `/examples list` for those there are.');
  });

  test('of another server are never seen', async () => {
    const { discord, ben } = stage;
    const elsewhere = discord.world.addGuild('Elsewhere');
    discord.world.join(ben.user.id, elsewhere);
    const channel = discord.world.addChannel('elsewhere', { guild: elsewhere }).id;
    expect((await ask('Who are you?', channel)).request).toHaveLength(2);
  });

  test('survive /settings reset', async () => {
    const { ada } = stage;
    await ada.seesAnswer(ada.command('general', 'settings reset'));
    expect((await ask('Who are you?')).request).toHaveLength(1 + 2 + 1);
  });

  test('without words are refused', async () => {
    await add(' ', 'An answer.');
    await stage.ada.sees('general', 'An example needs a question and an answer. Please write both.');
  });
});
