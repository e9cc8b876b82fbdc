const DISCORD_EPOCH_MS = 1_420_070_400_000n;

/** Makes ids like Discord's: 64 bits as text, the time in the upper 42, always growing. */
export function createSnowflakes(): () => string {
  let last = 0n;
  return () => {
    const now = (BigInt(Date.now()) - DISCORD_EPOCH_MS) << 22n;
    last = now > last ? now : last + 1n;
    return String(last);
  };
}

/** When the thing with this id was made, in milliseconds. */
export const timeOf = (id: string): number => Number((BigInt(id) >> 22n) + DISCORD_EPOCH_MS);

/** Older first. Ids differ in length, so they do not sort as text. */
export const byId = (a: { id: string }, b: { id: string }): number => {
  const difference = BigInt(a.id) - BigInt(b.id);
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
};
