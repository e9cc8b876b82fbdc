import { mkdirSync } from 'node:fs';
import { startPlayground } from '../playground/start.ts';
import { openBrowser } from '../test/page/browser.ts';

// Takes the README's picture: a short conversation on the playground's page.

const PICTURE = 'docs/playground.png';

const playground = await startPlayground({ port: 0, logLevel: 'error' });
const browser = await openBrowser();
try {
  const page = await browser.newPage({ viewport: { width: 1180, height: 740 }, deviceScaleFactor: 1.5 });
  await page.goto(playground.url);
  const write = async (text: string) => {
    await page.getByRole('textbox', { name: /^Message/ }).fill(text);
    await page.keyboard.press('Enter');
  };
  const sees = (text: string | RegExp) => page.getByRole('log').getByText(text).last().waitFor();
  await write('@Bobbin hello! What can you do?');
  await page.getByRole('link', { name: /^Open the thread/ }).click();
  await sees('I am a practice model');
  await write('show code');
  await sees('And this is how it is called');
  await page.getByRole('button', { name: 'Stop' }).waitFor({ state: 'detached' });
  await page.mouse.move(0, 0);
  mkdirSync('docs', { recursive: true });
  await page.screenshot({ path: PICTURE });
  console.log(PICTURE);
} finally {
  await browser.close();
  await playground.close();
}
