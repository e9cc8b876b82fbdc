import { type Script, type ToolCall, chunksOf, textOf } from './script.ts';
import { newId } from './wire.ts';

/** An event of a stream. */
export type Event = { type: string } & Record<string, unknown>;

/** A part of an answer of the Responses API: as it is in the end, and the events that bring it. */
export interface Item {
  done: object;
  events: Event[];
}

/** What the model thought, what it says, and the tools that it calls. */
export function itemsOf(script: Script): Item[] {
  const { reasoning, searches = [], toolCalls = [] } = script;
  const makers: ((index: number) => Item)[] = [];
  if (reasoning !== undefined) makers.push((index) => reasoningItem(reasoning, index));
  for (const query of searches) makers.push((index) => searchItem(query, index));
  if (textOf(script) !== '' || toolCalls.length === 0) makers.push((index) => messageItem(script, index));
  for (const call of toolCalls) makers.push((index) => callItem(call, index));
  return makers.map((make, index) => make(index));
}

function messageItem(script: Script, output_index: number): Item {
  const text = textOf(script);
  const item = { id: newId('msg_'), type: 'message', role: 'assistant' };
  const done = {
    ...item,
    status: script.finish === 'length' ? 'incomplete' : 'completed',
    content: [outputText(text)],
  };
  const at = { item_id: item.id, output_index, content_index: 0 };
  const deltas = chunksOf(script).map((delta) =>
    Object.assign({ type: 'response.output_text.delta', delta, logprobs: [] }, at),
  );
  return {
    done,
    events: [
      added({ ...item, status: 'in_progress', content: [] }, output_index),
      { type: 'response.content_part.added', ...at, part: outputText('') },
      ...deltas,
      { type: 'response.output_text.done', ...at, text, logprobs: [] },
      { type: 'response.content_part.done', ...at, part: outputText(text) },
      finished(done, output_index),
    ],
  };
}

function reasoningItem(text: string, output_index: number): Item {
  const item = { id: newId('rs_'), type: 'reasoning' };
  const done = { ...item, summary: [summaryText(text)] };
  const at = { item_id: item.id, output_index, summary_index: 0 };
  return {
    done,
    events: [
      added({ ...item, summary: [] }, output_index),
      { type: 'response.reasoning_summary_part.added', ...at, part: summaryText('') },
      { type: 'response.reasoning_summary_text.delta', ...at, delta: text },
      { type: 'response.reasoning_summary_text.done', ...at, text },
      { type: 'response.reasoning_summary_part.done', ...at, part: summaryText(text) },
      finished(done, output_index),
    ],
  };
}

function searchItem(query: string, output_index: number): Item {
  const item = { id: newId('ws_'), type: 'web_search_call' };
  const action = { type: 'search', query, queries: [query] };
  const done = { ...item, status: 'completed', action };
  const at = { item_id: item.id, output_index };
  return {
    done,
    events: [
      added({ ...item, status: 'in_progress', action }, output_index),
      { type: 'response.web_search_call.in_progress', ...at },
      { type: 'response.web_search_call.searching', ...at },
      { type: 'response.web_search_call.completed', ...at },
      finished(done, output_index),
    ],
  };
}

function callItem({ name, arguments: json }: ToolCall, output_index: number): Item {
  const item = { id: newId('fc_'), type: 'function_call', call_id: newId('call_'), name };
  const done = { ...item, status: 'completed', arguments: json };
  const at = { item_id: item.id, output_index };
  return {
    done,
    events: [
      added({ ...item, status: 'in_progress', arguments: '' }, output_index),
      { type: 'response.function_call_arguments.delta', ...at, delta: json },
      { type: 'response.function_call_arguments.done', ...at, name, arguments: json },
      finished(done, output_index),
    ],
  };
}

function added(item: object, output_index: number) {
  return { type: 'response.output_item.added', output_index, item };
}

function finished(item: object, output_index: number) {
  return { type: 'response.output_item.done', output_index, item };
}

function outputText(text: string) {
  return { type: 'output_text', text, annotations: [], logprobs: [] };
}

function summaryText(text: string) {
  return { type: 'summary_text', text };
}
