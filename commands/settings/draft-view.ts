import { type APIComponentInContainer, ButtonStyle } from 'discord.js';
import type { Entry } from '../../src/conversation/entry.ts';
import type { Tried } from '../../src/conversation/preview.ts';
import { split } from '../../src/discord/markdown/split.ts';
import { type Key, say, text } from '../../src/language/language.ts';
import { shortened } from '../../src/settings/shortened.ts';
import { attached } from './attached.ts';
import { promptDifference } from './difference.ts';
import { button, type Page, page, row, select, words } from '../common/layout.ts';
import { idOn, type View } from './view.ts';

const FILE_NAME = 'prompt.txt';

/** Characters of what changed, alone and beside answers, of a question, and of each answer; a message holds 4,000. */
const SHOWN = { difference: 2_500, besideAnswers: 700, question: 200, answer: 1_200 } as const;

/** What was answered so far stands in grey, what would be answered in green. */
const COLOURS = { draft: 0x5865f2, before: 0x80848e, after: 0x23a55a } as const;

/** A prompt that is not saved yet, the one that counts now, and the questions that it can be tried on. */
export interface Draft {
  now: string;
  prompt: string;
  questions: readonly Pick<Entry, 'id' | 'author' | 'text'>[];
}

/** What stands beside a draft: nothing, that it is being tried, or what came of it. */
export type Beside = 'nothing' | 'trying' | Tried;

/** Shows a prompt before it is saved. */
export function draftOf(view: View, { now, prompt, questions }: Draft, beside: Beside): Page {
  const { scope } = view;
  const said = (key: Key) => say(scope.locale, text(key));
  const { component, file } = attached(FILE_NAME, prompt);
  const isTried = typeof beside !== 'string';
  const most = isTried ? SHOWN.besideAnswers : SHOWN.difference;
  const options = questions.map(({ id, author, text: asked }) => ({
    label: `${author.name}: ${asked}`,
    value: id,
  }));
  const draft: APIComponentInContainer[] = [
    words(say(scope.locale, text('draft.title', { scope: scope.name }))),
    words(promptDifference(now, prompt, most)),
    component,
    ...(beside === 'trying' ? [words(said('draft.trying'))] : []),
    ...(options.length > 0
      ? [row(select(idOn(view, 'try'), options, { placeholder: said('draft.try') }))]
      : [words(said('draft.noQuestions'))]),
    row(
      button(idOn(view, 'save'), said('draft.save'), ButtonStyle.Success),
      button(idOn(view, 'rewrite'), said('draft.rewrite'), ButtonStyle.Secondary),
      button(idOn(view, 'ask'), said('draft.ask'), ButtonStyle.Secondary),
      button(idOn(view, 'show'), said('draft.discard'), ButtonStyle.Danger),
    ),
  ];
  if (!isTried) return page([draft], [file], [COLOURS.draft]);
  const answers = [
    [words(`${said(beside.isAnew ? 'draft.beforeAnew' : 'draft.before')}\n${beginning(beside.before)}`)],
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
  return shortened(asked.replaceAll(/\s+/g, ' ').trim(), most);
}
