import type { AnySelectMenuInteraction, ButtonInteraction, ModalSubmitInteraction } from 'discord.js';
import type { Trial } from '../../src/conversation/preview.ts';
import type { Bobbin, Command } from '../../src/discord/command.ts';
import { UserError } from '../../src/errors.ts';
import { text } from '../../src/language/language.ts';
import { PRESETS } from '../../src/settings/presets.ts';
import { PROMPT_CHARACTERS } from '../../src/settings/schema.ts';
import { requireManager } from '../common/manager.ts';
import { mayRead, requireReader } from '../common/may.ts';
import { readAttached } from './attached.ts';
import { save } from './change.ts';
import { promptModal, questionModal } from './draft-modals.ts';
import { type Beside, draftOf } from './draft-view.ts';
import { inTime } from './in-time.ts';
import { begin, showView } from './open.ts';
import { idOn, readView, type View } from './view.ts';

// A prompt that is not saved yet: what it would change, and what it would answer.

/** Bytes; a character has four at most. */
const FILE_BYTES = 4 * PROMPT_CHARACTERS;

export const draftSelects: NonNullable<Command['selects']> = {
  async preset(interaction, argument, bobbin) {
    const { view } = await begin(interaction, argument, bobbin);
    const preset = PRESETS.find(({ id }) => id === interaction.values[0]);
    if (preset === undefined) throw new UserError(text('settings.unknown'));
    await showDraft(interaction, view, preset.prompt, 'nothing', bobbin);
  },

  async try(interaction, argument, bobbin) {
    const { view } = await begin(interaction, argument, bobbin);
    await requireReader(interaction);
    const [message = ''] = interaction.values;
    await tryOut(interaction, view, { message }, bobbin);
  },
};

export const draftButtons: NonNullable<Command['buttons']> = {
  async prompt(interaction, argument, bobbin) {
    const view = await viewOf(interaction, argument, bobbin);
    const { settings } = await inTime(bobbin.settings.of(view.scope.place));
    await interaction.showModal(promptModal(idOn(view, 'draft'), view.scope.locale, settings.prompt));
  },

  async rewrite(interaction, argument, bobbin) {
    const view = await viewOf(interaction, argument, bobbin);
    const prompt = await inTime(draftIn(interaction, bobbin));
    await interaction.showModal(promptModal(idOn(view, 'draft'), view.scope.locale, prompt));
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
    const { settings: now } = await bobbin.settings.of(view.scope.place);
    if (prompt !== '' && prompt !== now.prompt) {
      await showDraft(interaction, view, prompt, 'nothing', bobbin);
      return;
    }
    if (prompt === '') await save(view.scope, { prompt: undefined }, bobbin);
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

/** Shows a draft; the questions asked here only to those who may read them. */
async function showDraft(
  interaction: AnySelectMenuInteraction | ModalSubmitInteraction,
  view: View,
  prompt: string,
  beside: Beside,
  { settings, preview }: Bobbin,
): Promise<void> {
  const { settings: now } = await settings.of(view.scope.place);
  const questions = (await mayRead(interaction)) ? await preview.questions(view.channel) : [];
  await interaction.editReply(draftOf(view, { now: now.prompt, prompt, questions }, beside));
}

/** Answers a question with the draft, and shows that beside the answer so far. Where that fails the draft stays. */
async function tryOut(
  interaction: AnySelectMenuInteraction | ModalSubmitInteraction,
  view: View,
  question: Trial['question'],
  bobbin: Bobbin,
): Promise<void> {
  const prompt = await draftIn(interaction, bobbin);
  await showDraft(interaction, view, prompt, 'trying', bobbin);
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
    await showDraft(interaction, view, prompt, beside, bobbin);
  }
}

/** A modal can't be deferred. */
async function viewOf(interaction: ButtonInteraction, argument: string, bobbin: Bobbin): Promise<View> {
  await inTime(requireManager(interaction, bobbin));
  return readView(interaction, argument).view;
}

function draftIn(
  { message }: AnySelectMenuInteraction | ButtonInteraction | ModalSubmitInteraction,
  bobbin: Bobbin,
): Promise<string> {
  return readAttached(message, FILE_BYTES, bobbin);
}
