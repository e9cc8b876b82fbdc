/** The commonest commands of TeX that have a character of their own. */
const SYMBOLS: Readonly<Record<string, string>> = {
  times: '×',
  cdot: '·',
  div: '÷',
  pm: '±',
  mp: '∓',
  ast: '∗',
  circ: '∘',
  bullet: '•',
  leq: '≤',
  le: '≤',
  geq: '≥',
  ge: '≥',
  neq: '≠',
  ne: '≠',
  approx: '≈',
  equiv: '≡',
  sim: '∼',
  propto: '∝',
  ll: '≪',
  gg: '≫',
  infty: '∞',
  partial: '∂',
  nabla: '∇',
  sum: '∑',
  prod: '∏',
  int: '∫',
  oint: '∮',
  degree: '°',
  prime: '′',
  hbar: 'ℏ',
  ell: 'ℓ',
  to: '→',
  rightarrow: '→',
  leftarrow: '←',
  leftrightarrow: '↔',
  Rightarrow: '⇒',
  Leftarrow: '⇐',
  Leftrightarrow: '⇔',
  implies: '⟹',
  iff: '⟺',
  mapsto: '↦',
  in: '∈',
  notin: '∉',
  subset: '⊂',
  subseteq: '⊆',
  supset: '⊃',
  supseteq: '⊇',
  cup: '∪',
  cap: '∩',
  setminus: '∖',
  emptyset: '∅',
  varnothing: '∅',
  forall: '∀',
  exists: '∃',
  neg: '¬',
  land: '∧',
  wedge: '∧',
  lor: '∨',
  vee: '∨',
  oplus: '⊕',
  otimes: '⊗',
  perp: '⊥',
  parallel: '∥',
  mid: '|',
  angle: '∠',
  therefore: '∴',
  because: '∵',
  ldots: '…',
  dots: '…',
  cdots: '⋯',
  langle: '⟨',
  rangle: '⟩',
  lfloor: '⌊',
  rfloor: '⌋',
  lceil: '⌈',
  rceil: '⌉',
  alpha: 'α',
  beta: 'β',
  gamma: 'γ',
  delta: 'δ',
  epsilon: 'ε',
  varepsilon: 'ε',
  zeta: 'ζ',
  eta: 'η',
  theta: 'θ',
  vartheta: 'ϑ',
  iota: 'ι',
  kappa: 'κ',
  lambda: 'λ',
  mu: 'μ',
  nu: 'ν',
  xi: 'ξ',
  pi: 'π',
  rho: 'ρ',
  sigma: 'σ',
  tau: 'τ',
  upsilon: 'υ',
  phi: 'φ',
  varphi: 'φ',
  chi: 'χ',
  psi: 'ψ',
  omega: 'ω',
  Gamma: 'Γ',
  Delta: 'Δ',
  Theta: 'Θ',
  Lambda: 'Λ',
  Xi: 'Ξ',
  Pi: 'Π',
  Sigma: 'Σ',
  Phi: 'Φ',
  Psi: 'Ψ',
  Omega: 'Ω',
};
const FUNCTIONS =
  /^(?:a?(?:sin|cos|tan)|arc(?:sin|cos|tan)|(?:sin|cos|tan)h|log|ln|lg|exp|lim|max|min|sup|inf|det|dim|ker|gcd|mod|arg)$/;

const LOW = letters('0123456789+-=()aehijklmnoprstuvx', '₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ');
const HIGH = letters(
  '0123456789+-=()abcdefghijklmnoprstuvwxyzT',
  '⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻᵀ',
);

/** `{…}` without braces inside. */
const ARGUMENT = String.raw`\{([^{}]{0,200})\}`;
const FRACTION = new RegExp(String.raw`\\[dt]?frac\s*${ARGUMENT}\s*${ARGUMENT}`, 'g');
const ROOT = new RegExp(String.raw`\\sqrt\s*(?:\[(\w{1,3})\])?\s*${ARGUMENT}`, 'g');
const WORDS = new RegExp(
  String.raw`\\(?:text(?:bf|it|rm|tt)?|math(?:rm|bf|it|sf|tt)|boldsymbol|operatorname\*?|mbox)\s*${ARGUMENT}`,
  'g',
);
/** What only says how a formula of several lines is laid out. */
const LAYOUT =
  /\\(?:begin|end)\{(?:align|aligned|gather|gathered|equation|split)\*?\}|&\s?(?==|\\[lgn]eq?\b|\\approx)|\\\\[^\S\n]*$/gm;
const SCRIPT = new RegExp(String.raw`([_^])(?:${ARGUMENT}|([\w+*-]))`, 'g');

/** Passes from inside out; formulas nested deeper stay as they are. */
const DEPTH = 6;

/** A formula in TeX as plain text, as far as that is safe; what has no character of its own stays as it is. */
export function readableTex(tex: string): string {
  let text = tex
    .replaceAll(LAYOUT, '')
    .replaceAll(/\\([a-zA-Z]+)/g, (whole, name: string) => symbol(name) ?? whole);
  for (let pass = 0; pass < DEPTH; pass++) {
    const before = text;
    text = text
      .replaceAll(WORDS, '$1')
      .replaceAll(
        SCRIPT,
        (whole, sign: string, group?: string, one?: string) => script(sign, group ?? one ?? '') ?? whole,
      )
      .replaceAll(
        ROOT,
        (_, degree: string | undefined, of: string) =>
          `${degree ? (script('^', degree) ?? degree) : ''}√${/^(?:\p{L}|\d+)$/u.test(of) ? of : `(${of})`}`,
      )
      .replaceAll(FRACTION, (_, over: string, under: string) => `${operand(over)}/${operand(under)}`);
    if (text === before) break;
  }
  return text
    .replaceAll(/\\([%#&_$])/g, '$1')
    .replaceAll(/[^\S\n]{2,}(?=\S)/g, ' ')
    .trim();
}

/** `text` in superscript or subscript letters, where there are such letters. */
export function script(sign: string, text: string): string | undefined {
  if (sign === '^' && /^[∘°]$/.test(text)) return '°';
  if (sign === '^' && /^′+$/.test(text)) return text;
  const known = sign === '^' ? HIGH : LOW;
  let shown = '';
  for (const letter of text.replaceAll(' ', '')) {
    const one = known.get(letter);
    if (one === undefined) return undefined;
    shown += one;
  }
  return shown === '' ? undefined : shown;
}

function symbol(name: string): string | undefined {
  if (Object.hasOwn(SYMBOLS, name)) return SYMBOLS[name];
  if (FUNCTIONS.test(name)) return name;
  if (name === 'left' || name === 'right' || name === 'displaystyle') return '';
  return name === 'quad' || name === 'qquad' ? '  ' : undefined;
}

function operand(text: string): string {
  return atom(text) ? text : `(${text.trim()})`;
}

function atom(text: string): boolean {
  return /^\s*[\p{L}\p{N}.√′]+(?:\([^()]*\))?\s*$/u.test(text);
}

function letters(from: string, to: string): Map<string, string> {
  const targets = Array.from(to);
  return new Map(Array.from(from, (letter, at) => [letter, targets[at] ?? letter]));
}
