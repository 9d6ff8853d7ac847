import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FileProblem } from '../../../src/volunteers/csv/file-problem.ts';
import { limitBytes } from '../../../src/volunteers/csv/read-file.ts';
import { head, lineOf, readAll } from './csv-fixture.ts';

const volunteer = {
  familyName: 'Rossi',
  givenName: 'Anna',
  email: 'anna@esempio.it',
  telephone: '+393331234567',
  birthDate: '1980-02-28',
  skills: ['guida'],
  zones: ['centro'],
  languages: ['it'],
  vehicle: true,
  availability: 1,
  maxOpenOffers: 3,
  standing: 'active',
};

const problemOf = async (content: string | Uint8Array) => {
  const error = await readAll(content).then(
    () => undefined,
    (problem: unknown) => problem,
  );
  if (!(error instanceof FileProblem)) throw error ?? new Error('the file was read');
  return { code: error.code, ...error.words };
};

const errorsOf = async (over: Parameters<typeof lineOf>[0]) => {
  const { rows } = await readAll(`${head}\n${lineOf(over)}\n`);
  return rows.flatMap(({ read }) =>
    read.kind === 'wrong' ? read.errors.map(({ column, why }) => `${column} ${why}`) : [],
  );
};

/** Windows-1252 as Excel writes it; the letters of these tests are the same in Latin-1. */
const inWindows1252 = (text: string) => Buffer.from(text, 'latin1');

describe('a file as Italian spreadsheets write it', () => {
  const accented = `${head}\r\n${lineOf({ cognome: 'Nicolò', zone: 'Città Vecchia' })}\r\n`;
  test.each<[string, string | Uint8Array]>([
    ['UTF-8', accented],
    ['UTF-8 with its mark', `\ufeff${accented}`],
    ['Windows-1252', inWindows1252(accented)],
    ['commas', accented.replaceAll(';', ',')],
    ['line ends of Unix', accented.replaceAll('\r\n', '\n')],
    ['line ends of an old Macintosh', accented.replaceAll('\r\n', '\r')],
    ['no line end at the end', accented.trimEnd()],
    ['empty lines and rows at the end', `${accented}\r\n;;;;;;;;;;;\r\n`],
    ['all cells quoted', accented.replace(/[^;\r\n]+/g, '"$&"')],
  ])('%s', async (_, content) => {
    for (const length of [1, 2, 3, 7, 65_536]) {
      const { rows } = await readAll(content, length);
      expect(rows).toEqual([
        {
          row: 2,
          read: { kind: 'volunteer', volunteer: { ...volunteer, familyName: 'Nicolò', zones: ['citta-vecchia'] } },
        },
      ]);
    }
  });

  test('a quoted line break is part of a cell, and the row after it counts as a spreadsheet counts', async () => {
    const { rows, ignored } = await readAll(
      `${head};Note\n${lineOf()};"prima\r\nseconda; ""terza"""\n\n${lineOf()};x\n`,
    );
    expect(rows.map(({ row, read }) => [row, read.kind])).toEqual([
      [2, 'volunteer'],
      [4, 'volunteer'],
    ]);
    expect(ignored).toEqual(['Note']);
  });

  test('columns in another order, with capitals, accents and spaces; those not ours are told', async () => {
    const { rows, ignored } = await readAll(
      'Zone,Nome,COGNOME,Tessera,Email,Telefono,Disponibilità,data nascita\nCENTRO,Anna,Rossi,7,anna@esempio.it,+39 333 1234567,,1980-02-28\n',
    );
    expect(ignored).toEqual(['Tessera']);
    expect(rows[0]?.read).toMatchObject({
      kind: 'volunteer',
      volunteer: { zones: ['centro'], birthDate: '1980-02-28', availability: 2 ** 21 - 1, skills: undefined },
    });
  });

  test('takes away exactly the apostrophe that an export put before a formula', async () => {
    const { rows } = await readAll(`${head}\n${lineOf({ telefono: "'+393331234567", cognome: "'Ndrangheta" })}\n`);
    expect(rows[0]?.read).toMatchObject({ volunteer: { telephone: '+393331234567', familyName: "'Ndrangheta" } });
  });
});

describe('a file that can not be read says why', () => {
  test.each<[string, string | Uint8Array, object]>([
    ['empty', '', { code: 'empty' }],
    ['only white space', ' \r\n\r\n', { code: 'empty' }],
    ['a workbook', Buffer.from('PK\x03\x04\x14\x00\x06\x00'), { code: 'binary' }],
    ['UTF-16', Buffer.from(`\ufeff${head}`, 'utf16le'), { code: 'binary' }],
    ['one column', 'nome\nAnna\n', { code: 'missingColumns', columns: 'cognome, email, telefono, zone' }],
    ['no head', lineOf(), { code: 'missingColumns', columns: 'cognome, nome, email, telefono, zone' }],
    ['a column twice', `${head};Nome\n`, { code: 'repeatedColumns', columns: 'nome' }],
    ['10,000 columns', `${'colonna;'.repeat(10_000)}\n`, { code: 'tooManyColumns', row: 1, count: 10_001 }],
    ['10,000 cells', `${head}\n${'x;'.repeat(10_000)}\n`, { code: 'tooManyColumns', row: 2, count: 10_001 }],
    [
      'a quote left open',
      `${head}\n${lineOf({ nome: '"Anna' })}\n${`${lineOf()}\n`.repeat(5_000)}`,
      { code: 'recordTooLong', row: 2 },
    ],
    ['a quote out of place', `${head}\n${lineOf({ nome: 'An"na"' })}\n`, { code: 'quotes', row: 2 }],
    ['a line without end', 'x'.repeat(1_000_000), { code: 'recordTooLong', row: 1 }],
    [
      'UTF-8 that breaks off',
      Buffer.concat([Buffer.from(`${head}\n${lineOf({ nome: 'Niccolò' })}`), Buffer.from([0xc3])]),
      { code: 'encoding' },
    ],
  ])('%s', async (_, content, problem) => {
    expect(await problemOf(content)).toEqual(problem);
  });

  test('too large, as soon as it is', async () => {
    let given = 0;
    async function* endless() {
      for (;;) {
        given += 1_000;
        yield new Uint8Array(1_000).fill(0x61);
      }
    }
    await expect(async () => {
      for await (const piece of limitBytes(endless(), 5_000)) expect(piece).toHaveLength(1_000);
    }).rejects.toMatchObject({ code: 'tooLarge' });
    expect(given).toBe(6_000);
  });
});

describe('a cell that can not be taken says why', () => {
  test.each<[Parameters<typeof lineOf>[0], string[]]>([
    [{ email: 'a@x.it, b@y.it' }, ['email severalEmails']],
    [{ email: 'a@x.it b@y.it' }, ['email severalEmails']],
    [{ email: '=cmd|x@y.it' }, ['email email']],
    [{ email: 'Anna a@x.it' }, ['email email']],
    [{ email: 'a@x@y.it' }, ['email email']],
    [{ email: '"a@x.it\nb@y.it"' }, ['email severalEmails']],
    [{ email: 'anna' }, ['email email']],
    [{ email: '' }, ['email required']],
    [{ telefono: 'casa' }, ['telefono telephone']],
    [{ telefono: '' }, ['telefono required']],
    [{ cognome: '' }, ['cognome required']],
    [{ cognome: 'x'.repeat(101) }, ['cognome tooLong']],
    [{ cognome: 'a\u0001b' }, ['cognome characters']],
    [{ data_nascita: '31/02/1980' }, ['data_nascita date']],
    [{ data_nascita: '01/01/2030' }, ['data_nascita birthDateInTheFuture']],
    [{ data_nascita: '25/11/2008' }, ['data_nascita adult']],
    [{ data_nascita: '24/11/2008' }, []],
    [{ zone: 'centro|altrove' }, ['zone unknown']],
    [{ competenze: 'boh' }, ['competenze unknown']],
    [{ automunito: 'forse' }, ['automunito vehicle']],
    [{ disponibilita: 'lun-sera-mattina' }, ['disponibilita availabilityOrder']],
    [{ disponibilita: 'sab-lun' }, ['disponibilita availabilityOrder']],
    [{ disponibilita: 'notte' }, ['disponibilita availability']],
    [{ disponibilita: 'lun-mar-mer' }, ['disponibilita availability']],
    [{ disponibilita: 'mattina-lun' }, ['disponibilita availability']],
    [{ disponibilita: 'lun-mattina|' }, ['disponibilita availability']],
    [{ max_richieste: '0' }, ['max_richieste maxOpenOffers']],
    [{ max_richieste: '1000000000' }, ['max_richieste maxOpenOffers']],
    [{ max_richieste: '101' }, ['max_richieste maxOpenOffers']],
    [{ max_richieste: '3,5' }, ['max_richieste maxOpenOffers']],
    [{ stato: 'boh' }, ['stato standing']],
    [{ stato: 'In Pausa' }, []],
    [{ nome: '', email: 'x', zone: 'y' }, ['nome required', 'email email', 'zone unknown']],
  ])('%j', async (over, errors) => {
    expect(await errorsOf(over)).toEqual(errors);
  });

  test('a row with too few or too many cells', async () => {
    const { rows } = await readAll(`${head}\nRossi;Anna\n${lineOf()};;\n${lineOf()};x\n`);
    expect(rows.map(({ read }) => (read.kind === 'wrong' ? read.errors[0]?.why : read.kind))).toEqual([
      'cells',
      'volunteer',
      'cells',
    ]);
  });
});

describe('whatever the bytes', () => {
  const file = fc.oneof(
    fc.uint8Array({ maxLength: 400 }),
    fc.string({ unit: 'binary', maxLength: 200 }).map((text) => Buffer.from(`${head}\n${text}`)),
    fc
      .array(fc.string({ maxLength: 20 }), { minLength: 12, maxLength: 12 })
      .map((cells) => Buffer.from(`${head}\n${cells.join(';')}`)),
    fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.concat([Buffer.from(`${head}\n`), bytes])),
  );

  test('a file is read or refused with a reason of ours, in pieces of any length the same', async () => {
    await fc.assert(
      fc.asyncProperty(file, fc.integer({ min: 1, max: 50 }), async (bytes, length) => {
        const outcome = (pieceLength: number) =>
          readAll(bytes, pieceLength).catch((error: unknown) => {
            if (error instanceof FileProblem) return error.code;
            throw error;
          });
        const whole = await outcome(65_536);
        const inParts = await outcome(length);
        // Of two faults the one that is met first may depend on where the pieces end.
        if (typeof whole === 'string' || typeof inParts === 'string') expect(typeof inParts).toBe(typeof whole);
        else expect(inParts).toEqual(whole);
      }),
      { numRuns: 300 },
    );
  });

  test('nothing read holds what PostgreSQL refuses', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.string({ unit: 'binary', maxLength: 20 }), { minLength: 12, maxLength: 12 }),
        async (cells) => {
          const quoted = cells.map((cell) => `"${cell.replaceAll('"', '""').replaceAll('\0', '')}"`).join(';');
          const bytes = Buffer.from(`${head}\n${quoted}\n`);
          const { rows } = await readAll(bytes);
          const text = JSON.stringify(rows);
          expect(text.includes('\\u0000')).toBe(false);
          expect(text.isWellFormed()).toBe(true);
        },
      ),
    );
  });
});
