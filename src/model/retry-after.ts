/** Milliseconds that a service wants to be left alone; undefined when it does not say. */
export function retryAfter(
  headers: Record<string, string> | undefined,
  now = Date.now(),
): number | undefined {
  // OpenAI's own, and the more exact one.
  const ms = Number(headers?.['retry-after-ms'] || undefined);
  if (ms >= 0) return ms;
  // Seconds or a date: https://www.rfc-editor.org/rfc/rfc9110#field.retry-after
  const value = headers?.['retry-after'] || undefined;
  const seconds = Number(value);
  if (seconds >= 0) return seconds * 1_000;
  const date = Date.parse(value ?? '');
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}
