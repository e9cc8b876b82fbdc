import type { Origin } from '../../src/settings/resolve.ts';
import {
  type ANSWER_TO,
  BUILT_IN_TOOLS,
  type BuiltIn,
  type Choices,
  type LONG_REPLIES,
  type REPLY_IN,
  SETTING_NAMES,
  type SettingName,
  type SWITCH,
} from '../../src/settings/schema.ts';

// What people read of the settings.

export const ANSWER_TO_WORDS: Record<(typeof ANSWER_TO)[number], string> = {
  mention: 'when I am mentioned, and in my threads',
  always: 'every message',
  never: 'never',
};

export const REPLY_IN_WORDS: Record<(typeof REPLY_IN)[number], string> = {
  thread: 'in a thread of its own',
  inline: 'in the channel',
};

export const STREAMING_WORDS: Record<(typeof SWITCH)[number], string> = {
  on: 'can be watched while they are written',
  off: 'come when they are complete',
};

export const LONG_REPLIES_WORDS: Record<(typeof LONG_REPLIES)[number], string> = {
  messages: 'as many messages as it takes',
  file: 'a file, with its beginning as a message',
};

export const TITLES_WORDS: Record<(typeof SWITCH)[number], string> = {
  on: 'named after what it is about',
  off: 'named after its first message',
};

export const TOOL_WORDS: Record<(typeof SWITCH)[number], string> = {
  on: 'I may use it',
  off: 'I don’t use it',
};

const BUILT_IN_WORDS: Record<BuiltIn, string> = {
  time: 'the time anywhere',
  calculator: 'a calculator',
  earlier: 'older messages of a long conversation',
  read_page: 'reading web pages',
  web_search: 'searching the web',
  generate_image: 'painting pictures',
};

/** A tool by the name by which it is switched on and off. */
export function toolWords(name: string): string {
  const builtIn = BUILT_IN_TOOLS.find((one) => one === name);
  return builtIn ? BUILT_IN_WORDS[builtIn] : name;
}

export const PICTURES_WORDS: Record<(typeof SWITCH)[number], string> = {
  on: 'when somebody wants one',
  off: 'never',
};

const ORIGIN_WORDS: Record<Origin, string> = {
  environment: 'my default',
  server: 'set for the server',
  channel: 'set for the channel',
  thread: 'set for the thread',
};

/** Characters of a prompt that are shown of a longer one; a Discord message holds 2,000 in all. */
const PROMPT_SHOWN = 1_000;

/** Characters of the list of tools. */
const TOOLS_SHOWN = 250;

/** Each setting that is chosen, in a few words; where it comes from below, when that is told. */
export function describe(choices: Choices, origins?: Record<SettingName, Origin>): string {
  const words: Record<SettingName, string | undefined> = {
    prompt: choices.prompt === undefined ? undefined : `**Prompt**\n${quote(choices.prompt)}`,
    model: choices.model === undefined ? undefined : `**Model**: \`${choices.model}\``,
    contextTokens: choices.contextTokens
      ? `**Budget**: ${format(choices.contextTokens)} tokens are sent at most`
      : undefined,
    maxOutputTokens: choices.maxOutputTokens
      ? `**Longest answer**: ${format(choices.maxOutputTokens)} tokens`
      : undefined,
    answerTo: choices.answerTo && `**I answer** ${ANSWER_TO_WORDS[choices.answerTo]}`,
    streaming: choices.streaming && `**My answers** ${STREAMING_WORDS[choices.streaming]}`,
    longReplies:
      choices.longReplies && `**My longest answers** are ${LONG_REPLIES_WORDS[choices.longReplies]}`,
    tools: choices.tools && `**Tools**: ${listed(choices.tools)}`,
    titles: choices.titles && `**A new thread** is ${TITLES_WORDS[choices.titles]}`,
    pictures: choices.pictures && `**I paint pictures** ${PICTURES_WORDS[choices.pictures]}`,
    picturesPerDay: choices.picturesPerDay
      ? `**Pictures a day**: ${format(choices.picturesPerDay)} on the whole server`
      : undefined,
    replyIn: choices.replyIn && `**My reply stands** ${REPLY_IN_WORDS[choices.replyIn]}`,
  };
  return SETTING_NAMES.flatMap((name) => {
    const line = words[name];
    if (!line) return [];
    return origins ? `${line}\n-# ${ORIGIN_WORDS[origins[name]]}` : line;
  }).join('\n');
}

function listed(tools: readonly string[]): string {
  const text = tools.map(toolWords).join(', ') || 'none';
  return text.length > TOOLS_SHOWN ? `${text.slice(0, TOOLS_SHOWN)} …` : text;
}

function quote(prompt: string): string {
  const quoted = prompt.replace(/^/gm, '> ');
  return quoted.length > PROMPT_SHOWN ? `${quoted.slice(0, PROMPT_SHOWN).toWellFormed()} …` : quoted;
}

function format(number: number): string {
  return number.toLocaleString('en');
}
