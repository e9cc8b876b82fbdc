import { registerHooks } from 'node:module';
import { type Mechanism, MECHANISMS } from './options.ts';

// Given to `node --import`, with a mechanism behind a question mark: Bobbin's source is changed as it is loaded, so that
// this mechanism is missing. Bobbin itself has no such door.

/** Which text of which file stands for what else. */
const CUTS: Record<Mechanism, { file: string; text: string | RegExp; instead: string }[]> = {
  // Whoever wants a conversation has it, and no write is fenced.
  lease: [
    {
      file: 'src/conversation/lease.ts',
      text: 'await store.lease(conversation, owner, LEASE)',
      instead: "{ owner: '', fence: '' }",
    },
  ],
  // What is sent once more is a new message.
  nonce: [
    {
      file: 'src/discord/reply.ts',
      text: /nonce: `\$\{to\.attempt\}:\$\{index\}`,\s*enforceNonce: true,/,
      instead: '',
    },
    { file: 'src/discord/client.ts', text: 'enforceNonce: true,', instead: '' },
  ],
  // Nobody knows what a process that died was doing.
  record: [
    {
      file: 'src/conversation/answer.ts',
      text: 'store.update(id, { open }, held.lease)',
      instead: 'Promise.resolve()',
    },
  ],
};

const wanted = new URL(import.meta.url).search.slice(1);
const mechanism = MECHANISMS.find((one) => one === wanted);
if (mechanism === undefined) throw new Error(`${wanted} is none of ${MECHANISMS.join(', ')}.`);

registerHooks({
  load(url, context, nextLoad) {
    const loaded = nextLoad(url, context);
    const cuts = CUTS[mechanism].filter(({ file }) => url.endsWith(`/${file}`));
    if (cuts.length === 0) return loaded;
    let source = String(loaded.source);
    for (const { file, text, instead } of cuts) {
      const left = source.replace(text, instead);
      if (left === source) throw new Error(`The ${mechanism} is not where it was looked for in ${file}.`);
      source = left;
    }
    return { ...loaded, source };
  },
});
