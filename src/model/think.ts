import { afterLine, type Fence } from '../conversation/code-fences.ts';

/**
 * Hides what a model thinks aloud. Some servers send it as part of the answer, between <think> and </think>. Where the
 * server's template opens the thought, only the closing tag comes, and all before it was thought.
 *
 * A tag in code is text: in a fenced block, or behind a backtick that is not closed yet on its line. In a thought
 * only the closing tag counts. A thought that never closes hides the rest.
 */
export interface ThoughtFilter {
  /** Takes what the model says next, cut wherever it may be. */
  add(delta: string): void;
  /** Nothing more will come. */
  end(): void;
  /** What people may see so far. It only grows, but for the moment when `unopened` becomes true. */
  readonly text: string;
  /** A thought has begun or ended so far. */
  readonly thought: boolean;
  /** A thought ended that had not begun: what was visible before is hidden now. */
  readonly unopened: boolean;
}

const TAGS = ['<think>', '<thinking>', '</think>', '</thinking>'];

const TOKEN = /<\/?think(?:ing)?>|`+|\n/gi;

/** What people may see of a whole answer. */
export function withoutThoughts(answer: string): string {
  const filter = createThoughtFilter();
  filter.add(answer);
  filter.end();
  return filter.text;
}

export function createThoughtFilter(): ThoughtFilter {
  const code = createCodeScanner();
  let text = '';
  let rest = ''; // may turn out to be the beginning of a token
  let thinking = false;
  let thought = false;
  let unopened = false;

  function show(more: string): void {
    if (thinking) return;
    code.scan(more);
    // The blank lines between a thought and the answer belong to neither.
    text += thought && text === '' ? more.trimStart() : more;
  }

  function begin(): void {
    thinking = true;
    thought = true;
    if (text.trim() === '') text = '';
  }

  function finish(): void {
    if (!thinking) {
      unopened = true;
      text = '';
      code.startLine();
    }
    thinking = false;
    thought = true;
  }

  function take(token: string): void {
    const isTag = token.startsWith('<') && (thinking || !code.inside);
    if (!isTag) show(token);
    else if (token.startsWith('</')) finish();
    else if (!thinking) begin();
  }

  return {
    add(delta) {
      const came = rest + delta;
      const clear = came.length - unfinished(came);
      rest = came.slice(clear);
      let at = 0;
      for (const { 0: token, index } of came.slice(0, clear).matchAll(TOKEN)) {
        show(came.slice(at, index));
        take(token);
        at = index + token.length;
      }
      show(came.slice(at, clear));
    },
    end() {
      show(rest);
      rest = '';
      if (text.trim() === '') text = '';
    },
    get text() {
      return text;
    },
    get thought() {
      return thought;
    },
    get unopened() {
      return unopened;
    },
  };
}

/** Length of what stands at the end and may go on: a part of a tag, backticks, half a character. */
function unfinished(text: string): number {
  const tag = text.slice(Math.max(0, text.lastIndexOf('<'))).toLowerCase();
  if (TAGS.some((one) => one !== tag && one.startsWith(tag))) return tag.length;
  return /(?:`+|[\ud800-\udbff])$/.exec(text)?.[0].length ?? 0;
}

/** Knows whether what comes next is code. Is given the text in the pieces that TOKEN makes of it. */
function createCodeScanner() {
  let line = '';
  let fence: Fence | undefined;
  let ticks = ''; // of the inline code that is open; it ends with the line at the latest

  function endLine(): void {
    fence = afterLine(fence, line);
    line = '';
    ticks = '';
  }

  return {
    scan(piece: string): void {
      if (piece === '\n') return endLine();
      line += piece;
      if (!piece.startsWith('`')) return;
      if (ticks === '') ticks = piece;
      else if (ticks === piece) ticks = '';
    },
    startLine(): void {
      line = '';
    },
    get inside(): boolean {
      return fence !== undefined || ticks !== '';
    },
  };
}
