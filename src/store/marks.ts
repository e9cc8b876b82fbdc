import { createHash } from 'node:crypto';

/** What is kept of a mark's name, which has the id of a person in it. */
export function hashOf(name: string): string {
  return createHash('sha256').update(name).digest('base64url');
}
