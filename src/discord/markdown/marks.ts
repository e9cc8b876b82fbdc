import { footnoteSign } from './links.ts';

/** Discord would show the dashes of a rule as they are written. */
const RULE = '⸻';

/** Quote marks and white space that a line may begin with. */
const QUOTE = String.raw`((?:\s|>)*)`;
const DEEP_HEADING = new RegExp(String.raw`^${QUOTE}#{4,6}[ \t]+(.*)$`);
const THEMATIC_BREAK = new RegExp(
  String.raw`^${QUOTE}(?:(?:-[ \t]*){3,}|(?:\*[ \t]*){3,}|(?:_[ \t]*){3,}|={3,}[ \t]*)$`,
);
const TASK = new RegExp(String.raw`^${QUOTE}((?:[-*+]|\d{1,9}[.)])[ \t]+)\[([ xX])\](?=\s)`);
const FOOTNOTE = new RegExp(String.raw`^${QUOTE}\[\^([^\][\s^]{1,40})\]:[ \t]*`);
const DEFINITION = /^( {0,3}\[[^\][\n^]{1,60}\]:[ \t]+)(https?:\/\/[^\s<>]+)[ \t]*$/;

/** What a line is by the marks it begins with, in marks that Discord knows. */
export function showMarks(line: string): string {
  // What is none of these begins with none of their first characters.
  if (!/^[\s>]*[#*_=\-+[\d]/.test(line)) return line;
  const [, quote = '', title] = DEEP_HEADING.exec(line) ?? [];
  if (title !== undefined) return deepHeading(line, quote, title);
  if (THEMATIC_BREAK.test(line)) return line.replace(/[-*_=].*$/, RULE);
  return line
    .replace(
      TASK,
      (_, quote: string, mark: string, done: string) => `${quote}${mark}${done === ' ' ? '☐' : '☑'}`,
    )
    .replace(FOOTNOTE, (_, quote: string, label: string) => `${quote}-# ${footnoteSign(label)} `)
    .replace(DEFINITION, '$1<$2>');
}

/** Discord has three levels of headings. */
function deepHeading(line: string, quote: string, title: string): string {
  const words = title
    .replace(/[ \t]+#+[ \t]*$/, '')
    .replaceAll(/\*\*|__/g, '')
    .trim();
  return /[^\s#*_~`|=[\]<>\\-]/.test(words) ? `${quote}**${words}**` : line;
}

/** UTF-16 code units; a longer line above a line of dashes is a paragraph. */
const LONGEST_TITLE = 100;

/** Whether what a line shows could be the title above `===` or `---`: something short, and no sentence. */
export function mayBeTitle(line: string): boolean {
  return (
    line.length <= LONGEST_TITLE &&
    /^[^\s>#|=`~$<-]/.test(line) &&
    !/^\s*(?:[-*+]\s|\d{1,9}[.)]\s|\*\*|__|[-*_=]+\s*$|\[|⸻|\\\[)|[.!?:;,。！？：；，…|]\s*$/.test(line)
  );
}

/** The mark of a heading that is underlined like this. */
export function underlined(line: string): '# ' | '## ' | undefined {
  if (/^ {0,3}={3,}\s*$/.test(line)) return '# ';
  return /^ {0,3}-{3,}\s*$/.test(line) ? '## ' : undefined;
}
