import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Playground, startPlayground } from '../../playground/start.ts';
import { openBrowser } from './browser.ts';

// What a newcomer does in the first two minutes, in a real browser, with nothing but the page.

let playground: Playground;
let browser: Browser;
let page: Page;
const problems: string[] = [];

beforeAll(async () => {
  playground = await startPlayground({ port: 0, logLevel: 'error' });
  browser = await openBrowser();
  page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  page.setDefaultTimeout(10_000);
  page.on('pageerror', (error) => problems.push(error.message));
  page.on('console', (message) => message.type() === 'error' && problems.push(message.text()));
  await page.goto(playground.url);
}, 60_000);

afterAll(async () => {
  await browser?.close();
  await playground?.close();
});

async function write(text: string) {
  await page.getByRole('textbox', { name: /^Message/ }).fill(text);
  await page.keyboard.press('Enter');
}

const messages = () => page.getByRole('log', { name: 'Messages' });

async function sees(text: string | RegExp) {
  await messages().getByText(text).last().waitFor();
}

describe('on the page', () => {
  test('the first steps name settings only to who may change them', async () => {
    const steps = page.getByRole('region', { name: 'Try Bobbin' }).getByRole('listitem');
    await steps.getByText('/settings panel').waitFor();
    await page.goto(`${playground.url}/?as=Ben`);
    await steps.first().waitFor();
    expect(await steps.getByText('/settings').count()).toBe(0);
    await page.goto(playground.url);
  });

  test('a mention, completed while typing, opens a thread, and the practice model says plainly what it is', async () => {
    await page.getByRole('textbox', { name: /^Message/ }).click();
    await page.keyboard.type('@Bob');
    await page.getByRole('option', { name: /Bobbin/i }).waitFor();
    await page.keyboard.press('Enter');
    await page.keyboard.type('What is a black hole?');
    await page.keyboard.press('Enter');
    await page.getByRole('link', { name: /^Open the thread/ }).click();
    await sees('I am a practice model, not a real AI.');
    expect(await messages().getByText('What is a black hole?').count()).toBeGreaterThan(0);
  });

  test('after the first answer the thread has its title', async () => {
    await sees('Bobbin changed the name to Black hole');
    expect(await page.getByRole('heading', { name: 'Black hole' }).count()).toBeGreaterThan(0);
  });

  test('a conversation of ten messages goes on without mentions, and its history grows', async () => {
    for (let turn = 1; turn <= 9; turn++) {
      await write(`Message number ${turn}`);
      await sees(`says: “Message number ${turn}”`);
    }
    await sees(/\b20 messages\b/); // ten of Ada, nine answers, and the instructions
    expect(await messages().getByRole('article').count()).toBeGreaterThanOrEqual(20);
  });

  test('the prompt is changed with /settings prompt, and counts with the next message', async () => {
    await page.getByRole('textbox', { name: /^Message/ }).click();
    await page.keyboard.type('/settings prompt');
    await page.getByRole('option', { name: /settings prompt/ }).waitFor();
    await page.keyboard.press('Enter');
    await page
      .getByRole('form', { name: 'Command /settings prompt' })
      .getByRole('button', { name: 'Send' })
      .click();
    const dialog = page.getByRole('dialog', { name: 'My prompt' });
    await dialog.getByRole('textbox').fill('You are a pirate. Say arr.');
    await dialog.getByRole('button', { name: 'Submit' }).click();
    await sees('Done. From the next message on');
    await write('Who are you?');
    await sees('The prompt begins: “You are a pirate. Say arr.”');
  });

  test('the end stays in sight when more comes before the page has heard that it was scrolled there', async () => {
    await page.evaluate(`(() => {
      const list = document.querySelector('.list');
      for (const height of [200, 400]) {
        list.scrollTop = list.scrollHeight;
        const grown = document.createElement('div');
        grown.className = 'grown';
        grown.style.height = height + 'px';
        list.firstElementChild.append(grown);
      }
    })()`);
    const below = () =>
      page.evaluate(`(() => {
        const { scrollHeight, scrollTop, clientHeight } = document.querySelector('.list');
        return scrollHeight - scrollTop - clientHeight;
      })()`);
    await expect.poll(below).toBeLessThan(1);
    await page.evaluate(`document.querySelectorAll('.grown').forEach((one) => one.remove())`);
  });

  test('who has scrolled up stays there when something comes, and gets to the newest with a click', async () => {
    const end = page.getByRole('button', { name: 'Jump to the newest' });
    const shown = messages().getByRole('article');
    const before = await shown.count();
    await write('be slow, write 20 words');
    await expect.poll(() => shown.count()).toBe(before + 1);
    expect(await end.count()).toBe(0);
    await messages().hover();
    await page.mouse.wheel(0, -600);
    await end.waitFor();
    await expect.poll(() => shown.count(), { timeout: 10_000 }).toBe(before + 2);
    await end.click();
    await end.waitFor({ state: 'detached' });
  });

  test('a file opens from its message', async () => {
    await write('show long code');
    await sees('The whole code is in the file');
    const opened = page.waitForEvent('popup');
    await messages()
      .getByRole('link', { name: /spools\.ts/ })
      .click();
    const file = await opened;
    await file.getByText('export function metresOf(colour: string)').waitFor();
    await file.close();
  });

  test('files and recordings are dropped, seen and heard', async () => {
    const dropped = await page.evaluateHandle(`(() => {
      const data = new DataTransfer();
      data.items.add(new File(['Swans sleep on the water.'], 'swans.txt', { type: 'text/plain' }));
      data.items.add(new File(['OggS\\0 and so on'], 'voice.ogg', { type: 'audio/ogg' }));
      return data;
    })()`);
    await page.locator('section.conversation').dispatchEvent('drop', { dataTransfer: dropped });
    await page.getByRole('list', { name: 'Added files' }).getByText('swans.txt').waitFor();
    await write('What is in these?');
    await sees('With it came the file "swans.txt": “Swans sleep on the water.”');
    await sees(/^In voice\.ogg I heard: “This is a practice transcript/);
    expect(await messages().locator('audio').count()).toBe(1);
  });

  test('the other person sees the thread, but not the answers to Ada’s commands', async () => {
    const ben = await browser.newPage({ viewport: { width: 390, height: 844 } });
    await ben.goto(`${playground.url}/?as=Ben`);
    await ben.getByRole('button', { name: 'Show channels' }).click();
    await ben
      .getByRole('navigation', { name: 'Channels' })
      .getByRole('link', { name: /Black hole/ })
      .click();
    const log = ben.getByRole('log', { name: 'Messages' });
    await log.getByText('Who are you?', { exact: true }).waitFor();
    expect(await log.getByText('Done. From the next message on').count()).toBe(0);
    await ben.close();
  });

  test('nothing went wrong in the browser', () => {
    expect(problems).toEqual([]);
  });
});
