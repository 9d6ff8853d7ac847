import { FileProblem } from './file-problem.ts';

/** The bytes that begin a sequence of UTF-8, and how many follow. */
function lengthOfSequence(lead: number): number {
  if (lead >= 0xf0) return 4;
  return lead >= 0xe0 ? 3 : 2;
}

function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}

/**
 * The text of a file that a spreadsheet wrote, piece by piece: UTF-8 with or without its mark, or Windows-1252 as Excel
 * in Italy saves «CSV». Which of the two the first character beyond ASCII tells: an accented letter of Windows-1252,
 * with what follows it, is no UTF-8.
 * @throws FileProblem binary (a NUL, which no text has: a workbook, a picture, UTF-16), encoding (UTF-8 that breaks off)
 */
export async function* decodeText(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const ascii = new TextDecoder('utf-8');
  let decoder: TextDecoder | undefined;
  let held: Uint8Array<ArrayBufferLike> = new Uint8Array();
  for await (const piece of bytes) {
    if (piece.includes(0)) throw new FileProblem('binary');
    if (decoder !== undefined) {
      yield decode(decoder, piece);
      continue;
    }
    const chunk = held.length === 0 ? piece : Buffer.concat([held, piece]);
    held = new Uint8Array();
    const first = chunk.findIndex((byte) => byte >= 0x80);
    if (first === -1) {
      yield ascii.decode(chunk);
      continue;
    }
    if (chunk.length - first < lengthOfSequence(chunk[first] ?? 0)) {
      held = chunk;
      continue;
    }
    decoder = chooseDecoder(chunk, first);
    yield decode(decoder, chunk);
  }
  if (held.length > 0) {
    decoder = chooseDecoder(
      held,
      held.findIndex((byte) => byte >= 0x80),
    );
    yield decode(decoder, held);
  }
  if (decoder !== undefined) yield decode(decoder);
}

function chooseDecoder(chunk: Uint8Array, first: number): TextDecoder {
  const sequence = chunk.subarray(first, first + lengthOfSequence(chunk[first] ?? 0));
  // A mark at the file's beginning the decoder leaves out by itself.
  return isUtf8(sequence) ? new TextDecoder('utf-8', { fatal: true }) : new TextDecoder('windows-1252');
}

/** Without a piece: the end, where a sequence that was begun is one that breaks off. */
function decode(decoder: TextDecoder, piece?: Uint8Array): string {
  try {
    return piece === undefined ? decoder.decode() : decoder.decode(piece, { stream: true });
  } catch (error) {
    throw new FileProblem('encoding', {}, { cause: error });
  }
}
