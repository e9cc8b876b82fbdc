import { z } from 'zod';
import {
  commandBody,
  commandsIn,
  registerCommand,
  removeCommand,
  replaceCommands,
  withoutLocalizations,
} from '../commands.ts';
import { ApiError } from '../errors.ts';
import type { World } from '../world.ts';
import { form, newApi } from './api.ts';
import type { Api } from './api.ts';

const SCOPES = [
  '/applications/:application/commands',
  '/applications/:application/guilds/:guild/commands',
] as const;

/** Registering commands, everywhere or on one server. */
export function commandRoutes(world: World): Api {
  const api = newApi();

  const scope = (params: Record<string, string>): string | undefined => {
    const { application, guild } = params;
    if (application !== world.application.id) throw new ApiError('unknownApplication');
    if (guild !== undefined && !world.guilds.has(guild)) throw new ApiError('unknownGuild');
    return guild;
  };

  const commandById = (params: Record<string, string>) => {
    const command = world.commands.get(params['command'] ?? '');
    if (!command || command.guild_id !== scope(params)) throw new ApiError('unknownCommand');
    return command;
  };

  for (const path of SCOPES) {
    api.get(path, (c) => {
      const commands = commandsIn(world, scope(c.req.param()));
      return c.json(
        c.req.query('with_localizations') === 'true' ? commands : commands.map(withoutLocalizations),
      );
    });
    api.put(path, (c) =>
      c.json(replaceCommands(world, form(c, z.array(commandBody).max(110)), scope(c.req.param()))),
    );
    api.post(path, (c) => {
      const { command, isNew } = registerCommand(world, form(c, commandBody), scope(c.req.param()));
      return c.json(command, isNew ? 201 : 200);
    });
    api.get(`${path}/:command`, (c) => c.json(commandById(c.req.param())));
    api.patch(`${path}/:command`, (c) => {
      const known = commandById(c.req.param());
      const changes = z.looseObject({}).parse(c.var.payload ?? {});
      c.set('payload', { ...known, ...changes, name: known.name, type: known.type });
      return c.json(registerCommand(world, form(c, commandBody), known.guild_id).command);
    });
    api.delete(`${path}/:command`, (c) => {
      removeCommand(world, commandById(c.req.param()).id);
      return c.body(null, 204);
    });
  }
  return api;
}
