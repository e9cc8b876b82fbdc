import { ApplicationCommandOptionType, ChannelType } from 'discord-api-types/v10';
import type { CommandOption } from '../../protocol.ts';
import { attachmentFrom } from '../attachments.ts';
import { permissionsIn } from '../permissions.ts';
import type { Channel, World } from '../world.ts';

const Type = ApplicationCommandOptionType;

/** Users, roles, channels and files that an interaction's values stand for, as Discord sends them along. */
export class Resolved {
  readonly #world: World;
  readonly #channel: Channel;
  readonly #all: Record<string, Record<string, object>> = {};

  constructor(world: World, channel: Channel) {
    this.#world = world;
    this.#channel = channel;
  }

  /** Notes what a value stands for; gives the value as it is sent. */
  add(type: ApplicationCommandOptionType, value: CommandOption['value']): string | number | boolean {
    if (typeof value === 'object') return this.#addFile(value);
    const id = String(value);
    if (type === Type.User || type === Type.Mentionable) this.#addUser(id);
    const guild = this.#channel.type === ChannelType.DM ? undefined : this.#world.guildOf(this.#channel);
    const role = guild?.roles.get(id);
    if ((type === Type.Role || type === Type.Mentionable) && role) this.#put('roles', id, role);
    const channel = this.#world.channels.get(id);
    if (type === Type.Channel && channel) this.#put('channels', id, { ...channel, permissions: '0' });
    return value;
  }

  /** `resolved`, when there is anything in it. */
  given(): { resolved?: object } {
    return Object.keys(this.#all).length > 0 ? { resolved: this.#all } : {};
  }

  #addFile({ name, type, base64 }: Extract<CommandOption['value'], object>): string {
    const upload = { name, type, bytes: Buffer.from(base64, 'base64') };
    const attachment = { ...attachmentFrom(this.#world, this.#channel, upload), ephemeral: true };
    this.#put('attachments', attachment.id, attachment);
    return attachment.id;
  }

  #addUser(id: string): void {
    const user = this.#world.users.get(id);
    if (!user) return;
    this.#put('users', id, user);
    if (this.#channel.type === ChannelType.DM) return;
    const known = this.#world.guildOf(this.#channel).members.get(id);
    if (!known) return;
    const { user: _, ...member } = known;
    const permissions = String(permissionsIn(this.#world, id, this.#channel));
    this.#put('members', id, { ...member, permissions });
  }

  #put(kind: string, id: string, value: object): void {
    this.#all[kind] = { ...this.#all[kind], [id]: value };
  }
}
