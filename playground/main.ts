import { StartError } from '../src/errors.ts';
import { startPlayground } from './start.ts';

/** Where the page is served, unless PLAYGROUND_PORT says otherwise. */
const PORT = '4600';

async function main(): Promise<void> {
  const playground = await startPlayground({
    port: Number(process.env['PLAYGROUND_PORT'] ?? PORT),
    environment: process.env,
    logLevel: process.env['PLAYGROUND_LOG_LEVEL'],
  });
  const stop = () => void playground.close().then(() => process.exit(0));
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, stop);

  const { url, model } = playground;
  console.log(`\n  Bobbin’s playground: ${url}\n`);
  console.log(
    `  Model: ${model === 'practice' ? 'the practice model (set OPENAI_API_KEY for a real one)' : model}`,
  );
  console.log('  Ctrl+C stops it, and all of it is forgotten.\n');
}

await main().catch((error: unknown) => {
  if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')
    console.error('The port is taken. Choose another: PLAYGROUND_PORT=4601 npm run playground');
  else console.error(error instanceof StartError ? error.message : error);
  process.exit(1);
});
