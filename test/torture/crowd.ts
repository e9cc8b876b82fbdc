import { setTimeout as sleep } from 'node:timers/promises';
import type { Discord } from '../../playground/discord/start.ts';
import type { Person } from '../../playground/people.ts';
import { CROWD, type Deed, type ThreadPlan } from './plan.ts';

/** A message of a person, as it came to be. */
export interface Spoken {
  /** The conversation: a thread or a DM. */
  channel: string;
  id: string;
  author: Person;
}

/** The people, and all that they have said so far. */
export interface Crowd {
  /** By mark. */
  spoken: ReadonlyMap<string, Spoken>;
  /** Conversations that have begun, and who began them. */
  channels: ReadonlyMap<string, Person>;
  /** Does all that is planned. Resolves when that is done; what is late is done at once. */
  play(plans: readonly ThreadPlan[]): Promise<void>;
  /** Somebody says one more thing in a conversation. */
  say(channel: string, mark: string): void;
}

/** Milliseconds that people wait for Bobbin to open a thread. */
const PATIENCE = 120_000;

export function createCrowd(discord: Discord): Crowd {
  const { world } = discord;
  const servers = Array.from({ length: CROWD.guilds }, (_, index) => {
    const guild = index === 0 ? world.guild : world.addGuild(`Server ${index}`);
    const channel = world.addChannel('torture', { guild });
    const people = Array.from({ length: CROWD.people }, (_, who) =>
      discord.person(world.addPerson(`Person ${index}-${who}`, { guild }).id),
    );
    return { channel, people };
  });
  const spoken = new Map<string, Spoken>();
  const channels = new Map<string, Person>();

  /** Where a conversation takes place, once it has begun. */
  async function begin({ where, guild }: ThreadPlan, index: number, mark: string): Promise<string> {
    const server = servers[guild]!;
    if (where === 'dm') {
      const author = discord.person(world.addPerson(`Friend ${index}`).id);
      const { id: channel } = author.openDm();
      channels.set(channel, author);
      spoken.set(mark, { channel, id: author.say(channel, `${mark} hello`).id, author });
      return channel;
    }
    const author = server.people[index % server.people.length]!;
    const { id } = author.say(server.channel.id, `<@${world.bot.id}> ${mark} hello`);
    spoken.set(mark, { channel: id, id, author });
    await discord.waitFor(`the thread of ${mark}`, () => world.lookUp(id), PATIENCE);
    channels.set(id, author);
    return id;
  }

  function act(deed: Deed, channel: string, people: readonly Person[]): void {
    const message = spoken.get(deed.mark);
    if (deed.do === 'say') {
      const author = people[deed.who % people.length]!;
      const { id } = author.say(channel, `${deed.mark} says person ${deed.who}`);
      spoken.set(deed.mark, { channel, id, author });
    } else if (message && world.messages.get(placeOf(message))?.has(message.id)) {
      if (deed.do === 'delete') message.author.delete(placeOf(message), message.id);
      else message.author.edit(placeOf(message), message.id, textOf(message, deed));
    }
  }

  /** The message that a thread was opened from stands in the channel. */
  const placeOf = ({ channel, id }: Spoken) =>
    channel === id
      ? servers.find((server) => world.messages.get(server.channel.id)?.has(id))!.channel.id
      : channel;

  const textOf = ({ channel, id }: Spoken, { mark, version }: Extract<Deed, { do: 'edit' }>) =>
    `${channel === id ? `<@${world.bot.id}> ` : ''}${mark} put in other words, version ${version}`;

  async function play(plan: ThreadPlan, index: number, start: number): Promise<void> {
    const [first, ...deeds] = plan.deeds;
    if (first === undefined) return;
    const until = (at: number) => sleep(Math.max(0, start + at - performance.now()));
    await until(first.at);
    const channel = await begin(plan, index, first.mark);
    const people = plan.where === 'dm' ? [channels.get(channel)!] : servers[plan.guild]!.people;
    for (const deed of deeds) {
      await until(deed.at);
      act(deed, channel, people);
    }
  }

  return {
    spoken,
    channels,
    async play(plans) {
      const start = performance.now();
      await Promise.all(plans.map((plan, index) => play(plan, index, start)));
    },
    say(channel, mark) {
      const author = channels.get(channel)!;
      spoken.set(mark, { channel, id: author.say(channel, `${mark} and a last word`).id, author });
    },
  };
}
