import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { MunicipalityDefinition } from '../src/db/create-municipality.ts';
import { always } from '../src/domain/availability.ts';
import { csvHead, writeRow } from '../src/volunteers/csv/write-row.ts';

const givenNames = ['Anna', 'Bruno', 'Maria Grazia', 'Dario', 'Elena', 'Niccolò', 'Gina', 'Ivo', 'Lucia', 'Pietro'];
const familyNames = ['Rossi', 'De Luca', 'Neri', 'Galli', "D'Amico", 'Conti', 'Greco'];

/** Writes a file of made-up volunteers, the same for the same number, and never the whole of it in memory. */
export async function writeVolunteerFile(file: string, rows: number, lists: MunicipalityDefinition): Promise<void> {
  function* pieces() {
    yield csvHead;
    for (let start = 0; start < rows; start += 1_000) {
      let piece = '';
      for (let i = start; i < Math.min(rows, start + 1_000); i += 1) piece += lineOf(i, lists);
      yield piece;
    }
  }
  await pipeline(Readable.from(pieces()), createWriteStream(file));
}

function lineOf(i: number, { skills, zones, languages }: MunicipalityDefinition): string {
  const year = 1940 + (i % 60);
  const pick = <T>(list: readonly T[], at: number): T[] => list.slice(at % list.length, (at % list.length) + 1);
  return writeRow({
    familyName: familyNames[i % familyNames.length] ?? '',
    givenName: `${givenNames[i % givenNames.length] ?? ''} ${letters(i)}`,
    email: `v${i}@volontari.example`,
    telephone: `+39333${String(i).padStart(7, '0')}`,
    birthDate: `${year}-0${1 + (i % 9)}-1${i % 10}`,
    skills: [...pick(skills, i), ...(i % 2 === 0 ? pick(skills, i + 1) : [])].map(({ code }) => code),
    zones: pick(zones, i).map(({ code }) => code),
    languages: pick(languages, Math.floor(i / 7)).map(({ code }) => code),
    vehicle: i % 3 === 0,
    availability: i % 4 === 0 ? always : 1 + (i % always),
    maxOpenOffers: 1 + (i % 5),
    standing: 'active',
  });
}

/** A number in letters, so that no two people have the same name. */
function letters(i: number): string {
  return [...i.toString(26)].map((digit) => String.fromCharCode(97 + Number.parseInt(digit, 26))).join('');
}
