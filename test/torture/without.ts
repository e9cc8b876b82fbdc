import { readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { filesOf, MECHANISMS, withoutMechanism } from './mechanisms.ts';

// Given to `node --import`, with the name of a mechanism behind a question mark: Bobbin's source is changed as it is
// loaded, so that this mechanism is missing. Bobbin itself has no such door.

const wanted = new URL(import.meta.url).search.slice(1);
const mechanism = MECHANISMS.find((one) => one === wanted);
if (mechanism === undefined) throw new Error(`${wanted} is none of ${MECHANISMS.join(', ')}.`);

registerHooks({
  load(url, context, nextLoad) {
    const loaded = nextLoad(url, context);
    const file = filesOf(mechanism).find((one) => url.endsWith(`/${one}`));
    if (file === undefined) return loaded;
    return { ...loaded, source: withoutMechanism(mechanism, file, readFileSync(new URL(url), 'utf8')) };
  },
});
