/** Why a file can't be read at all; each has its words in `volunteerImport:problem`. */
export const fileFaults = [
  'empty',
  'binary',
  'encoding',
  'tooLarge',
  'missingColumns',
  'repeatedColumns',
  'tooManyColumns',
  'recordTooLong',
  'quotes',
] as const;
export type FileFault = (typeof fileFaults)[number];

/** What the sentence inserts: rows as a spreadsheet counts them, names of columns, limits. */
export type FaultWords = { row?: number; columns?: string; count?: number };

/** A file that can't be read: nothing of it is taken. The message is a code, for logs. */
export class FileProblem extends Error {
  override readonly name = 'FileProblem';
  readonly code: FileFault;
  readonly words: FaultWords;

  constructor(code: FileFault, words: FaultWords = {}, options?: ErrorOptions) {
    super(code, options);
    this.code = code;
    this.words = words;
  }
}
