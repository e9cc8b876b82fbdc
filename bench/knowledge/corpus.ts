import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { cut } from '../../src/conversation/knowledge/cut.ts';
import { SOURCE_CHARACTERS } from '../../src/conversation/knowledge/knowledge.ts';
import type { Passage } from '../../src/store/knowledge.ts';
import type { Question } from './questions.ts';

const MODULES = join(import.meta.dirname, '../../node_modules');

/** Documentation under the MIT licence; that of the AI SDK is under Apache-2.0. It is read where npm has put it. */
const DOCUMENTS = [
  'pino/docs/*.md',
  'undici/README.md',
  'undici/docs/docs/**/*.md',
  'ioredis/README.md',
  'ws/README.md',
  'ai/docs/{03-ai-sdk-core,09-troubleshooting}/*.mdx',
];

export interface Corpus {
  /** As many documents in each as a source may have. */
  sources: string[];
  passages: (Passage & { file: string })[];
}

export function readCorpus(): Corpus {
  const sources: string[] = [];
  const passages: Corpus['passages'] = [];
  for (const file of globSync(DOCUMENTS, { cwd: MODULES }).toSorted()) {
    const text = readFileSync(join(MODULES, file), 'utf8');
    const last = sources.at(-1) ?? '';
    if (sources.length === 0 || last.length + text.length >= SOURCE_CHARACTERS) sources.push(text);
    else sources[sources.length - 1] = `${last}\n\n${text}`;
    passages.push(...cut(text).map((passage) => ({ ...passage, file })));
  }
  return { sources, passages };
}

/** The passages that answer a question. */
export function answersTo({ file, holds }: Question, { passages }: Corpus): Passage[] {
  return passages.filter((passage) => {
    const said = `${passage.heading} ${passage.text}`.replaceAll(/\s+/g, ' ');
    return passage.file.startsWith(file) && holds.some((words) => said.includes(words));
  });
}
