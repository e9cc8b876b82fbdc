import type { APIMessage } from 'discord-api-types/v10';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { shownText } from '../../playground/discord/client/sees.ts';
import { everyIn } from '../../playground/discord/components.ts';
import { type Stage, start, STORES } from './start.ts';

describe.each(STORES)('the panel on %s', (store) => {
  let stage: Stage;
  let guild: string;
  let general: string;
  let help: string;
  beforeAll(async () => {
    stage = await start(store);
    const { world } = stage.discord;
    guild = world.guild.id;
    general = world.find('general').id;
    help = world.find('help').id;
  });
  afterAll(() => stage.close());

  const customIds = (message: APIMessage) =>
    [...everyIn(message.components ?? [])].flatMap(({ custom_id: id }) =>
      typeof id === 'string' ? [id] : [],
    );

  /** The custom id of what has this action, and perhaps these words in it. */
  function idOf(message: APIMessage, action: string, ...parts: string[]): string {
    const found = customIds(message).find(
      (id) => id.startsWith(`settings:${action}:`) && parts.every((part) => id.split(':').includes(part)),
    );
    if (!found) throw new Error(`no ${action} in ${customIds(message).join(', ')}`);
    return found;
  }

  /** The newest change of this scope has this button. */
  function undoOf(message: APIMessage, scope: string): string {
    const found = customIds(message).find(
      (id) => id.startsWith('settings:undo:') && id.split(':').at(-2) === scope,
    );
    if (!found) throw new Error(`no change of ${scope} in ${customIds(message).join(', ')}`);
    return found;
  }

  /** Waits until a message says this. */
  const shows = (shown: APIMessage, wanted: string | RegExp) =>
    stage.ada.sees(shown.channel_id, (message) => {
      const text = shownText(message);
      return (
        message.id === shown.id && (typeof wanted === 'string' ? text.includes(wanted) : wanted.test(text))
      );
    });

  async function open(options: Record<string, string> = {}) {
    const { ada } = stage;
    await ada.seesAnswer(ada.command('general', 'settings panel', options));
    return stage.ada.sees('general', 'My settings for');
  }

  async function turnTo(name: string, channel = 'general') {
    const { ada } = stage;
    await ada.seesAnswer(ada.command(channel, 'settings panel'));
    const shown = await ada.sees(channel, 'My settings for');
    ada.select(channel, shown, idOf(shown, 'page'), [name]);
    return ada.sees(
      channel,
      (message) => message.id === shown.id && customIds(message).some((id) => id.split(':')[4] === name),
    );
  }

  test('shows everything at a glance', async () => {
    const shown = await open();
    expect(shown.flags).toBe((1 << 15) | (1 << 6));
    await shows(shown, /### How I answer\n\*\*I answer\*\* when I am mentioned/);
    await shows(shown, /\*\*Context\*\*: 16,000 tokens/);
    expect(customIds(shown)).toHaveLength(3);
  });

  test('changes a choice in place, which counts from the next message on', async () => {
    const { ada, ben, model } = stage;
    const shown = await turnTo('answers');
    ada.select('general', shown, idOf(shown, 'set', 'answerTo'), ['always']);
    const changed = await shows(shown, '**I answer** every message\n-# set for the server');
    expect(changed.id).toBe(shown.id);
    model.next('Without a mention.');
    const asked = ben.say('help', 'nobody is mentioned');
    await ben.sees(asked.id, 'Without a mention.');
    ada.select('general', changed, idOf(changed, 'back'), ['answerTo']);
    await shows(changed, '**I answer** when I am mentioned, and in my threads\n-# my default');
  });

  test('shows what a channel inherits, changes it there alone, and takes it back', async () => {
    const { ada } = stage;
    const shown = await turnTo('answers');
    ada.select('general', shown, idOf(shown, 'set', 'streaming'), ['off']);
    const server = await shows(shown, '**My answers** come when they are complete\n-# set for the server');
    ada.select('general', server, idOf(server, 'scope'), [help]);
    const inHelp = await shows(
      server,
      new RegExp(`My settings for <#${help}>[^]*come when they are complete\n-# set for the server`),
    );
    ada.select('general', inHelp, idOf(inHelp, 'set', 'replyIn'), ['inline']);
    const changed = await shows(inHelp, '**My reply stands** in the channel\n-# set for the channel');
    ada.select('general', changed, idOf(changed, 'scope'), []);
    const back = await shows(changed, /My settings for this server[^]*in a thread of its own\n-# my default/);
    ada.select('general', back, idOf(back, 'scope'), [help]);
    const again = await shows(back, 'in the channel\n-# set for the channel');
    ada.select('general', again, idOf(again, 'back'), ['replyIn']);
    await shows(again, new RegExp(`<#${help}>[^]*in a thread of its own\n-# my default`));
  });

  test('what only a server can choose is shown in a channel, and can’t be changed there', async () => {
    const { ada } = stage;
    const shown = await turnTo('access');
    ada.select('general', shown, idOf(shown, 'set', 'blockedChannels'), [help]);
    const server = await shows(shown, `**Channels where I never answer**: <#${help}>\n-# set for the server`);
    ada.select('general', server, idOf(server, 'scope'), [help]);
    const inHelp = await shows(server, `<#${help}>\n-# for the whole server, and chosen there`);
    expect(customIds(inHelp).filter((id) => id.startsWith('settings:set:'))).toEqual([]);
    ada.select('general', inHelp, idOf(inHelp, 'scope'), []);
    const back = await shows(inHelp, '-# set for the server');
    ada.select('general', back, idOf(back, 'back'), ['blockedChannels']);
    await shows(back, '**Channels where I never answer**: none\n-# my default');
  });

  test('numbers and names are typed into a modal with labels', async () => {
    const { ada } = stage;
    const shown = await turnTo('limits');
    await ada.seesAnswer(ada.click('general', shown, idOf(shown, 'edit')));
    const modal = await ada.seesModal();
    expect(JSON.stringify(modal)).toContain('A whole number from 2,000 to 200,000');
    ada.submitModal('general', modal.custom_id, { contextTokens: '12.000', maxOutputTokens: '2000' });
    await shows(
      shown,
      /12,000 tokens are sent at most\n-# set for the server\n[^]*2,000 tokens\n-# my default/,
    );
  });

  test('what is out of bounds is refused with the bounds', async () => {
    const { ada } = stage;
    const shown = await turnTo('limits');
    for (const contextTokens of ['many', '2500.5']) {
      await ada.seesAnswer(ada.click('general', shown, idOf(shown, 'edit')));
      const modal = await ada.seesModal();
      ada.submitModal('general', modal.custom_id, { contextTokens, maxOutputTokens: '2000' });
      await ada.sees('general', 'Context: please give a whole number from 2,000 to 200,000.');
    }
  });

  test('what there are no means for here can’t be chosen', async () => {
    const { ada } = stage;
    const cost = await turnTo('cost');
    for (const [amount, refusal] of [
      ['lots', 'I can’t read this amount.'],
      ['$5', 'I don’t know what the model practice costs'],
    ] as const) {
      await ada.seesAnswer(ada.click('general', cost, idOf(cost, 'edit')));
      const modal = await ada.seesModal();
      ada.submitModal('general', modal.custom_id, { budgetPerDay: amount });
      await ada.sees('general', refusal);
    }
    await ada.seesAnswer(ada.click('general', cost, idOf(cost, 'edit')));
    const modal = await ada.seesModal();
    ada.submitModal('general', modal.custom_id, { budgetPerDay: '900k tokens' });
    await shows(cost, '**Budget of the server for a day**: 900,000 tokens');
    const privacy = await turnTo('privacy');
    ada.select('general', privacy, idOf(privacy, 'set', 'moderation'), ['on']);
    await ada.sees('general', 'There is no model that checks what is said.');
  });

  test('a role gets its budget in a modal, for a day or a month, and what is left empty stays', async () => {
    const { ada, discord } = stage;
    const role = discord.world.addRole('Members').id;
    const shown = await turnTo('cost');
    const give = async (values: Record<string, string>) => {
      await ada.seesAnswer(ada.click('general', shown, idOf(shown, 'role')));
      const modal = await ada.seesModal();
      ada.submitModal('general', modal.custom_id, { role, ...values });
    };
    await give({});
    await ada.sees('general', 'Please name a role together with what its people may spend');
    await give({ perDay: '1k tokens' });
    await shows(shown, `**Budgets of roles for a day**: <@&${role}> 1,000 tokens`);
    await give({ perMonth: '20k tokens' });
    await shows(
      shown,
      new RegExp(`<@&${role}> 1,000 tokens[^]*roles for a month\\*\\*: <@&${role}> 20,000 tokens`),
    );
    await give({ perDay: 'none', perMonth: 'none' });
    await shows(shown, '**Budgets of roles for a month**: not chosen');
    const inHelp = idOf(shown, 'scope');
    ada.select('general', shown, inHelp, [help]);
    const channel = await shows(shown, `My settings for <#${help}>`);
    expect(customIds(channel).some((id) => id.startsWith('settings:role:'))).toBe(false);
    ada.select('general', channel, idOf(channel, 'scope'), []);
  });

  test('a name that is chosen is the one by which the model is told to go', async () => {
    const { ada, ben, bobbin, model } = stage;
    const shown = await turnTo('persona');
    await ada.seesAnswer(ada.click('general', shown, idOf(shown, 'edit')));
    const modal = await ada.seesModal();
    ada.submitModal('general', modal.custom_id, { persona: 'Captain Hook' });
    await shows(shown, '**I call myself** Captain Hook');
    model.next('Arr.');
    const asked = ben.say('general', `${bobbin} who are you?`);
    await ben.sees(asked.id, 'Arr.');
    expect(stage.lastRequest()[0]?.text).toMatch(/^You are Captain Hook,/);
  });

  test('a channel leads back to the whole server with one click', async () => {
    const { ada } = stage;
    const shown = await turnTo('answers');
    ada.select('general', shown, idOf(shown, 'scope'), [help]);
    const inHelp = await shows(shown, `My settings for <#${help}>`);
    ada.click('general', inHelp, idOf(inHelp, 'server'));
    await shows(inHelp, 'My settings for this server');
  });

  test('of two open panels each shows what counts when it is used', async () => {
    const { ada } = stage;
    const first = await turnTo('answers');
    const second = await turnTo('answers');
    ada.select('general', first, idOf(first, 'set', 'titles'), ['off']);
    await shows(first, 'named after its first message');
    ada.select('general', second, idOf(second, 'set', 'longReplies'), ['file']);
    await shows(second, /a file, with[^]*named after its first message/);
  });

  test('history tells who changed what, and leads back, as often as one likes', async () => {
    const { ada } = stage;
    await ada.seesAnswer(ada.command('general', 'settings answers', { when: 'never' }));
    ada.command('general', 'examples add');
    const modal = await ada.seesModal();
    ada.submitModal('general', modal.custom_id, { question: 'Where are you?', answer: 'Here!' });
    await ada.sees('general', 'I follow this example');
    await ada.seesAnswer(ada.command('general', 'settings history'));
    const shown = await ada.sees('general', '## What was changed');
    await shows(
      shown,
      /for the examples:\nAn example was added: “Where are you\?”[^]*When I answer\*\*: not chosen → never/,
    );
    await shows(shown, new RegExp(`<@${ada.user.id}> <t:\\d+:R>, for this server:`));
    ada.click('general', shown, undoOf(shown, 'examples'));
    const without = await shows(shown, 'An example was removed: “Where are you?”');
    const newest = customIds(without).find((id) => id.startsWith('settings:undo:'))!;
    ada.click('general', without, newest);
    const again = await shows(shown, /An example was added[^]*An example was removed/);
    ada.click('general', again, undoOf(again, guild));
    const back = await shows(shown, 'When I answer**: never → not chosen');
    ada.click('general', back, idOf(back, 'show'));
    await shows(shown, '**I answer** when I am mentioned');
  });

  test('a change of the prompt is told by its lines', async () => {
    const { ada } = stage;
    for (const prompt of ['Be kind.\nBe brief.', 'Be kind.\nBe exact.']) {
      await ada.seesAnswer(ada.command('general', 'settings prompt'));
      const modal = await ada.seesModal();
      await ada.seesAnswer(ada.submitModal('general', modal.custom_id, { prompt }));
    }
    await ada.seesAnswer(ada.command('general', 'settings history'));
    const shown = await ada.sees('general', '## What was changed');
    await shows(shown, '```diff\n- Be brief.\n+ Be exact.\n```');
    ada.click('general', shown, undoOf(shown, guild));
    await shows(shown, '```diff\n- Be exact.\n+ Be brief.\n```');
    ada.click('general', shown, idOf(shown, 'history', '6'));
    await shows(shown, '**Name**: not chosen → Captain Hook');
  });

  test('going back behind an older change asks first, and says all that would change', async () => {
    const { ada, ben } = stage;
    await ada.seesAnswer(ada.command('general', 'settings answers', { when: 'never' }));
    await ada.seesAnswer(ada.command('general', 'settings access', { rule: 'block', person: ben.user.id }));
    await ada.seesAnswer(ada.command('general', 'settings history'));
    const shown = await ada.sees('general', '## What was changed');
    const [, older] = customIds(shown).filter((id) => id.startsWith('settings:undo:'));
    ada.click('general', shown, older!);
    const asked = await shows(shown, '## Go back to what was before?');
    await shows(
      asked,
      new RegExp(`never → not chosen[^]*may not use me\\*\\*: <@${ben.user.id}> → not chosen`),
    );
    ada.click('general', asked, idOf(asked, 'history'));
    const list = await shows(asked, '## What was changed');
    await shows(list, new RegExp(`may not use me\\*\\*: not chosen → <@${ben.user.id}>`));
    ada.click('general', list, older!);
    const again = await shows(list, '## Go back to what was before?');
    ada.click('general', again, idOf(again, 'undo'));
    await shows(again, 'never → not chosen');
    ada.click('general', again, idOf(await shows(again, '## What was changed'), 'show'));
    await shows(again, '**I answer** when I am mentioned');
  });

  test('a change that is no longer known is not gone back behind', async () => {
    const { ada } = stage;
    await ada.seesAnswer(ada.command('general', 'settings history'));
    const shown = await ada.sees('general', '## What was changed');
    const id = undoOf(shown, guild);
    const forged = id.replace(/\d+$/, '999');
    for (const component of everyIn(shown.components ?? []))
      if (component['custom_id'] === id) component['custom_id'] = forged;
    ada.click('general', shown, forged);
    await ada.sees('general', 'This change is no longer kept');
  });

  test('goes on after a restart', async () => {
    const { ada } = stage;
    const shown = await turnTo('tools');
    await stage.restart();
    ada.select('general', shown, idOf(shown, 'set', 'pictures'), ['off']);
    await shows(shown, '**I paint pictures** never\n-# set for the server');
  });

  /** A file as somebody attaches it. */
  const json = (content: unknown) => ({
    name: 'settings.json',
    type: 'application/json',
    base64: Buffer.from(typeof content === 'string' ? content : JSON.stringify(content)).toString('base64'),
  });

  async function exported(): Promise<Record<string, unknown>> {
    const { ada } = stage;
    await ada.seesAnswer(ada.command('general', 'settings export'));
    const shown = await ada.sees('general', 'Here is all that was set on this server.');
    const response = await fetch(shown.attachments[0]!.url);
    return (await response.json()) as Record<string, unknown>;
  }

  test('export gives everything that the server chose, and import asks before it brings that back', async () => {
    const { ada } = stage;
    await ada.seesAnswer(ada.command('general', 'settings answers', { when: 'never', channel: help }));
    const before = await exported();
    expect(before).toMatchObject({
      bobbin: 1,
      server: { persona: 'Captain Hook', contextTokens: 12_000 },
      channels: [{ id: help, name: 'help', settings: { answerTo: 'never' } }],
      examples: [{ question: 'Where are you?', answer: 'Here!' }],
    });
    await ada.seesAnswer(ada.command('general', 'settings reset'));
    await ada.seesAnswer(ada.command('general', 'settings answers', { when: 'always', channel: help }));
    const channels = [...(before['channels'] as object[]), { id: '1', name: 'nowhere', settings: {} }];
    await ada.seesAnswer(ada.command('general', 'settings import', { file: json({ ...before, channels }) }));
    const asked = await ada.sees('general', '## This is what would change');
    await shows(asked, '**Name**: not chosen → Captain Hook');
    await shows(asked, `### <#${help}>\n**When I answer**: every message → never`);
    await shows(asked, 'There are no such channels here, so I leave them out: nowhere');
    expect((await exported())['server']).toEqual({});
    await stage.restart();
    ada.click('general', asked, idOf(asked, 'import'));
    await shows(asked, '**I call myself** Captain Hook');
    expect(await exported()).toEqual(before);
    await ada.seesAnswer(ada.command('general', 'settings import', { file: json(before) }));
    await ada.sees('general', 'there is nothing to change');
  });

  test('what is not right in a file is told field by field, and nothing is changed', async () => {
    const { ada } = stage;
    const before = await exported();
    const wrong = {
      bobbin: 1,
      server: { contextTokens: 5, nonsense: 1 },
      channels: [{ id: help, name: 'help', settings: { answerTo: 'sometimes' } }],
      examples: [],
    };
    ada.command('general', 'settings import', { file: json(wrong) });
    await ada.sees(
      'general',
      /3 things in this file[^]*`server.contextTokens`: [^]*`channels.0.settings.answerTo`: /,
    );
    const cooldown = [{ id: help, name: 'help', settings: { cooldown: 5 } }];
    ada.command('general', 'settings import', { file: json({ ...before, channels: cooldown }) });
    await ada.sees('general', '`channels.0.settings.cooldown`: This counts for the whole server');
    ada.command('general', 'settings import', { file: json('{') });
    await ada.sees('general', 'I can’t read this file.');
    ada.command('general', 'settings import', { file: json({ ...before, server: { model: 'gone' } }) });
    await ada.sees('general', '`server.model`: gone (practice, other)');
    expect(await exported()).toEqual(before);
  });

  test('what would be imported can be discarded', async () => {
    const { ada } = stage;
    const before = await exported();
    const file = json({ ...before, server: { persona: 'Nobody' } });
    await ada.seesAnswer(ada.command('general', 'settings import', { file }));
    const asked = await ada.sees('general', 'Captain Hook → Nobody');
    ada.click('general', asked, idOf(asked, 'show'));
    const after = await shows(asked, '**I call myself** Captain Hook');
    expect(after.attachments).toEqual([]);
  });

  /** A thread in which a question was answered. */
  async function thread(question: string, answer: string) {
    const { ada, bobbin, model } = stage;
    model.next(answer);
    const asked = ada.say('general', `${bobbin} ${question}`);
    await ada.sees(asked.id, answer);
    return asked.id;
  }

  /** Writes a prompt on the panel that is open in a channel. */
  async function write(shown: APIMessage, action: string, prompt: string) {
    const { ada } = stage;
    await ada.seesAnswer(ada.click(shown.channel_id, shown, idOf(shown, action)));
    const modal = await ada.seesModal();
    ada.submitModal(shown.channel_id, modal.custom_id, { prompt });
    return modal;
  }

  test('a prompt is tried on a question of this thread before it is saved', async () => {
    const { ada, model } = stage;
    const channel = await thread('how are you?', 'Fine, thank you.');
    const shown = await turnTo('persona', channel);
    await write(shown, 'prompt', 'You are a pirate.');
    const draft = await shows(shown, /## A new prompt for this server[^]*\+ You are a pirate\./);
    expect(JSON.stringify(draft.components)).toContain('how are you?');
    const before = model.requests.length;
    model.next('Arr, fine!');
    ada.select(channel, draft, idOf(draft, 'try'), [channel]);
    const tried = await shows(draft, '### With the new prompt, without tools\nArr, fine!');
    await shows(tried, /> how are you\?\n### The answer so far\nFine, thank you\./);
    expect(model.requests.length).toBe(before + 1);
    expect(stage.lastRequest()[0]?.text).toMatch(/^You are Captain Hook,[^]*You are a pirate\.$/);
    expect(stage.lastRequest().at(-1)?.text).toContain('how are you?');
    expect((await exported())['server']).not.toMatchObject({ prompt: 'You are a pirate.' });
    ada.click(channel, tried, idOf(tried, 'save'));
    await shows(tried, /\*\*Prompt\*\*\n> You are a pirate\.\n-# set for the server/);
    expect((await exported())['server']).toMatchObject({ prompt: 'You are a pirate.' });
  });

  test('a draft is written further, tried on what is typed, and discarded', async () => {
    const { ada, model } = stage;
    const shown = await turnTo('persona');
    ada.select('general', shown, idOf(shown, 'preset'), ['tutor']);
    const draft = await shows(shown, /- You are a pirate\.\n\+ You are a patient tutor/);
    const modal = await write(draft, 'rewrite', 'You are a very patient tutor.');
    expect(JSON.stringify(modal)).toContain('You are a patient tutor');
    const further = await shows(draft, '+ You are a very patient tutor.');
    const before = model.requests.length;
    await ada.seesAnswer(ada.click('general', further, idOf(further, 'ask')));
    const asking = await ada.seesModal();
    for (const answer of ['One.', 'Two.']) model.next(answer);
    ada.submitModal('general', asking.custom_id, { question: 'What is a verb?' });
    const tried = await shows(further, '> What is a verb?');
    expect(model.requests.length).toBe(before + 2);
    ada.click('general', tried, idOf(tried, 'show'));
    const back = await shows(tried, '> You are a pirate.\n-# set for the server');
    expect(back.attachments).toEqual([]);
  });

  test('a draft can be saved after a restart, and a model that fails leaves it as it is', async () => {
    const { ada, model } = stage;
    const shown = await turnTo('persona');
    ada.select('general', shown, idOf(shown, 'preset'), ['translator']);
    await shows(shown, '+ You translate between');
    await stage.restart();
    const draft = await shows(shown, '+ You translate between');
    await ada.seesAnswer(ada.click('general', draft, idOf(draft, 'ask')));
    const asking = await ada.seesModal();
    for (let at = 0; at < 2; at++) model.next({ status: 400, error: { message: 'no' } });
    ada.submitModal('general', asking.custom_id, { question: 'What is a verb?' });
    await ada.sees('general', /⚠️|Error id/);
    const kept = await shows(shown, /^## A new prompt(?![^]*I am trying it)/);
    ada.click('general', kept, idOf(kept, 'save'));
    await shows(shown, /> You translate between[^]*-# set for the server/);
  });

  test('a trial is paid for like any question', async () => {
    const { ada } = stage;
    await ada.seesAnswer(ada.command('general', 'settings budget', { 'server-per-day': '10 tokens' }));
    const shown = await turnTo('persona');
    ada.select('general', shown, idOf(shown, 'preset'), ['host']);
    const draft = await shows(shown, '+ You welcome newcomers');
    await ada.seesAnswer(ada.click('general', draft, idOf(draft, 'ask')));
    const asking = await ada.seesModal();
    ada.submitModal('general', asking.custom_id, { question: 'What is a verb?' });
    await ada.sees('general', 'This server has used up its budget for today.');
    await ada.seesAnswer(ada.command('general', 'settings budget', { 'server-per-day': 'none' }));
  });

  test('an empty prompt takes it back, and one that is the same changes nothing', async () => {
    const shown = await turnTo('persona');
    await write(shown, 'prompt', 'You are a painter.');
    const draft = await shows(shown, '+ You are a painter.');
    stage.ada.click('general', draft, idOf(draft, 'save'));
    const saved = await shows(shown, /> You are a painter\.\n-# set for the server/);
    await write(saved, 'prompt', 'You are a painter.');
    await shows(shown, /> You are a painter\.\n-# set for the server/);
    await write(shown, 'prompt', '');
    await shows(shown, /> You are Bobbin, a friendly[^]*-# my default/);
  });

  test('a modal that names another channel, by hand, is refused', async () => {
    const { ada } = stage;
    const channel = await thread('what is a secret?', 'Nobody else may read this.');
    const shown = await turnTo('persona');
    await ada.seesAnswer(ada.click('general', shown, idOf(shown, 'prompt')));
    const modal = await ada.seesModal();
    modal.custom_id = modal.custom_id.replace(general, channel);
    ada.submitModal('general', modal.custom_id, { prompt: 'Tell me all.' });
    await ada.sees('general', 'This belongs to an older version of me.');
  });

  test('nobody else can use it, also when a custom id is sent by hand', async () => {
    const { ada, ben, discord } = stage;
    ada.command('general', 'help');
    ben.command('general', 'help');
    const shown = await ben.sees('general', 'I am a chat bot');
    const registered = [...discord.world.commands.values()].find(({ name }) => name === 'settings')!;
    const onlyManagers = registered.default_member_permissions;
    registered.default_member_permissions = null;
    ben.command('general', 'settings panel');
    await ben.sees('general', 'Only people who may');
    registered.default_member_permissions = onlyManagers;
    const forged = `settings:set:${general}:${guild}:answers:answerTo`;
    const components = [
      {
        type: 1 as const,
        components: [{ type: 3 as const, custom_id: forged, options: [{ label: 'x', value: 'always' }] }],
      },
    ];
    Object.assign(shown, { components });
    const use = ben.select('general', shown, forged, ['always']);
    await ben.seesAnswer(use);
    const again = await turnTo('answers');
    expect(JSON.stringify(again.components)).toContain('**I answer** when I am mentioned');
  });
});
