import {
  type APIComponentInContainer,
  type AnySelectMenuInteraction,
  type ButtonInteraction,
  ButtonStyle,
  type ModalSubmitInteraction,
} from 'discord.js';
import type { Tried, Trial } from '../../src/conversation/preview.ts';
import type { Bobbin, Command } from '../../src/discord/command.ts';
import { split } from '../../src/discord/markdown/split.ts';
import { UserError } from '../../src/errors.ts';
import { type Key, say, text } from '../../src/language/language.ts';
import { PRESETS } from '../../src/settings/presets.ts';
import { PROMPT_CHARACTERS } from '../../src/settings/schema.ts';
import { requireManager } from '../manager.ts';
import { attached, readAttached } from './attached.ts';
import { save } from './change.ts';
import { promptDifference } from './difference.ts';
import { promptModal, questionModal } from './draft-modals.ts';
import { inTime } from './in-time.ts';
import { button, type Page, page, row, select, words } from './layout.ts';
import { begin, showView } from './open.ts';
import { idOn, readView, type View } from './view.ts';

// A prompt that is not saved yet: what it would change, and what it would answer.

const FILE_NAME = 'prompt.txt';

/** Bytes; a character has four at most. */
const FILE_BYTES = 4 * PROMPT_CHARACTERS;

/** Characters of what changed, alone and beside answers, of a question, and of each answer; a message holds 4,000. */
const SHOWN = { difference: 2_500, besideAnswers: 700, question: 200, answer: 1_200 } as const;

/** What was answered so far stands in grey, what would be answered in green. */
const COLOURS = { draft: 0x5865f2, before: 0x80848e, after: 0x23a55a } as const;

type Parts = Pick<Bobbin, 'preview' | 'settings' | 'fetchFile' | 'stopping'>;

/** What stands beside a draft: nothing, that it is being tried, or what came of it. */
type Beside = 'nothing' | 'trying' | Tried;

/** Shows a prompt before it is saved. */
async function draftOf(view: View, prompt: string, beside: Beside, parts: Parts): Promise<Page> {
  const { scope, channel } = view;
  const said = (key: Key) => say(scope.locale, text(key));
  const [{ settings: now }, questions] = await Promise.all([
    parts.settings.of(scope.place),
    parts.preview.questions(channel),
  ]);
  const { component, file } = attached(FILE_NAME, prompt);
  const isTried = typeof beside !== 'string';
  const most = isTried ? SHOWN.besideAnswers : SHOWN.difference;
  const options = questions.map(({ id, author, text: asked }) => ({
    label: `${author.name}: ${asked}`,
    value: id,
  }));
  const draft: APIComponentInContainer[] = [
    words(say(scope.locale, text('draft.title', { scope: scope.name }))),
    words(promptDifference(now.prompt, prompt, most)),
    component,
    ...(beside === 'trying' ? [words(said('draft.trying'))] : []),
    ...(options.length > 0
      ? [row(select(idOn(view, 'try'), options, { placeholder: said('draft.try') }))]
      : []),
    row(
      button(idOn(view, 'save'), said('draft.save'), ButtonStyle.Success),
      button(idOn(view, 'rewrite'), said('draft.rewrite'), ButtonStyle.Secondary),
      button(idOn(view, 'ask'), said('draft.ask'), ButtonStyle.Secondary),
      button(idOn(view, 'show'), said('draft.discard'), ButtonStyle.Danger),
    ),
  ];
  if (!isTried) return page([draft], [file], [COLOURS.draft]);
  const answers = [
    [words(`${said('draft.before')}\n${beginning(beside.before)}`)],
    [words(`${said('draft.after')}\n${beginning(beside.after)}`)],
  ];
  const question = `> ${oneLine(beside.question, SHOWN.question)}`;
  return page(
    [[words(question)], ...answers, draft],
    [file],
    [COLOURS.draft, COLOURS.before, COLOURS.after, COLOURS.draft],
  );
}

function beginning(answer: string): string {
  const [first = '–', ...more] = split(answer, SHOWN.answer);
  return more.length > 0 ? `${first} …` : first;
}

function oneLine(asked: string, most: number): string {
  const line = asked.replaceAll(/\s+/g, ' ').trim();
  return line.length > most ? `${line.slice(0, most).toWellFormed()} …` : line;
}

export const draftSelects: NonNullable<Command['selects']> = {
  async preset(interaction, argument, bobbin) {
    const { view } = await begin(interaction, argument, bobbin);
    const preset = PRESETS.find(({ id }) => id === interaction.values[0]);
    if (preset === undefined) throw new UserError(text('settings.unknown'));
    await interaction.editReply(await draftOf(view, preset.prompt, 'nothing', bobbin));
  },

  async try(interaction, argument, bobbin) {
    const { view } = await begin(interaction, argument, bobbin);
    const [message = ''] = interaction.values;
    await tryOut(interaction, view, { message }, bobbin);
  },
};

export const draftButtons: NonNullable<Command['buttons']> = {
  async prompt(interaction, argument, bobbin) {
    const view = await viewOf(interaction, argument, bobbin);
    const { settings } = await inTime(bobbin.settings.of(view.scope.place));
    await interaction.showModal(promptModal(view, settings.prompt));
  },

  async rewrite(interaction, argument, bobbin) {
    const view = await viewOf(interaction, argument, bobbin);
    await interaction.showModal(promptModal(view, await inTime(draftIn(interaction, bobbin))));
  },

  async ask(interaction, argument, bobbin) {
    await interaction.showModal(questionModal(await viewOf(interaction, argument, bobbin)));
  },

  async save(interaction, argument, bobbin) {
    const { view } = await begin(interaction, argument, bobbin);
    await save(view.scope, { prompt: await draftIn(interaction, bobbin) }, bobbin);
    await showView(interaction, view, bobbin);
  },
};

export const draftModals: NonNullable<Command['modals']> = {
  async draft(interaction, argument, bobbin) {
    const { view } = await begin(interaction, argument, bobbin);
    const prompt = interaction.fields.getTextInputValue('prompt').trim();
    if (prompt !== '') {
      await interaction.editReply(await draftOf(view, prompt, 'nothing', bobbin));
      return;
    }
    await save(view.scope, { prompt: undefined }, bobbin);
    await showView(interaction, view, bobbin);
  },

  async ask(interaction, argument, bobbin) {
    const { view } = await begin(interaction, argument, bobbin);
    await tryOut(
      interaction,
      view,
      { typed: interaction.fields.getTextInputValue('question').trim() },
      bobbin,
    );
  },
};

/** Answers a question with the draft, and shows that beside the answer so far. Where that fails the draft stays. */
async function tryOut(
  interaction: AnySelectMenuInteraction | ModalSubmitInteraction,
  view: View,
  question: Trial['question'],
  bobbin: Bobbin,
): Promise<void> {
  const prompt = await draftIn(interaction, bobbin);
  await interaction.editReply(await draftOf(view, prompt, 'trying', bobbin));
  const { id, displayName: name } = interaction.user;
  const trial = {
    place: view.scope.place,
    conversation: view.channel,
    person: { id, name },
    prompt,
    question,
  };
  let beside: Beside = 'nothing';
  try {
    beside = await bobbin.preview.try(trial, bobbin.stopping);
  } finally {
    await interaction.editReply(await draftOf(view, prompt, beside, bobbin));
  }
}

/** A modal can't be deferred. */
async function viewOf(interaction: ButtonInteraction, argument: string, bobbin: Bobbin): Promise<View> {
  await inTime(requireManager(interaction, bobbin));
  return readView(interaction, argument).view;
}

function draftIn(
  { message }: AnySelectMenuInteraction | ButtonInteraction | ModalSubmitInteraction,
  parts: Parts,
): Promise<string> {
  return readAttached(message, FILE_BYTES, parts);
}
