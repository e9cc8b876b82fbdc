import type { APIThreadMember } from 'discord-api-types/v10';
import { NO_FLAGS } from './flags.ts';
import type { Thread } from './shapes.ts';
import type { World } from './world.ts';

/** Makes somebody a member of a thread; nothing happens when they are. */
export function joinThread(world: World, thread: Thread, user: string): void {
  if (!addMember(world, thread, user)) return;
  world.emit({ on: 'threadMembers', thread, added: [user], removed: [] });
}

/** Takes somebody out of a thread. */
export function leaveThread(world: World, thread: Thread, user: string): void {
  if (!world.threadMembers.get(thread.id)?.delete(user)) return;
  thread.member_count -= 1;
  world.emit({ on: 'threadMembers', thread, added: [], removed: [user] });
}

/** Makes somebody a member without telling anybody; says whether they were not. */
export function addMember(world: World, thread: Thread, user: string): boolean {
  const members = world.threadMembers.get(thread.id) ?? new Map<string, APIThreadMember>();
  if (members.has(user)) return false;
  members.set(user, {
    id: thread.id,
    user_id: user,
    join_timestamp: new Date().toISOString(),
    flags: NO_FLAGS.threadMember,
  });
  world.threadMembers.set(thread.id, members);
  thread.member_count += 1;
  return true;
}

/** A thread that somebody writes in is no longer archived. */
export function reopen(world: World, thread: Thread): void {
  if (!thread.thread_metadata.archived) return;
  thread.thread_metadata.archived = false;
  thread.thread_metadata.archive_timestamp = new Date().toISOString();
  world.emit({ on: 'threadUpdate', thread });
}
