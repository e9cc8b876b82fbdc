import { type APIApplicationCommandBasicOption, ApplicationCommandOptionType } from 'discord-api-types/v10';

import type { CommandOption, SaidFile } from '../../protocol.ts';

/** The options of a command as they are sent, or what is wrong with the first that does not fit. */
export function readOptions(
  options: APIApplicationCommandBasicOption[],
  values: Record<string, string>,
  files: Record<string, SaidFile> = {},
): { options: CommandOption[] } | { wrong: string; problem: string } {
  const read: CommandOption[] = [];
  for (const option of options) {
    const typed = values[option.name] ?? '';
    const file = files[option.name];
    if (file) {
      read.push({ name: option.name, value: file });
      continue;
    }
    if (typed === '') {
      if (option.required) return { wrong: option.name, problem: `“${option.name}” is required.` };
      continue;
    }
    const problem = problemOf(option, typed);
    if (problem) return { wrong: option.name, problem };
    read.push({ name: option.name, value: valueOf(option, typed) });
  }
  return { options: read };
}

/** What autocomplete is told: everything which was filled in, right or not yet. */
export function readPartly(
  options: APIApplicationCommandBasicOption[],
  values: Record<string, string>,
): CommandOption[] {
  return options
    .filter((option) => values[option.name])
    .map((option) => ({ name: option.name, value: valueOf(option, values[option.name] ?? '') }));
}

function valueOf(option: APIApplicationCommandBasicOption, typed: string): string | number | boolean {
  if (isNumeric(option)) return Number.isNaN(Number(typed)) ? typed : Number(typed);
  return option.type === ApplicationCommandOptionType.Boolean ? typed === 'true' : typed;
}

function problemOf(option: APIApplicationCommandBasicOption, typed: string): string | undefined {
  if (isNumeric(option)) {
    const value = Number(typed);
    if (Number.isNaN(value)) return `“${option.name}” must be a number.`;
    if (option.type === ApplicationCommandOptionType.Integer && !Number.isInteger(value)) {
      return `“${option.name}” must be a whole number.`;
    }
    if ('min_value' in option && value < (option.min_value ?? value)) {
      return `“${option.name}” must be at least ${option.min_value}.`;
    }
    if ('max_value' in option && value > (option.max_value ?? value)) {
      return `“${option.name}” must be at most ${option.max_value}.`;
    }
  }
  if (option.type === ApplicationCommandOptionType.String && !option.choices) {
    const { min_length: least = 0, max_length: most = 6000 } = option;
    if (typed.length < least) return `“${option.name}” must have at least ${least} characters.`;
    if (typed.length > most) return `“${option.name}” must have at most ${most} characters.`;
  }
  return undefined;
}

/** Whether an option takes a number. */
export function isNumeric(option: APIApplicationCommandBasicOption): boolean {
  return (
    option.type === ApplicationCommandOptionType.Integer ||
    option.type === ApplicationCommandOptionType.Number
  );
}
