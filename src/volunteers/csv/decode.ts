import { isAscii, isUtf8 } from 'node:buffer';
import { FileProblem } from './file-problem.ts';

/** How many bytes a sequence of UTF-8 has that begins with this one; 1 for one that begins none. */
function lengthOfSequence(lead: number): number {
  if (lead >= 0xf0) return 4;
  if (lead >= 0xe0) return 3;
  return lead >= 0xc0 ? 2 : 1;
}

/**
 * The text of a file that a spreadsheet wrote, piece by piece: UTF-8 with or without its mark, or Windows-1252 as Excel
 * in Italy saves «CSV». Which of the two the first character beyond ASCII tells: an accented letter of Windows-1252,
 * with what follows it, is no UTF-8.
 * @throws FileProblem binary (a NUL, which no text has: a workbook, a picture, UTF-16), encoding (UTF-8 that breaks off)
 */
export async function* decodeText(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  let decode: Decode | undefined;
  let held: Buffer = Buffer.alloc(0);
  for await (const piece of bytes) {
    if (piece.includes(0)) throw new FileProblem('binary');
    const chunk = join(held, piece);
    held = Buffer.alloc(0);
    if (decode === undefined && isAscii(chunk)) {
      yield chunk.toString('latin1');
      continue;
    }
    if (decode === undefined) {
      const first = chunk.findIndex((byte) => byte >= 0x80);
      if (chunk.length - first < Math.max(2, lengthOfSequence(chunk[first] ?? 0))) {
        held = chunk;
        continue;
      }
      decode = chooseDecoder(chunk, first);
    }
    yield decode(chunk);
  }
  if (held.length > 0) {
    decode = chooseDecoder(
      held,
      held.findIndex((byte) => byte >= 0x80),
    );
    yield decode(held);
  }
  if (decode !== undefined) yield decode();
}

/** As a rule there is nothing held, and a copy of each piece would be the whole file once more. */
function join(held: Buffer, piece: Uint8Array): Buffer {
  if (held.length > 0) return Buffer.concat([held, piece]);
  return Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength);
}

/** Decodes the next bytes, or without any: the end, where a sequence that was begun is one that breaks off. */
type Decode = (bytes?: Buffer) => string;

function chooseDecoder(chunk: Buffer, first: number): Decode {
  const sequence = chunk.subarray(first, first + Math.max(2, lengthOfSequence(chunk[first] ?? 0)));
  if (isUtf8(sequence)) return createUtf8Decoder();
  const decoder = new TextDecoder('windows-1252');
  return (bytes) => decoder.decode(bytes, { stream: true });
}

/** As a TextDecoder that is fatal, in a tenth of its time. */
function createUtf8Decoder(): Decode {
  let held: Buffer = Buffer.alloc(0);
  let isStart = true;
  return (bytes) => {
    const all = bytes === undefined ? held : join(held, bytes);
    const whole = bytes === undefined ? all : all.subarray(0, endOfWhole(all));
    if (!isUtf8(whole)) throw new FileProblem('encoding');
    held = all.subarray(whole.length);
    const text = whole.toString('utf8');
    const isMarked = isStart && text.startsWith('\ufeff');
    isStart = false;
    return isMarked ? text.slice(1) : text;
  };
}

/** Where the last sequence begins, if it is not all there; the end if it is. */
function endOfWhole(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back += 1) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte >= 0xc0) return lengthOfSequence(byte) > back ? bytes.length - back : bytes.length;
    if (byte < 0x80) break;
  }
  return bytes.length;
}
