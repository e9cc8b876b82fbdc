import { type Key, LOCALES, nameOf, type Text, text } from '../../src/language/language.ts';
import {
  type BuiltIn,
  CONTEXT_TOKENS,
  COOLDOWN,
  FILE_MEGABYTES,
  FILES_PER_MESSAGE,
  OUTPUT_TOKENS,
  PERSONA_CHARACTERS,
  PICTURES_PER_DAY,
  PROMPT_CHARACTERS,
  RETENTION_DAYS,
  type SettingName,
  type Settings,
  type SWITCH,
} from '../../src/settings/schema.ts';

// What people see of each setting. The panel, what sub-commands answer, differences and import all read this table: a new
// setting is a line in schema.ts and a row here.

/** The pages of the panel, in their order. */
export const GROUPS = ['persona', 'answers', 'limits', 'tools', 'access', 'cost', 'privacy'] as const;
export type Group = (typeof GROUPS)[number];

export const GROUP_WORDS: Record<Group, Key> = {
  persona: 'group.persona',
  answers: 'group.answers',
  limits: 'group.limits',
  tools: 'group.tools',
  access: 'group.access',
  cost: 'group.cost',
  privacy: 'group.privacy',
};

/** How a setting is chosen and told. */
export type Kind =
  /** A select; what each value is in words. */
  | { kind: 'choice'; words: Record<string, Text | string> }
  /** A field of a modal. `{value, number}` in its line. */
  | { kind: 'number'; least: number; most: number }
  | { kind: 'text'; most: number; long?: true }
  /** Money or tokens; '' for none. */
  | { kind: 'amount' }
  | { kind: 'model' }
  | { kind: 'tools' }
  /** Selects of Discord's own; an array of ids. `none`: what an empty one means. */
  | { kind: 'channels' | 'roles' | 'people'; none?: Key }
  /** One role: its id, or '' for none. */
  | { kind: 'role' }
  /** Of each role, money or tokens. */
  | { kind: 'role amounts' };

export type Field = Kind & { group: Group };

export const FIELDS: Record<SettingName, Field> = {
  persona: { group: 'persona', kind: 'text', most: PERSONA_CHARACTERS },
  prompt: { group: 'persona', kind: 'text', most: PROMPT_CHARACTERS, long: true },
  model: { group: 'persona', kind: 'model' },
  contextTokens: { group: 'limits', kind: 'number', ...CONTEXT_TOKENS },
  maxOutputTokens: { group: 'limits', kind: 'number', ...OUTPUT_TOKENS },
  filesPerMessage: { group: 'limits', kind: 'number', ...FILES_PER_MESSAGE },
  fileMegabytes: { group: 'limits', kind: 'number', ...FILE_MEGABYTES },
  answerTo: {
    group: 'answers',
    kind: 'choice',
    words: choices<Settings['answerTo']>({
      mention: 'setting.answerTo.mention',
      always: 'setting.answerTo.always',
      never: 'setting.answerTo.never',
    }),
  },
  replyIn: {
    group: 'answers',
    kind: 'choice',
    words: choices<Settings['replyIn']>({
      thread: 'setting.replyIn.thread',
      inline: 'setting.replyIn.inline',
    }),
  },
  streaming: {
    group: 'answers',
    kind: 'choice',
    words: choices<Settings['streaming']>({ on: 'setting.streaming.on', off: 'setting.streaming.off' }),
  },
  longReplies: {
    group: 'answers',
    kind: 'choice',
    words: choices<Settings['longReplies']>({
      messages: 'setting.longReplies.messages',
      file: 'setting.longReplies.file',
    }),
  },
  titles: {
    group: 'answers',
    kind: 'choice',
    words: choices<Settings['titles']>({ on: 'setting.titles.on', off: 'setting.titles.off' }),
  },
  language: {
    group: 'answers',
    kind: 'choice',
    words: {
      auto: text('setting.language.auto'),
      ...Object.fromEntries(LOCALES.map((one) => [one, nameOf(one)])),
    },
  },
  tools: { group: 'tools', kind: 'tools' },
  pictures: {
    group: 'tools',
    kind: 'choice',
    words: choices<Settings['pictures']>({ on: 'setting.pictures.on', off: 'setting.pictures.off' }),
  },
  picturesPerDay: { group: 'tools', kind: 'number', ...PICTURES_PER_DAY },
  allowedChannels: { group: 'access', kind: 'channels', none: 'list.everywhere' },
  blockedChannels: { group: 'access', kind: 'channels' },
  allowedRoles: { group: 'access', kind: 'roles', none: 'list.everybody' },
  blockedRoles: { group: 'access', kind: 'roles' },
  allowedPeople: { group: 'access', kind: 'people', none: 'list.everybody' },
  blockedPeople: { group: 'access', kind: 'people' },
  cooldown: { group: 'access', kind: 'number', ...COOLDOWN },
  managerRole: { group: 'access', kind: 'role' },
  budgetPerDay: { group: 'cost', kind: 'amount' },
  budgetPerMonth: { group: 'cost', kind: 'amount' },
  personBudgetPerDay: { group: 'cost', kind: 'amount' },
  personBudgetPerMonth: { group: 'cost', kind: 'amount' },
  roleBudgetsPerDay: { group: 'cost', kind: 'role amounts' },
  roleBudgetsPerMonth: { group: 'cost', kind: 'role amounts' },
  nearBudget: {
    group: 'cost',
    kind: 'choice',
    words: choices<Settings['nearBudget']>({
      nothing: 'setting.nearBudget.nothing',
      'cheaper model': 'setting.nearBudget.cheaperModel',
      'shorter context': 'setting.nearBudget.shorterContext',
    }),
  },
  retentionDays: { group: 'privacy', kind: 'number', ...RETENTION_DAYS },
  moderation: {
    group: 'privacy',
    kind: 'choice',
    words: choices<Settings['moderation']>({ on: 'setting.moderation.on', off: 'setting.moderation.off' }),
  },
};

/** What a setting is called: at most 45 characters, as above a field of a modal. */
export function labelOf(name: SettingName): Text {
  return text(`setting.${name}`);
}

export const TOOL_WORDS: Record<BuiltIn, Key> = {
  time: 'tool.time',
  calculator: 'tool.calculator',
  earlier: 'tool.earlier',
  read_page: 'tool.readPage',
  web_search: 'tool.webSearch',
  generate_image: 'tool.generateImage',
};

export const TOOL_USE_WORDS: Record<(typeof SWITCH)[number], Key> = {
  on: 'settings.tool.on',
  off: 'settings.tool.off',
};

/** Every value has its words. */
function choices<Value extends string>(words: Record<Value, Key>): Record<string, Text> {
  return Object.fromEntries(Object.entries<Key>(words).map(([value, key]) => [value, text(key)]));
}
