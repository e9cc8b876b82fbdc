import type { Command } from '../src/discord/command.ts';
import { chat } from './chat.ts';
import { goOn } from './continue.ts';
import { doctor } from './doctor.ts';
import { examples } from './examples.ts';
import { exportThread } from './export.ts';
import { forget } from './forget.ts';
import { help } from './help.ts';
import { imagine } from './imagine.ts';
import { knowledge } from './knowledge.ts';
import { privacy } from './privacy.ts';
import { settings } from './settings.ts';
import { stop } from './stop.ts';
import { tryAgain } from './try-again.ts';
import { usage } from './usage.ts';
import { why } from './why.ts';

/** Every command there is. */
export const commands: readonly Command[] = [
  chat,
  imagine,
  settings,
  knowledge,
  examples,
  usage,
  doctor,
  stop,
  forget,
  privacy,
  exportThread,
  help,
  tryAgain,
  goOn,
  why,
];
