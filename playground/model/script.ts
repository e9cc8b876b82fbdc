import type { Asked } from './asked.ts';

/** What the model answers: a text, all the details, or a function that says so when it is asked. */
export type Answer = string | Script | ((request: ModelRequest) => Answer | Promise<Answer>);

/** An answer in all its details; what is left out is as usual. */
export interface Script {
  /** Default ''. Streamed word by word, unless `chunks` says otherwise. */
  text?: string;
  /** The text as it is streamed; without `text` this is the text. */
  chunks?: readonly string[];
  /** Milliseconds between two chunks; default 0. */
  pauseMs?: number;
  /** Milliseconds before the answer, or the first chunk of it; default 0. */
  firstMs?: number;
  /** What the model thinks before it answers. */
  reasoning?: string;
  /** `arguments` is JSON. */
  toolCalls?: readonly ToolCall[];
  /** What the model looks for on the web before it answers; the Responses API only. */
  searches?: readonly string[];
  /** Default 'stop'; with tool calls it is what the API says for these. */
  finish?: 'stop' | 'length' | 'content_filter';
  /** An HTTP status instead of an answer; 500 when only `error` is given. */
  status?: number;
  error?: ApiError;
  /** Seconds, for the header of an error. */
  retryAfter?: number;
  /** Never answers. */
  hang?: true;
  /** Ends the connection where the answer should end, or not streamed before it begins. */
  cut?: true;
  /** Ends the connection after so many chunks. */
  cutAfter?: number;
  /** Ends the stream with an error event; where it is not streamed, an HTTP 500. */
  errorEvent?: ApiError;
}

export interface ToolCall {
  name: string;
  arguments: string;
}

export interface ApiError {
  message: string;
  type?: string;
  param?: string | null;
  code?: string | null;
}

/** A request as it arrived. */
export interface ModelRequest {
  method: string;
  path: string;
  headers: Readonly<Record<string, string | string[] | undefined>>;
  /** Parsed JSON; undefined when there was none. */
  body: unknown;
  /** Milliseconds since 1970. */
  at: number;
  /** What the model was asked; undefined where it is not a question to a model, or not understood. */
  asked: Asked | undefined;
  /** True when the client went away before it had the whole answer. */
  aborted: boolean;
}

/** Requests that are remembered; a playground may run for days. */
const KEPT_REQUESTS = 1_000;

/** What was asked, and what shall be answered. */
export interface Questions {
  /** The newest requests, oldest first. A record changes while its request goes on. */
  readonly requests: readonly ModelRequest[];
  /** Answers for the next requests to a model, one each; after them it is the practice model's turn again. */
  next(...answers: Answer[]): void;
  /** What answers whenever no `next` is left; undefined: the practice model. */
  always(answer: Answer | undefined): void;
}

interface NotedQuestions extends Questions {
  note(request: ModelRequest): void;
  /** The answer to this request; undefined when nothing is scripted. */
  take(request: ModelRequest): Promise<Script | undefined>;
}

export function createQuestions(): NotedQuestions {
  const requests: ModelRequest[] = [];
  const queue: Answer[] = [];
  let always: Answer | undefined;
  return {
    requests,
    note(request) {
      requests.push(request);
      if (requests.length > KEPT_REQUESTS) requests.shift();
    },
    next: (...answers) => void queue.push(...answers),
    always: (answer) => void (always = answer),
    async take(request) {
      let answer = queue.shift() ?? always;
      while (typeof answer === 'function') answer = await answer(request);
      return typeof answer === 'string' ? { text: answer } : answer;
    },
  };
}

/** The text of an answer. */
export function textOf({ text, chunks }: Script): string {
  return text ?? chunks?.join('') ?? '';
}

/** The text as it is streamed. */
export function chunksOf(script: Script): readonly string[] {
  return script.chunks ?? wordsOf(script.text ?? '');
}

/** Each word with the white space before it. */
export function wordsOf(text: string): string[] {
  return text.match(/\s*\S+|\s+$/g) ?? [];
}
