import { z } from 'zod';
import type { KnowledgeStore, PassageRef, Posting, SourceContent } from '../knowledge.ts';
import { parseJson, readPassage, readSource } from '../rows.ts';
import type { Door } from './door.ts';
import { knowledgeOf, passagesOf, SERVERS, sourcesOf, vectorsOf, wordsOf } from './keys.ts';
import { plain } from './scripts.ts';

const DROP = `
  local sources, passages, words, vectors = KEYS[1], KEYS[2], KEYS[3], KEYS[4]

  local function countOf(id)
    local source = redis.call('HGET', sources, id)
    return source and cjson.decode(source).passages or 0
  end

  local function without(id, lines)
    local left = {}
    for line in string.gmatch(lines, '[^\\n]+') do
      if string.match(line, '^%S+') ~= id then left[#left + 1] = line .. '\\n' end
    end
    return table.concat(left)
  end

  local function drop(id)
    for number = 0, countOf(id) - 1 do redis.call('HDEL', passages, id .. '.' .. number) end
    redis.call('HDEL', vectors, id)
    local all = redis.call('HGETALL', words)
    for at = 1, #all, 2 do
      if string.find(all[at + 1], id, 1, true) then
        local left = without(id, all[at + 1])
        if left == '' then redis.call('HDEL', words, all[at]) else redis.call('HSET', words, all[at], left) end
      end
    end
    return redis.call('HDEL', sources, id)
  end
`;

/**
 * Arguments: id, source, most passages, vectors ('': none), number of passages, each of them, then each word and the line
 * for it. 1: added; 0: too many passages.
 */
const ADD = plain(`${DROP}
  local id, count = ARGV[1], tonumber(ARGV[5])
  if redis.call('HLEN', passages) - countOf(id) + count > tonumber(ARGV[3]) then return 0 end
  if redis.call('HEXISTS', sources, id) == 1 then drop(id) end
  redis.call('HSET', sources, id, ARGV[2])
  if ARGV[4] ~= '' then redis.call('HSET', vectors, id, ARGV[4]) end
  for number = 0, count - 1 do redis.call('HSET', passages, id .. '.' .. number, ARGV[6 + number]) end
  for at = 6 + count, #ARGV, 2 do
    local lines = redis.call('HGET', words, ARGV[at]) or ''
    redis.call('HSET', words, ARGV[at], lines .. ARGV[at + 1] .. '\\n')
  end
  return 1
`);

/** Argument: id. 1: removed; 0: there was none. */
const REMOVE = plain(`${DROP}
  if redis.call('HEXISTS', sources, ARGV[1]) == 0 then return 0 end
  return drop(ARGV[1])
`);

/** The part of the store in Redis that keeps knowledge. */
export function createKnowledgeStore({ redis, ask, run }: Door): KnowledgeStore {
  return {
    async add(guild, source, content, most) {
      const passages = content.passages.map((passage) => JSON.stringify(passage));
      const vectors = content.vectors === null ? '' : Buffer.from(content.vectors);
      const head = [source.id, JSON.stringify(source), most, vectors, passages.length];
      const args = [...head, ...passages, ...linesOf(source.id, content)];
      await ask(() => redis.sadd(SERVERS, guild));
      return (await run(ADD, knowledgeOf(guild), args)) === 1;
    },

    async sources(guild) {
      const found = await ask(() => redis.hvals(sourcesOf(guild)));
      const sources = found.map((source) => readSource(parseJson(source)));
      return sources.toSorted((a, b) => a.time - b.time || (a.id < b.id ? -1 : 1));
    },

    async remove(guild, source) {
      return (await run(REMOVE, knowledgeOf(guild), [source])) === 1;
    },

    async find(guild, words) {
      if (words.length === 0) return [];
      const found = await ask(() => redis.hmget(wordsOf(guild), ...words));
      return found.map((lines) => (lines ?? '').split('\n').flatMap(readLine));
    },

    async vectors(guild) {
      const found = await ask(() => redis.hgetallBuffer(vectorsOf(guild)));
      return new Map(Object.entries(found));
    },

    async passages(guild, refs) {
      if (refs.length === 0) return [];
      const found = await ask(() => redis.hmget(passagesOf(guild), ...refs.map(fieldOf)));
      return found.map((passage) => (passage === null ? undefined : readPassage(parseJson(passage))));
    },
  };
}

const fieldOf = ({ source, number }: PassageRef): string => `${source}.${number}`;

/** Each word of a source, and its line: the source, then the numbers of the passages, with `=2` where it is there twice. */
function linesOf(source: string, { words }: SourceContent): string[] {
  const lines = new Map<string, string>();
  for (const [number, ofPassage] of words.entries())
    for (const [word, times] of counted(ofPassage)) {
      const posting = times === 1 ? `${number}` : `${number}=${times}`;
      lines.set(word, `${lines.get(word) ?? source} ${posting}`);
    }
  return [...lines].flat();
}

function counted(words: readonly string[]): Map<string, number> {
  const times = new Map<string, number>();
  for (const word of words) times.set(word, (times.get(word) ?? 0) + 1);
  return times;
}

function readLine(line: string): Posting[] {
  const [source = '', ...postings] = line.split(' ');
  return postings.map((posting) => {
    const [number, times = 1] = posting.split('=');
    return { source, number: count.parse(number), times: count.parse(times) };
  });
}

const count = z.coerce.number().int();
