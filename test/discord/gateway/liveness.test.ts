import { expect, test } from 'vitest';
import { createLiveness, type Reconnection } from '../../../src/discord/gateway/liveness.ts';

const SECOND = 1_000;
const limits = { echo: 10 * SECOND, silence: 600 * SECOND, recovery: 30 * SECOND, renewal: 900 * SECOND };

/** A step of a story, at a second. A message's id is its number. */
type Step =
  | [at: number, what: 'hears' | 'posts', message: number]
  | [at: number, what: 'hears something' | 'is greeted' | 'is lost' | 'is fine' | 'is deaf' | Reconnection];

/** What the story says of how it is and what is to be done, and what is so. */
function play(steps: Step[]): { said: Step[]; is: unknown[] } {
  const connection = createLiveness(0, '5', limits);
  const said: Step[] = [];
  const is: unknown[] = [];
  for (const step of steps) {
    const [second, what, message] = step;
    const now = second * SECOND;
    if (what === 'hears') connection.heard(now, String(message));
    else if (what === 'hears something') connection.heard(now);
    else if (what === 'posts') connection.posted(now, String(message));
    else if (what === 'is greeted') connection.greeted(now);
    else if (what === 'is lost') connection.lost(now);
    else {
      said.push(step);
      is.push([second, connection.check(now) ?? (connection.isDeaf() ? 'is deaf' : 'is fine')]);
    }
  }
  return { said, is };
}

test.each<[name: string, steps: Step[]]>([
  [
    'is fine while its own messages come back',
    [
      [1, 'posts', 10],
      [2, 'hears', 10],
      [12, 'is fine'],
      [20, 'posts', 12],
      [29, 'is fine'],
      [29, 'hears', 12],
      [31, 'is fine'],
    ],
  ],
  [
    'is fine when a message comes back before it is posted',
    [
      [1, 'hears', 10],
      [2, 'posts', 10],
      [12, 'is fine'],
      [300, 'is fine'],
    ],
  ],
  [
    'does not wait for messages of before its time',
    [
      [1, 'posts', 5],
      [12, 'is fine'],
    ],
  ],
  [
    'is fine when a newer message comes',
    [
      [1, 'posts', 9],
      [2, 'hears', 10],
      [12, 'is fine'],
    ],
  ],
  [
    'is fine while it posts all the time',
    [
      [1, 'posts', 10],
      [6, 'posts', 11],
      [7, 'hears', 10],
      [12, 'is fine'],
      [13, 'hears', 11],
      [14, 'posts', 12],
      [23, 'is fine'],
      [23, 'hears', 12],
      [40, 'is fine'],
    ],
  ],
  [
    'resumes when a message does not come back',
    [
      [1, 'posts', 10],
      [10, 'is fine'],
      [11, 'resume'],
      [12, 'is deaf'],
    ],
  ],
  [
    'knows that an older message is none of that',
    [
      [1, 'posts', 10],
      [2, 'hears', 9],
      [11, 'is fine'],
      [12, 'resume'],
    ],
  ],
  [
    'hears again when the resume brings something',
    [
      [1, 'posts', 10],
      [11, 'resume'],
      [11, 'is lost'],
      [12, 'hears', 10],
      [12, 'is greeted'],
      [12, 'is fine'],
      [60, 'is fine'],
    ],
  ],
  [
    'begins a new session when the resume brings nothing but a greeting',
    [
      [1, 'posts', 10],
      [11, 'resume'],
      [11, 'is lost'],
      [12, 'is greeted'],
      [40, 'is deaf'],
      [41, 'renew'],
      [41, 'is lost'],
      [42, 'is greeted'],
      [42, 'is fine'],
      [60, 'is fine'],
    ],
  ],
  [
    'begins a new session when the resume is not even greeted',
    [
      [1, 'posts', 10],
      [11, 'resume'],
      [11, 'is lost'],
      [41, 'renew'],
    ],
  ],
  [
    'does not begin new sessions all the time',
    [
      [1, 'posts', 10],
      [11, 'resume'],
      [41, 'renew'],
      [42, 'is greeted'],
      [50, 'posts', 11],
      [60, 'resume'],
      [61, 'is greeted'],
      [90, 'is deaf'],
      [900, 'is deaf'],
      [941, 'renew'],
      [942, 'is greeted'],
      [943, 'is fine'],
    ],
  ],
  [
    'resumes once in a long silence',
    [
      [599, 'is fine'],
      [600, 'resume'],
      [601, 'is lost'],
      [602, 'is greeted'],
      [603, 'is fine'],
      [9_999, 'is fine'],
    ],
  ],
  [
    'resumes again in the next silence',
    [
      [600, 'resume'],
      [601, 'is greeted'],
      [700, 'hears something'],
      [1_299, 'is fine'],
      [1_300, 'resume'],
    ],
  ],
  [
    'begins a new session when it is not greeted in a long silence',
    [
      [600, 'resume'],
      [601, 'is lost'],
      [630, 'is deaf'],
      [631, 'renew'],
    ],
  ],
  [
    'leaves a lost connection time to come back',
    [
      [5, 'is lost'],
      [20, 'is lost'],
      [49, 'is deaf'],
      [49, 'is greeted'],
      [49, 'is fine'],
    ],
  ],
  [
    'begins a new session when a lost connection is not greeted',
    [
      [5, 'is lost'],
      [34, 'is deaf'],
      [35, 'renew'],
    ],
  ],
  [
    'does not wait for messages of before in a new session',
    [
      [1, 'posts', 10],
      [2, 'is lost'],
      [3, 'is greeted'],
      [20, 'is fine'],
    ],
  ],
])('a connection %s', (_, steps) => {
  const { said, is } = play(steps);
  expect(is).toEqual(said);
});
