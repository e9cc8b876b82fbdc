import { PermissionsBitField } from 'discord.js';
import { expect, test } from 'vitest';
import { BOT_PERMISSIONS } from '../../playground/discord/permissions.ts';
import { INVITE_PERMISSIONS } from '../../src/discord/permissions.ts';

test('the playground gives Bobbin what its invite link asks for, and nothing else', () => {
  expect(BOT_PERMISSIONS).toBe(new PermissionsBitField(INVITE_PERMISSIONS).bitfield);
});
