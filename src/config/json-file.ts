import { readFileSync } from 'node:fs';
import type { Problem } from '../errors.ts';

/**
 * What a JSON file of the operator's says, and what is wrong with it. It is looked for at `usual` where `variable` does not
 * say where it is, and there need not be one then: nothing, and no problem.
 */
export function readJsonFile(
  path: string | undefined,
  usual: string,
  variable: string,
): { json?: unknown; problems: Problem[] } {
  try {
    return { json: JSON.parse(readFileSync(path ?? usual, 'utf8')), problems: [] };
  } catch (error) {
    if (path === undefined && isMissing(error)) return { problems: [] };
    return { problems: [whatIsWrong(error, path ?? usual, variable)] };
  }
}

function whatIsWrong(error: unknown, path: string, variable: string): Problem {
  if (isMissing(error))
    return {
      what: `${path} is missing.`,
      todo: `Set ${variable} to the path of your file, or to nothing.`,
    };
  if (error instanceof SyntaxError)
    return { what: `${path} is no JSON.`, todo: 'See the examples in docs/tools.md and docs/cost.md.' };
  return { what: `${path} can’t be read.`, todo: 'Let the user that runs Bobbin read it.' };
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
