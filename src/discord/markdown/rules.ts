import { entity } from './entities.ts';
import { html } from './html.ts';
import { PROTECTED, type Rule } from './inline.ts';
import { footnoteMark, images } from './links.ts';
import { formulas } from './math.ts';

/** What is shown differently inside of a line, and what is not to be touched there. */
export const RULES: readonly Rule[] = [...formulas, ...images, footnoteMark, ...PROTECTED, ...html, entity];
