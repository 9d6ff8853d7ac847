import { ZxcvbnFactory } from '@zxcvbn-ts/core';
import { adjacencyGraphs, dictionary as passwords } from '@zxcvbn-ts/language-common';
import { dictionary as italian } from '@zxcvbn-ts/language-it';

/**
 * Of zxcvbn's five steps the lowest that is taken: a million guesses. Sign-in lets strangers make fifty at once and then
 * one an hour, so they would take a century; below are the 49,000 passwords that leaks had most often.
 */
const lowestScore = 2;
/** What is strong up to here is strong; the search takes longer the more there is. */
const looksAt = 64;

let measure: ZxcvbnFactory | undefined;

/**
 * Whether somebody who tries the most used passwords, Italian words and names, keyboards and repetitions first would find
 * it soon. The lists, 36 MB in memory, are made ready when somebody first chooses a password.
 */
export function isGuessable(password: string): boolean {
  measure ??= new ZxcvbnFactory({ dictionary: { ...passwords, ...italian }, graphs: adjacencyGraphs });
  return measure.check(password.slice(0, looksAt)).score < lowestScore;
}
