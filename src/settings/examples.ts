import { z } from 'zod';
import { UserError } from '../errors.ts';
import { text } from '../language/language.ts';
import type { Store } from '../store/store.ts';
import { changeSaved, readSaved } from './save.ts';

/** How many a server may have. */
export const EXAMPLES = 20;

/** Characters. The model is sent all of them with each question. */
export const EXAMPLE_CHARACTERS = { question: 500, answer: 1_000 } as const;

/** Where a server's examples are saved: among the scopes of its settings, which are else named by ids. */
export const EXAMPLES_SCOPE = 'examples';

const schema = z.object({ id: z.string(), question: z.string().min(1), answer: z.string().min(1) });

/** A question, and how Bobbin shall answer it and its like. */
export type Example = z.infer<typeof schema>;

/** What servers' admins show the model of how to answer. */
export interface Examples {
  /** Those of a server, in the order in which they were added; none in a DM. */
  of(guild: string | null): Promise<Example[]>;
  /** Adds one behind the others. Throws a UserError where there are too many. */
  add(guild: string, example: Example, by: string): Promise<void>;
  /** Removes one. False: there is none of this id. */
  remove(guild: string, id: string, by: string): Promise<boolean>;
}

export function createExamples(store: Store, now: () => number = Date.now): Examples {
  const of = async (guild: string) => readExamples((await readSaved(store, guild, EXAMPLES_SCOPE)).values);

  return {
    of: async (guild) => (guild === null ? [] : of(guild)),

    add: (guild, example, by) =>
      changeSaved(
        store,
        guild,
        EXAMPLES_SCOPE,
        (values) => {
          const examples = readExamples(values);
          if (examples.length >= EXAMPLES) throw new UserError(text('examples.tooMany', { most: EXAMPLES }));
          return { examples: [...examples, example] };
        },
        { person: by, time: now() },
      ),

    async remove(guild, id, by) {
      const has = (await of(guild)).some((example) => example.id === id);
      if (has)
        await changeSaved(
          store,
          guild,
          EXAMPLES_SCOPE,
          (values) => ({
            examples: readExamples(values).filter((example) => example.id !== id),
          }),
          { person: by, time: now() },
        );
      return has;
    },
  };
}

/** One that can't be read (a newer Bobbin wrote it) is left out. */
export function readExamples({ examples }: Record<string, unknown>): Example[] {
  return z
    .array(z.unknown())
    .catch([])
    .parse(examples)
    .flatMap((one) => schema.safeParse(one).data ?? []);
}
