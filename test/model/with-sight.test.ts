import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type ModelEndpoint, startModel } from '../../playground/model/start.ts';
import type { Context } from '../../src/conversation/context.ts';
import type { ModelRequest } from '../../src/conversation/ports.ts';
import { createLog } from '../../src/log.ts';
import { createModel } from '../../src/model/generate.ts';
import { createProvider } from '../../src/model/provider.ts';
import { withSight } from '../../src/model/with-sight.ts';
import { blackPng } from '../attachments/pictures.ts';
import { CONTEXT, requestWith } from './request.ts';

let endpoint: ModelEndpoint;
beforeEach(async () => {
  endpoint = await startModel();
});
afterEach(() => endpoint.close());

const REFUSED = { status: 400, error: { message: 'This model does not support image input.' } };

function start(api: 'responses' | 'chat') {
  const log = createLog('silent');
  const provider = createProvider({ apiKey: undefined, baseUrl: endpoint.url, api });
  const model = withSight(createModel(provider, { log }), log);
  const picture = (at: number) => ({ bytes: blackPng(8, 4), mediaType: 'image/png', at });
  const pictures = [picture(3), picture(7)];
  const context: Context = { ...CONTEXT, messages: [{ role: 'user', text: 'one two', pictures }] };
  const asked = () => endpoint.requests.at(-1)!.asked!.said.at(-1)!;
  return {
    ask: (more: Partial<ModelRequest> = {}) => model.answer(requestWith({ context, ...more })),
    asked,
  };
}

describe.each(['responses', 'chat'] as const)('pictures, through the %s API', (api) => {
  test('stand where they belong', async () => {
    const { ask, asked } = start(api);
    endpoint.next('Black.');
    expect(await ask()).toMatchObject({ text: 'Black.' });
    expect(asked().text.replaceAll('\n', '|')).toBe('one| two');
    expect(asked().files).toMatchObject([{ pixels: { width: 8, height: 4 } }, { type: 'image/png' }]);
  });

  test('are not sent again to a model that sees none, which is told where they are', async () => {
    const { ask, asked } = start(api);
    endpoint.next(REFUSED, 'I see nothing.', 'Still nothing.');
    expect(await ask()).toMatchObject({ text: 'I see nothing.', blind: true });
    expect(asked()).toMatchObject({
      text: 'one\n⟦you cannot see this picture⟧ two\n⟦you cannot see this picture⟧',
      files: [],
    });
    expect(JSON.stringify(endpoint.requests.at(-1)!.body)).toContain('one\\n⟦you cannot see');
    expect(await ask()).toMatchObject({ text: 'Still nothing.', blind: true });
    expect(endpoint.requests).toHaveLength(3);
    endpoint.next('Another does.');
    expect(await ask({ model: 'other' })).toMatchObject({ text: 'Another does.' });
    expect(asked().files).toHaveLength(2);
  });

  test('may not be what a model refused', async () => {
    const { ask, asked } = start(api);
    endpoint.next(REFUSED, REFUSED, 'Now.');
    await expect(ask()).rejects.toMatchObject({ kind: 'no pictures' });
    expect(await ask()).toMatchObject({ text: 'Now.' });
    expect(asked().files).toHaveLength(2);
  });

  test('where there are none, nothing is different', async () => {
    const { ask } = start(api);
    endpoint.next('Hello.');
    const answer = await ask({ context: CONTEXT });
    expect(answer).not.toHaveProperty('blind');
  });
});
