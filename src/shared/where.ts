import { RecsmithError } from './errors.ts';

/**
 * Conditions on interactions, as written after `--where` and in the window's filter.
 *
 *     condition  = and { "or" and }
 *     and        = not { "and" not }
 *     not        = "not" not | "(" condition ")" | test
 *     test       = field comparison literal
 *                | field [ "not" ] "between" literal "and" literal        both ends included
 *                | field [ "not" ] "in" "(" literal { "," literal } ")"
 *     field      = "value" | "time"
 *     comparison = "=" | "==" | "!=" | "<>" | "<" | "<=" | ">" | ">="
 *     literal    = number                                                 4   -0.5   1e3
 *                | date                                                   2013-05-01
 *                | date "T" hours ":" minutes [ ":" seconds ] [ "Z" ]     2013-05-01T18:30
 *
 * Words may be written in any case. Dates and clock times are UTC and belong to `time`, which also takes numbers
 * (seconds since 1970). A date stands for its whole day: `time <= 2013-05-01` includes that evening, `time > 2013-05-01`
 * starts the day after, `time = 2013-05-01` is the day. `value` literals are rounded to 32 bits, as values are stored,
 * so that `value = 4.1` finds 4.1.
 */
export type Field = 'value' | 'time';
export type Comparison = '=' | '!=' | '<' | '<=' | '>' | '>=';

/** The numbers a literal stands for, low to high, both included; a plain number has low = high. */
export interface Literal {
  readonly text: string;
  readonly low: number;
  readonly high: number;
}

export type Condition =
  | { readonly kind: 'and' | 'or'; readonly left: Condition; readonly right: Condition }
  | { readonly kind: 'not'; readonly operand: Condition }
  | { readonly kind: 'compare'; readonly field: Field; readonly comparison: Comparison; readonly literal: Literal }
  | { readonly kind: 'between'; readonly field: Field; readonly from: Literal; readonly to: Literal }
  | { readonly kind: 'in'; readonly field: Field; readonly literals: readonly Literal[] };

const FIELDS: readonly Field[] = ['value', 'time'];
const MAX_LENGTH = 2000;
const MAX_DEPTH = 50;
const ALLOWED =
  'Write comparisons of value or time, such as value >= 4, value between 3 and 5, time >= 2013-05-01, joined by and, or, not and parentheses.';

type Token = { kind: 'word' | 'literal' | 'comparison' | '(' | ')' | ',' | 'end'; text: string; at: number };

const PATTERNS: readonly [Token['kind'], RegExp][] = [
  ['literal', /\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2})?Z?)?(?![\w:.-])/iy],
  ['literal', /[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?(?![\w.:-])/iy],
  ['comparison', /==|!=|<>|<=|>=|=|<|>/y],
  ['(', /\(/y],
  [')', /\)/y],
  [',', /,/y],
  ['word', /[a-z_]\w*/iy],
];

/** @throws RecsmithError BAD_INPUT that names the position (1-based) and what may stand there. */
export function parseWhere(text: string): Condition {
  if (text.length > MAX_LENGTH)
    throw new RecsmithError('BAD_INPUT', `The condition has ${text.length} characters; ${MAX_LENGTH} are allowed.`, {
      where: '--where',
      next: 'Shorten it, or filter in two steps.',
    });
  return new Parser(text).parse();
}

class Parser {
  readonly #text: string;
  readonly #tokens: Token[];
  #next = 0;
  #depth = 0;

  constructor(text: string) {
    this.#text = text;
    this.#tokens = tokens(text);
  }

  parse(): Condition {
    const condition = this.#or();
    this.#expect('end', 'and, or, or the end');
    return condition;
  }

  #or(): Condition {
    let left = this.#and();
    while (this.#acceptWord('or')) left = { kind: 'or', left, right: this.#and() };
    return left;
  }

  #and(): Condition {
    let left = this.#not();
    while (this.#acceptWord('and')) left = { kind: 'and', left, right: this.#not() };
    return left;
  }

  #not(): Condition {
    // Nesting is bounded, or a line of 2,000 parentheses would exhaust the stack of whoever walks the tree.
    if (++this.#depth > MAX_DEPTH)
      throw problem(this.#text, this.#peek().at, `not and parentheses are nested more than ${MAX_DEPTH} deep`);
    try {
      if (this.#acceptWord('not')) return { kind: 'not', operand: this.#not() };
      if (this.#peek().kind !== '(') return this.#test();
      this.#next++;
      const condition = this.#or();
      this.#expect(')', 'a closing parenthesis');
      return condition;
    } finally {
      this.#depth--;
    }
  }

  #test(): Condition {
    const token = this.#expect('word', 'value, time, not or an opening parenthesis');
    const field = FIELDS.find((name) => name === token.text.toLowerCase());
    if (!field) throw this.#unexpected(token, 'value, time, not or an opening parenthesis');
    const negated = this.#acceptWord('not');
    const test = this.#testOf(field, negated);
    return negated ? { kind: 'not', operand: test } : test;
  }

  #testOf(field: Field, negated: boolean): Condition {
    if (this.#acceptWord('between')) {
      const from = this.#literal(field);
      const token = this.#peek();
      if (!this.#acceptWord('and')) throw this.#unexpected(token, 'and');
      const at = this.#peek().at;
      const to = this.#literal(field);
      if (from.low > to.high) throw problem(this.#text, at, `${to.text} lies below ${from.text}: nothing is between`);
      return { kind: 'between', field, from, to };
    }
    if (this.#acceptWord('in')) {
      this.#expect('(', 'an opening parenthesis');
      const literals = [this.#literal(field)];
      while (this.#peek().kind === ',') {
        this.#next++;
        literals.push(this.#literal(field));
      }
      this.#expect(')', 'a comma or a closing parenthesis');
      return { kind: 'in', field, literals };
    }
    const token = negated ? this.#peek() : this.#expect('comparison', 'a comparison such as >=, between or in');
    if (negated) throw this.#unexpected(token, 'between or in');
    const comparison = { '==': '=', '<>': '!=' }[token.text] ?? token.text;
    return { kind: 'compare', field, comparison: comparison as Comparison, literal: this.#literal(field) };
  }

  #literal(field: Field): Literal {
    const allowed = field === 'time' ? 'a date such as 2013-05-01, or seconds since 1970' : 'a number';
    const token = this.#expect('literal', allowed);
    const isDate = /^\d{4}-/.test(token.text);
    if (isDate && field !== 'time') throw this.#unexpected(token, allowed);
    const literal = isDate ? dateLiteral(token.text) : numberLiteral(token.text, field);
    if (!literal) throw problem(this.#text, token.at, `${token.text} is not ${isDate ? 'a date' : 'a usable number'}`);
    return literal;
  }

  #peek(): Token {
    return this.#tokens[this.#next];
  }

  #acceptWord(word: string): boolean {
    const token = this.#peek();
    if (token.kind !== 'word' || token.text.toLowerCase() !== word) return false;
    this.#next++;
    return true;
  }

  #expect(kind: Token['kind'], allowed: string): Token {
    const token = this.#peek();
    if (token.kind !== kind) throw this.#unexpected(token, allowed);
    if (kind !== 'end') this.#next++;
    return token;
  }

  #unexpected(token: Token, allowed: string): RecsmithError {
    const found = token.kind === 'end' ? 'the condition ends' : `"${token.text}" stands`;
    return problem(this.#text, token.at, `${found} where ${allowed} is expected`);
  }
}

function tokens(text: string): Token[] {
  const found: Token[] = [];
  let at = 0;
  for (;;) {
    while (/\s/.test(text.charAt(at))) at++;
    if (at === text.length) return [...found, { kind: 'end', text: '', at }];
    const token = PATTERNS.map(([kind, pattern]) => {
      pattern.lastIndex = at;
      const match = pattern.exec(text);
      return match && { kind, text: match[0], at };
    }).find((match) => match !== null);
    if (!token) throw problem(text, at, `"${text.slice(at, at + 12)}" is neither a word, a number, a date nor a sign`);
    found.push(token);
    at += token.text.length;
  }
}

function problem(text: string, at: number, why: string): RecsmithError {
  return new RecsmithError('BAD_INPUT', `The condition cannot be read at character ${at + 1}: ${why}.`, {
    where: `--where, character ${at + 1}`,
    why: `${text.slice(0, at)}▸${text.slice(at)}`, // one line: callers indent and wrap it
    position: at + 1,
    next: ALLOWED,
  });
}

function numberLiteral(text: string, field: Field): Literal | null {
  const number = field === 'value' ? Math.fround(Number(text)) : Number(text);
  return Number.isFinite(number) ? { text, low: number, high: number } : null;
}

/** Times are seconds and may have fractions, so a second, minute or day ends just before the next one starts. */
function dateLiteral(text: string): Literal | null {
  const date = text.slice(0, 10);
  const clock = text.slice(11).replace(/z$/i, '');
  const low = Date.parse(`${date}T${clock || '00:00'}Z`) / 1000;
  // Date.parse turns 31 February into March: what comes back must be what was written.
  if (Number.isNaN(low) || !new Date(low * 1000).toISOString().startsWith(date)) return null;
  return { text, low, high: clock ? low : before(low + 86_400) };
}

/** The largest double below a finite number. */
function before(number: number): number {
  const bits = new DataView(new ArrayBuffer(8));
  bits.setFloat64(0, number);
  if (number === 0) return -Number.MIN_VALUE;
  bits.setBigInt64(0, bits.getBigInt64(0) + (number > 0 ? -1n : 1n));
  return bits.getFloat64(0);
}

/** The conditions that must all hold: a tree's parts at the top, as far as "and" joins them. */
export function conjuncts(condition: Condition): Condition[] {
  return condition.kind === 'and' ? [...conjuncts(condition.left), ...conjuncts(condition.right)] : [condition];
}

/** The canonical text of a tree: parsing it gives an equal tree. Parentheses only where the tree needs them. */
export function formatWhere(condition: Condition): string {
  switch (condition.kind) {
    case 'or':
      return `${formatWhere(condition.left)} or ${inside(condition.right, ['or'])}`;
    case 'and':
      return `${inside(condition.left, ['or'])} and ${inside(condition.right, ['or', 'and'])}`;
    case 'not':
      return `not ${inside(condition.operand, ['or', 'and'])}`;
    case 'compare':
      return `${condition.field} ${condition.comparison} ${condition.literal.text}`;
    case 'between':
      return `${condition.field} between ${condition.from.text} and ${condition.to.text}`;
    case 'in':
      return `${condition.field} in (${condition.literals.map(({ text }) => text).join(', ')})`;
  }
}

const inside = (condition: Condition, weaker: Condition['kind'][]): string =>
  weaker.includes(condition.kind) ? `(${formatWhere(condition)})` : formatWhere(condition);
