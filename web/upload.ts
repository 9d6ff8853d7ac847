import { type FileHandle, mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { Busboy, type BusboyHeaders } from '@fastify/busboy';
import type { Upload } from '../src/volunteers/import.ts';
import { WebError } from './web-error.ts';

export type Received = { kind: 'received'; upload: Upload } | { kind: 'none' } | { kind: 'too_large' };

/**
 * How much more of a file that is too large is read and thrown away before it is refused: most browsers send all before
 * they listen, and would see a broken connection instead of the answer. Who sends more than that sees it.
 */
const mostDiscarded = 16 * 1024 * 1024;

/** As much as a stream of a file reads at a time. */
const pieceBytes = 65_536;

/**
 * Takes the file out of a form's body as it comes, never the whole of it in memory, into a file that has no name any
 * more: whatever happens to this process, nothing of it stays on the disk.
 * @param name the field it is in
 * @throws WebError malformed_body where the form can't be taken apart, or the client hangs up
 */
export async function receiveFile(request: Request, name: string, mostBytes: number): Promise<Received> {
  const type = request.headers.get('content-type') ?? '';
  if (request.body === null || !type.toLowerCase().startsWith('multipart/form-data')) return { kind: 'none' };
  const folder = await mkdtemp(join(tmpdir(), 'easycare-import-'));
  const handle = await open(join(folder, 'file'), 'wx+', 0o600);
  await rm(folder, { recursive: true });

  let fileName: string | undefined;
  let size = 0;
  let writing: Promise<void> = Promise.resolve();
  let isWhole = false;
  // By hand: a stream of a file closes it when it is broken off, and waits for its own end to do so.
  const keep = async (pieces: AsyncIterable<Buffer>) => {
    for await (const piece of pieces) {
      size += piece.length;
      await handle.writeFile(piece);
    }
  };
  try {
    const form = createForm({ 'content-type': type }, mostBytes);
    form.on('file', (field, stream, given) => {
      if (field !== name || given === '') return void stream.resume();
      fileName = given;
      writing = keep(stream);
      // Heard below, once the form itself has ended; until then it is nobody's.
      writing.catch(() => {});
    });
    await pipeline(limit(request.body, mostBytes + mostDiscarded), form);
    await writing;
    isWhole = size <= mostBytes;
  } catch (error) {
    if (!(error instanceof TooLarge)) throw new WebError('malformed_body', { cause: error });
  } finally {
    if (!isWhole || fileName === undefined || size === 0) await handle.close();
  }
  if (!isWhole) return { kind: 'too_large' };
  if (fileName === undefined || size === 0) return { kind: 'none' };
  return {
    kind: 'received',
    upload: {
      fileName: nameOf(fileName),
      size,
      read: () => readPieces(handle),
      discard: () => handle.close(),
    },
  };
}

async function* readPieces(handle: FileHandle): AsyncGenerator<Uint8Array> {
  let position = 0;
  for (;;) {
    const { bytesRead, buffer } = await handle.read(Buffer.allocUnsafe(pieceBytes), 0, pieceBytes, position);
    if (bytesRead === 0) return;
    position += bytesRead;
    yield buffer.subarray(0, bytesRead);
  }
}

class TooLarge extends Error {}

function createForm(headers: BusboyHeaders, mostBytes: number) {
  // A byte more than allowed is let through, to tell a file that is cut off from one that just fits.
  return new Busboy({
    headers,
    limits: { files: 1, fileSize: mostBytes + 1, fields: 10, fieldSize: 1_000, parts: 11 },
  });
}

async function* limit(body: ReadableStream<Uint8Array>, most: number): AsyncGenerator<Uint8Array> {
  let size = 0;
  for await (const piece of body) {
    size += piece.length;
    if (size > most) throw new TooLarge('body_too_large');
    yield piece;
  }
}

/** The name alone, without the folders that some browsers send, and only what can be stored and shown. */
function nameOf(given: string): string {
  const name = given.split(/[\\/]/).at(-1) ?? '';
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is taken out
  const shown = name.replace(/[\u0000-\u001f\u007f-\u009f]/g, '').toWellFormed();
  return [...shown].slice(0, 200).join('') || 'file.csv';
}
