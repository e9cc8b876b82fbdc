import { z } from 'zod';
import { type Key, LOCALES } from '../language/language.ts';
import { AMOUNT_CHARACTERS, readAmount, writeAmount } from './amount.ts';

/** Characters; what a paragraph field of a Discord modal holds at most. */
export const PROMPT_CHARACTERS = 4_000;

/** Characters; what a Discord nickname holds at most. */
export const PERSONA_CHARACTERS = 32;

/** Tokens. Below the least there is no room for our own instructions, a prompt of full length and a question. */
export const CONTEXT_TOKENS = { least: 2_000, most: 200_000 } as const;

/** Tokens; the most is what today's small models can write in one answer. */
export const OUTPUT_TOKENS = { least: 50, most: 32_000 } as const;

/** Files of one message that are read; the most is Discord's own limit. https://discord.com/developers/docs/resources/message#create-message */
export const FILES_PER_MESSAGE = { least: 0, most: 10 } as const;

/** Of one file; the most is what OpenAI transcribes. https://platform.openai.com/docs/guides/speech-to-text */
export const FILE_MEGABYTES = { least: 1, most: 25 } as const;

/** Pictures that may be painted in a day. */
export const PICTURES_PER_DAY = { least: 1, most: 1_000 } as const;

const ANSWER_TO = ['mention', 'always', 'never'] as const;
const REPLY_IN = ['thread', 'inline'] as const;
export const SWITCH = ['on', 'off'] as const;
const LONG_REPLIES = ['messages', 'file'] as const;

/** What is done where a budget is nearly used up. */
export const NEAR_BUDGET = ['nothing', 'cheaper model', 'shorter context'] as const;

/** 'auto': that of the server on Discord. */
const LANGUAGES = ['auto', ...LOCALES];

/** The tools of our own: the name by which one is switched on and off, and by which the model uses it. */
export const BUILT_IN_TOOLS = [
  'time',
  'calculator',
  'earlier',
  'read_page',
  'web_search',
  'generate_image',
] as const;
export type BuiltIn = (typeof BUILT_IN_TOOLS)[number];

/** Those that are on where nobody chose. Searching the web costs the operator extra. */
export const DEFAULT_TOOLS: readonly BuiltIn[] = [
  'time',
  'calculator',
  'earlier',
  'read_page',
  'generate_image',
];

/** Ours and those of the operator's servers. */
const MOST_TOOLS = 100;

/** Channels, roles or people in one list: as many as one of Discord's selects holds. */
export const LIST_LENGTH = 25;

/** Seconds between two questions of one person; the most is that of Discord's own slow mode. */
export const COOLDOWN = { least: 0, most: 21_600 } as const;

/** Days; the most is a year. */
export const RETENTION_DAYS = { least: 1, most: 365 } as const;

const amount = z
  .string()
  .trim()
  .max(AMOUNT_CHARACTERS)
  .refine((written) => written === '' || readAmount(written) !== undefined, 'budget.notRead' satisfies Key)
  .transform((written) => {
    const read = readAmount(written);
    return read ? writeAmount(read) : '';
  });

/** Of each role, what its people may spend together. */
const roleBudgets = z
  .record(z.string().regex(/^\d+$/), amount)
  .refine((all) => Object.keys(all).length <= LIST_LENGTH, {
    error: 'budget.tooManyRoles' satisfies Key,
    params: { most: LIST_LENGTH },
  });

const ids = z.array(z.string().regex(/^\d+$/)).max(LIST_LENGTH);

/** Everything a server can choose, with its bounds. What it did not choose comes from the environment. */
export const settingsSchema = z.object({
  /** What Bobbin calls itself; empty: by its name on Discord. */
  persona: z.string().trim().min(1).max(PERSONA_CHARACTERS),
  prompt: z.string().trim().min(1).max(PROMPT_CHARACTERS),
  model: z.string().min(1),
  /** The context: tokens that the input of one request may have. */
  contextTokens: z.int().min(CONTEXT_TOKENS.least).max(CONTEXT_TOKENS.most),
  maxOutputTokens: z.int().min(OUTPUT_TOKENS.least).max(OUTPUT_TOKENS.most),
  filesPerMessage: z.int().min(FILES_PER_MESSAGE.least).max(FILES_PER_MESSAGE.most),
  fileMegabytes: z.int().min(FILE_MEGABYTES.least).max(FILE_MEGABYTES.most),
  answerTo: z.enum(ANSWER_TO),
  replyIn: z.enum(REPLY_IN),
  streaming: z.enum(SWITCH),
  longReplies: z.enum(LONG_REPLIES),
  /** Whether a new thread gets a title that says what it is about. */
  titles: z.enum(SWITCH),
  /** Whether pictures are painted, and how many in a day on the whole server. */
  pictures: z.enum(SWITCH),
  picturesPerDay: z.int().min(PICTURES_PER_DAY.least).max(PICTURES_PER_DAY.most),
  /** Of what Bobbin says itself, beside the answers of the model. */
  language: z.enum(LANGUAGES),
  tools: z.array(z.string()).max(MOST_TOOLS),
  /** Where Bobbin answers; none: everywhere. A category stands for its channels. */
  allowedChannels: ids,
  blockedChannels: ids,
  /** Who may use Bobbin; without roles and people: everybody. */
  allowedRoles: ids,
  blockedRoles: ids,
  allowedPeople: ids,
  blockedPeople: ids,
  /** Seconds between two questions of one person; 0: none. */
  cooldown: z.int().min(COOLDOWN.least).max(COOLDOWN.most),
  /** Whose people may change settings, beside those who manage the server; empty: nobody. */
  managerRole: z.string().regex(/^\d*$/),
  /** Budgets; empty: as much as it likes. That of a person is each person's own, that of a role all its people's together. */
  budgetPerDay: amount,
  budgetPerMonth: amount,
  personBudgetPerDay: amount,
  personBudgetPerMonth: amount,
  roleBudgetsPerDay: roleBudgets,
  roleBudgetsPerMonth: roleBudgets,
  nearBudget: z.enum(NEAR_BUDGET),
  /** Days after which a conversation that nobody uses is forgotten. */
  retentionDays: z.int().min(RETENTION_DAYS.least).max(RETENTION_DAYS.most),
  /** Whether questions and answers are checked by a moderation model. */
  moderation: z.enum(SWITCH),
});

export type Settings = z.infer<typeof settingsSchema>;

const NONE: string[] = [];
const NO_BUDGETS: Record<string, string> = {};

/** What holds where nobody chose and the environment has no word for it. */
export const DEFAULTS = {
  persona: '',
  filesPerMessage: FILES_PER_MESSAGE.most,
  fileMegabytes: FILE_MEGABYTES.most,
  answerTo: 'mention',
  replyIn: 'thread',
  streaming: 'on',
  longReplies: 'messages',
  titles: 'on',
  pictures: 'on',
  picturesPerDay: 20,
  language: 'auto',
  allowedChannels: NONE,
  blockedChannels: NONE,
  allowedRoles: NONE,
  blockedRoles: NONE,
  allowedPeople: NONE,
  blockedPeople: NONE,
  cooldown: 0,
  managerRole: '',
  budgetPerDay: '',
  budgetPerMonth: '',
  personBudgetPerDay: '',
  personBudgetPerMonth: '',
  roleBudgetsPerDay: NO_BUDGETS,
  roleBudgetsPerMonth: NO_BUDGETS,
  nearBudget: 'nothing',
  retentionDays: 30,
  moderation: 'off',
} as const satisfies Partial<Settings>;

export type SettingName = keyof Settings;

export const SETTING_NAMES = settingsSchema.keyof().options;

/** The settings that are budgets. */
export const BUDGETS = [
  'budgetPerDay',
  'budgetPerMonth',
  'personBudgetPerDay',
  'personBudgetPerMonth',
  'roleBudgetsPerDay',
  'roleBudgetsPerMonth',
] as const satisfies readonly SettingName[];

/** What only a whole server can choose; in a channel it counts as not chosen. */
export const SERVER_ONLY: readonly SettingName[] = [
  'allowedChannels',
  'blockedChannels',
  'allowedRoles',
  'blockedRoles',
  'allowedPeople',
  'blockedPeople',
  'cooldown',
  'managerRole',
  ...BUDGETS,
  'nearBudget',
  'retentionDays',
  'moderation',
];

/** Without what a channel can't choose. */
export function withoutServerOnly(choices: Choices): Choices {
  const own = { ...choices };
  for (const name of SERVER_ONLY) delete own[name];
  return own;
}

/**
 * What only those can choose who may manage the server on Discord: whom they trust with the rest, what that may cost, what is
 * looked at, and what is forgotten for good.
 */
export const OWNERS_ONLY = [
  'managerRole',
  'budgetPerDay',
  'budgetPerMonth',
  'retentionDays',
  'moderation',
] as const;

const savedSchema = settingsSchema.partial();

/** What one scope (a server, a channel, a thread) chose. */
export type Choices = z.infer<typeof savedSchema>;

/**
 * Reads what was saved. A value that is no longer valid (bounds changed, a newer Bobbin wrote it) counts as not
 * chosen; the others stay.
 */
export function readChoices(values: Record<string, unknown>): Choices {
  const whole = savedSchema.safeParse(values);
  if (whole.success) return whole.data;
  const bad = new Set(whole.error.issues.map((issue) => String(issue.path[0])));
  return savedSchema.parse(Object.fromEntries(Object.entries(values).filter(([name]) => !bad.has(name))));
}
