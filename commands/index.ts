import type { Command } from '../src/discord/command.ts';
import { chat } from './chat.ts';
import { forget } from './forget.ts';
import { help } from './help.ts';
import { settings } from './settings.ts';

/** Every command there is. */
export const commands: readonly Command[] = [chat, settings, forget, help];
