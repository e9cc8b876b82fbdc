import type { Config } from '../config.ts';
import type {
  Embedder,
  Model,
  ModelReached,
  Moderator,
  Painter,
  TitleModel,
  Transcriber,
} from '../conversation/ports.ts';
import type { TokensOf } from '../conversation/tokens.ts';
import type { Log } from '../log.ts';
import { createEmbedder } from './embed.ts';
import { withFallback } from './fallback.ts';
import { createModel } from './generate.ts';
import { createPainter } from './image.ts';
import { metered } from './metered.ts';
import { createModerator } from './moderate.ts';
import { allModels } from './names.ts';
import { createProvider } from './provider.ts';
import { reachModels } from './reach.ts';
import { createTitleModel } from './title.ts';
import { createToolbox, type Toolbox } from './tools/toolbox.ts';
import { createTranscriber } from './transcribe.ts';
import { withOrWithoutTools } from './with-or-without-tools.ts';
import { withSight } from './with-sight.ts';
import { withTools } from './with-tools.ts';

/** Everything that models do. Undefined: the operator named none for it. */
export interface Models {
  /** Answers. */
  model: Model;
  titleModel: TitleModel;
  painter: Painter | undefined;
  transcriber: Transcriber | undefined;
  embedder: Embedder | undefined;
  moderator: Moderator | undefined;
  toolbox: Toolbox;
  /** Whether the provider is there, and has all of them. */
  reach: () => Promise<ModelReached>;
}

interface ModelsParts {
  tokensOf: TokensOf;
  log: Log;
  now: () => number;
}

export function createModels(
  { model: config, mcp }: Pick<Config, 'model' | 'mcp'>,
  { tokensOf, log, now }: ModelsParts,
): Models {
  const { api, fallback, image, transcription, embedding, moderation } = config;
  const provider = createProvider(config);
  const toolbox = createToolbox({ paints: image !== undefined, api, servers: mcp, log, now });
  const one = withOrWithoutTools(withSight(metered(createModel(provider, { log }), tokensOf), log), log);
  const oneOrOther = fallback === undefined ? one : withFallback(one, fallback, log);
  return {
    model: withTools(oneOrOther, { toolbox, tokensOf, log }),
    titleModel: createTitleModel(provider),
    painter: image === undefined ? undefined : createPainter(provider, image),
    transcriber: transcription === undefined ? undefined : createTranscriber(provider, transcription),
    embedder: embedding === undefined ? undefined : createEmbedder(provider, embedding),
    moderator: moderation === undefined ? undefined : createModerator(config, moderation),
    toolbox,
    reach: () => reachModels(config, allModels(config)),
  };
}
