import { createWriteStream } from 'node:fs';
import type { World } from '../../playground/discord/world.ts';

/** Characters of a message that are noted. */
const BEGINNING = 60;

/** Writes down what happens, beside the logs of the processes and in their form. */
export function noteEvents(world: World, path: string): (msg: string, about?: object) => void {
  const file = createWriteStream(path);
  const note = (msg: string, about: object = {}) =>
    void file.write(`${JSON.stringify({ time: Date.now(), ...about, msg })}\n`);
  world.onChange((change) => {
    if (change.on === 'message' || change.on === 'messageUpdate') {
      const { id, channel_id: conversation, author, content, nonce } = change.stored.message;
      const said = `${author.username}: ${content.length} ${content.slice(0, BEGINNING)} … ${content.slice(-BEGINNING)}`;
      note(change.on, { conversation, id, nonce, said });
    } else if (change.on === 'messageDelete') {
      note(change.on, { conversation: change.channel.id, ids: change.ids });
    }
  });
  return note;
}
