/** Between thousands, and nothing else: "1 000", "1’000", "1_000". */
const SPACES = /(?<=\d)[\s’'_](?=\d{3}(?!\d))/gu;

/**
 * A number as people write it in any country; NaN: it is none. The last point or comma is the decimal one, unless the same
 * mark stands several times. Alone before three digits it may mean either: `thousands` are the marks that then mean thousands.
 */
export function readNumber(written: string, thousands: '' | ',' | ',.'): number {
  const text = written.trim().replaceAll(SPACES, '');
  const at = Math.max(text.lastIndexOf('.'), text.lastIndexOf(','));
  const mark = text.charAt(at);
  const isBetweenThousands =
    at < 0 || text.indexOf(mark) < at || (/^[1-9]\d{0,2}[.,]\d{3}$/.test(text) && thousands.includes(mark));
  const [whole, part] = isBetweenThousands ? [text, '0'] : [text.slice(0, at), text.slice(at + 1)];
  if (!/^(?:\d*|\d{1,3}(?:\.\d{3})+|\d{1,3}(?:,\d{3})+)$/.test(whole) || !/^\d+$/.test(part)) return NaN;
  return text === '' ? NaN : Number(`${whole.replaceAll(/\D/g, '') || '0'}.${part}`);
}
