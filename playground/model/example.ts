import { z } from 'zod';

/** What matters of a JSON schema here. https://json-schema.org/understanding-json-schema */
const schemaOf = z.looseObject({
  type: z.union([z.string(), z.array(z.string())]).optional(),
  const: z.unknown().optional(),
  enum: z.array(z.unknown()).optional(),
  anyOf: z.array(z.unknown()).optional(),
  properties: z.record(z.string(), z.unknown()).optional(),
  items: z.unknown().optional(),
  minItems: z.number().optional(),
  minimum: z.number().optional(),
  maxLength: z.number().optional(),
});

/** The plainest value that a JSON schema allows; its texts are `words`. */
export function exampleOf(schema: unknown, words: string): unknown {
  const { type, enum: choices, anyOf, properties = {}, items, ...rules } = schemaOf.parse(schema);
  if (rules.const !== undefined) return rules.const;
  if (choices !== undefined) return choices[0];
  if (anyOf !== undefined) return exampleOf(anyOf[0], words);
  switch (typeof type === 'string' ? type : (type?.[0] ?? 'null')) {
    case 'string':
      return words.slice(0, rules.maxLength);
    case 'integer':
    case 'number':
      return rules.minimum ?? 0;
    case 'boolean':
      return false;
    case 'array':
      return Array.from({ length: rules.minItems ?? 0 }, () => exampleOf(items, words));
    case 'object':
      return Object.fromEntries(
        Object.entries(properties).map(([name, property]) => [name, exampleOf(property, words)]),
      );
    default:
      return null;
  }
}
