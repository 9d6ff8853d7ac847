/** Characters that reorder what is shown (a telephone number, say) without being seen: Unicode's bidi controls. */
const bidiControls = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

/** Whatever a mail program may take for the end of a line. */
const lineEnds = /\r\n|[\n\r\v\f\u0085\u2028\u2029]/u;

/** What a person wrote as one line: no line end, no control character, nothing that reorders the rest. */
export function toOneLine(text: string): string {
  return text
    .replace(bidiControls, '')
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .trim();
}

/** What a person wrote as the lines it was written in, each of them as `toOneLine`. */
export function toLines(text: string): string[] {
  return text.split(lineEnds).map(toOneLine);
}
