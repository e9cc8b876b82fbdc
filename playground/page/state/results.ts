/** What the results of deeds hold, read with care: they come from outside. */

/** The id of a channel or message which a deed made. */
export function idOf(result: unknown): string | undefined {
  return stringAt(result, 'id');
}

/** The id of the interaction which a command, a click or a modal became. */
export function interactionOf(result: unknown): string | undefined {
  return stringAt(result, 'interaction');
}

export interface Choice {
  name: string;
  value: string | number;
}

/** The choices which autocomplete offers. */
export function choicesOf(result: unknown): Choice[] {
  return Array.isArray(result) ? result.filter(isChoice) : [];
}

function isChoice(value: unknown): value is Choice {
  return (
    stringAt(value, 'name') !== undefined &&
    typeof value === 'object' &&
    value !== null &&
    'value' in value &&
    (typeof value.value === 'string' || typeof value.value === 'number')
  );
}

function stringAt(value: unknown, key: string): string | undefined {
  const found: unknown = typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
  return typeof found === 'string' ? found : undefined;
}
