import { columns } from '../../../src/volunteers/csv/columns.ts';
import { type FileContext, openFile } from '../../../src/volunteers/csv/read-file.ts';

export const lists: FileContext['lists'] = {
  skills: [
    { code: 'guida', label: 'Accompagnare in auto' },
    { code: 'ascolto', label: 'Ascolto e compagnia' },
  ],
  zones: [
    { code: 'centro', label: 'Centro' },
    { code: 'citta-vecchia', label: 'Città vecchia' },
  ],
  languages: [
    { code: 'it', label: 'Italiano' },
    { code: 'en', label: 'Inglese' },
  ],
};

/** Bytes in pieces of a length, as a disk or a socket gives them. */
async function* inPieces(bytes: Uint8Array, length = 65_536): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < bytes.length; start += length) yield bytes.subarray(start, start + length);
}

export async function readAll(content: string | Uint8Array, pieceLength?: number) {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  const { ignored, rows } = await openFile(inPieces(bytes, pieceLength), { lists, today: '2026-11-24' });
  const read = [];
  for await (const some of rows) read.push(...some);
  return { ignored, rows: read };
}

export const head = columns.join(';');

const right: Record<string, string> = {
  cognome: 'Rossi',
  nome: 'Anna',
  email: 'anna@esempio.it',
  telefono: '333 123 4567',
  data_nascita: '28/02/1980',
  competenze: 'guida',
  zone: 'centro',
  lingue: 'it',
  automunito: 'sì',
  disponibilita: 'lun-mattina',
  max_richieste: '3',
  stato: 'attivo',
};

/** A line that is right; `over` makes it wrong. */
export function lineOf(over: Partial<Record<(typeof columns)[number], string>> = {}): string {
  return columns.map((column) => over[column] ?? right[column]).join(';');
}
