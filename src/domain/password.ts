import { z } from 'zod';
import { commonPhrases, commonWords } from './common-passwords.ts';
import { isGuessable } from './guessable.ts';

export const passwordLength = {
  /**
   * Length is what makes guessing hopeless at the tries that sign-in allows; OWASP ASVS 5.0, 6.2.1 asks for 8 and
   * recommends 15. No rules about kinds of characters (6.2.5): they make passwords no better.
   */
  shortest: 12,
  /** better-auth's own limit, which its sign-in enforces; a phrase fits. */
  longest: 128,
} as const;

/** A password that somebody chooses, and types a second time since it can't be read. */
export const chosenPassword = z
  .object({
    password: z
      .string()
      .min(passwordLength.shortest, 'validation.passwordShort')
      .max(passwordLength.longest, 'validation.tooLong'),
    repeated: z.string(),
  })
  .refine(({ password, repeated }) => password === repeated, {
    path: ['repeated'],
    message: 'validation.passwordRepeated',
    // Said even where the password is too short: both are typed anew.
    when: () => true,
  });

/** How many different characters must be left of a password once what is easily guessed is taken out of it. */
const fewestUnguessed = 5;
/** Shorter names, such as «Ada», stand in many a good password by chance. */
const shortestName = 4;
/** Pieces of up to this length, over and over, are no longer than one of them. */
const longestPiece = 4;
/** Neighbours on the keyboard or in the alphabet count from this many on. */
const shortestRun = 4;

export type PasswordProblem = 'too_short' | 'too_long' | 'common' | 'repetitive' | 'about_you';

/** Whose password it is, and what else somebody who guesses would try: their name, their address, their Comuni. */
export type PasswordOwner = { email: string; name: string; municipalities?: readonly string[] };

const rows = ['abcdefghijklmnopqrstuvwxyz', '01234567890', 'qwertyuiop', 'asdfghjkl', 'zxcvbnm', 'qazwsxedcrfvtgb'];
const sequences = rows.flatMap((row) => [row, [...row].reverse().join('')]);

/**
 * Whether a new password can be taken (ASVS 5.0, 6.2.4 and 6.2.11). What is easily guessed is taken out of it: common
 * words and the owner's own, with digits and signs read as the letters they stand for, years, and keys or letters in a
 * row. What is left must be something. What passes is then measured against the passwords that leaks had most often and
 * against Italian words and names.
 * @returns what is wrong with it; undefined where nothing is
 */
export function judgePassword(password: string, owner: PasswordOwner): PasswordProblem | undefined {
  if ([...password].length < passwordLength.shortest) return 'too_short';
  if (password.length > passwordLength.longest) return 'too_long';
  const plain = toPlainLetters(password);
  if (isRepetitive(plain)) return 'repetitive';
  if (leavesTooLittle(plain, [])) return 'common';
  if (leavesTooLittle(plain, namesOf(owner))) return 'about_you';
  return isGuessable(password) ? 'common' : undefined;
}

/** Small letters without accents. */
function toPlainLetters(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
}

/** Whether it is one short piece over and over, the last time perhaps cut off. */
function isRepetitive(text: string): boolean {
  const characters = [...text];
  return Array.from({ length: longestPiece }, (_, index) => index + 1).some((length) =>
    characters.every((character, index) => character === characters[index % length]),
  );
}

const standsFor: Record<string, string> = {
  '0': 'o',
  '1': 'i',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '7': 't',
  '@': 'a',
  $: 's',
};

function leavesTooLittle(plain: string, names: readonly string[]): boolean {
  const asLetters = plain.replace(/[013457@$]/g, (sign) => standsFor[sign] ?? sign);
  // A digit may be meant as one or as a letter.
  return [plain, asLetters].some((text) => countUnguessed(text, names) < fewestUnguessed);
}

function countUnguessed(text: string, names: readonly string[]): number {
  let left = text.replace(/[^\p{L}\p{N}]/gu, '');
  const guessed = [...commonPhrases, ...names, ...commonWords].sort((one, other) => other.length - one.length);
  // Replaced by a mark and not by nothing, so that what stood around a word makes no new one.
  for (const word of guessed) left = left.replaceAll(word, '|');
  left = withoutRuns(left).replace(/(?:19|20)\d\d/g, '|');
  return new Set(left.replaceAll('|', '')).size;
}

/** Without what goes along a row of the keyboard or the alphabet, either way. */
function withoutRuns(text: string): string {
  let left = text;
  for (let start = 0; start + shortestRun <= left.length; start++) {
    let length = 0;
    for (let end = start + shortestRun; end <= left.length; end++) {
      if (sequences.some((sequence) => sequence.includes(left.slice(start, end)))) length = end - start;
    }
    if (length > 0) left = `${left.slice(0, start)}|${left.slice(start + length)}`;
  }
  return left;
}

/** The owner's names and the parts of their address, whole and word by word. */
function namesOf({ email, name, municipalities = [] }: PasswordOwner): string[] {
  const [local = '', domain = ''] = email.split('@');
  const words = [name, local, domain, ...municipalities].flatMap((text) => {
    const parts = toPlainLetters(text).split(/[^\p{L}\p{N}]+/u);
    return [parts.join(''), ...parts];
  });
  return words.filter((word) => word.length >= shortestName);
}
