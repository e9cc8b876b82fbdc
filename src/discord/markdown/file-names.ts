/** Languages by the ending that their files have; a language whose name is its ending needs none here. */
const ENDINGS = new Map(
  Object.entries({
    bash: 'sh',
    batch: 'bat',
    'c#': 'cs',
    'c++': 'cpp',
    clojure: 'clj',
    csharp: 'cs',
    elixir: 'ex',
    fortran: 'f90',
    golang: 'go',
    haskell: 'hs',
    javascript: 'js',
    julia: 'jl',
    kotlin: 'kt',
    latex: 'tex',
    markdown: 'md',
    matlab: 'm',
    ocaml: 'ml',
    patch: 'diff',
    perl: 'pl',
    plaintext: 'txt',
    powershell: 'ps1',
    python: 'py',
    python3: 'py',
    ruby: 'rb',
    rust: 'rs',
    shell: 'sh',
    terraform: 'tf',
    text: 'txt',
    typescript: 'ts',
    yml: 'yaml',
    zsh: 'sh',
  }),
);

/** Endings of files that hold text, besides those above. Nothing else is safe: a picture or a program would be none. */
const TEXT_ENDINGS = new Set([
  ...ENDINGS.values(),
  ...`asm c cc cfg cjs conf cpp css csv cxx dart env gd gradle graphql groovy h hpp htm html ini ipynb java json jsonc
    jsonl jsx kts less log lua mjs mts nim nix php properties proto r rst sass scala scss sol sql svelte swift toml tsv
    tsx txt v vb vue xml yml zig`.split(/\s+/),
]);

/** Languages that a file's whole name says. */
const WHOLE_NAMES = new Map([
  ['dockerfile', 'Dockerfile'],
  ['makefile', 'Makefile'],
]);

/** Plain letters, no longer than 64 characters, and none of the names that Windows keeps for itself. */
const NAME = /^(?!(?:con|prn|aux|nul|com\d|lpt\d)\.)\w[\w.-]{0,54}\.(\w{1,8})$/i;

const TITLE =
  /(?:^|[\s{,])(?:title|file|file_?name|path|name)\s*[=:]\s*(?:"([^"]*)"|'([^']*)'|([^\s"'},]+))/i;

/** UTF-16 code units; there is more than a name in a longer line. */
const LONGEST_LINE = 120;

/** What stands around a name that is all there is in a line: quote, list and heading marks, bold, code, a colon. */
const AROUND = /^(?:[\s>#*+-]|\d{1,9}[.)]\s)*(?:file(?:name)?:\s*)?[\s*`"]*|[\s*`":]*$/gi;

/** The language that an info string begins with: all that Discord looks at. */
export function languageOf(info: string): string {
  const [word = ''] = /^\.?[\w+#-]+(?=$|[\s:{},])/.exec(info.trim().replace(/^\{\s*/, '')) ?? [];
  return word.replace(/^\./, '');
}

/** The name for the file of a code block: as the info string or the line above says, or by the language. */
export function fileNameFor(info: string, above: string): string {
  const language = languageOf(info).toLowerCase();
  const [, ...title] = TITLE.exec(info) ?? [];
  const words = info.trim().split(/\s+/);
  const behindColon = words[0]?.includes(':') ? words[0].slice(words[0].indexOf(':') + 1) : '';
  const line = above.length > LONGEST_LINE ? '' : above.replaceAll(AROUND, '');
  const named = [...title, behindColon, ...words, line];
  for (const name of named) {
    const safe = safeName(name ?? '');
    if (safe !== undefined) return safe;
  }
  const ending = ENDINGS.get(language) ?? (TEXT_ENDINGS.has(language) ? language : 'txt');
  return WHOLE_NAMES.get(language) ?? `code.${ending}`;
}

/** The last part of a path, when it is the name of a text file. */
function safeName(path: string): string | undefined {
  const name = path.split(/[\\/]/).at(-1) ?? '';
  if (WHOLE_NAMES.get(name.toLowerCase()) === name) return name;
  const [, ending = ''] = NAME.exec(name) ?? [];
  return TEXT_ENDINGS.has(ending.toLowerCase()) ? name : undefined;
}

/** `name`, with a number where there is a file of that name. */
export function withNumber(name: string, taken: ReadonlySet<string>): string {
  const [, stem = name, ending = ''] = /^(.+?)(\.\w+)?$/.exec(name) ?? [];
  for (let number = 1; ; number++) {
    const numbered = number === 1 ? name : `${stem}-${number}${ending}`;
    if (!taken.has(numbered.toLowerCase())) return numbered;
  }
}
