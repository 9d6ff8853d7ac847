/** The options that a command may be given. */
export type Options = {
  comune?: string | undefined;
  role?: string | undefined;
  anchor?: string | undefined;
  from?: string | undefined;
  to?: string | undefined;
  'dry-run': boolean;
  'with-duplicates': boolean;
};

/**
 * Does what was asked for, with the words that came after the command's own two.
 * @returns the exit code
 * @throws UsageError where a word is missing
 */
export type Command = (words: string[], options: Options) => Promise<number>;

/** Commands by their words, and the lines that tell of them. */
export type Commands = { usage: string; run: Record<string, Command> };

/** A word was left out: the answer is what there is. */
export class UsageError extends Error {}
