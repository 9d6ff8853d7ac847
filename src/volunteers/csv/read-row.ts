import { emailAddress } from '../../domain/email-address.ts';
import { parseTelephone } from '../../domain/telephone.ts';
import { line } from '../../domain/text.ts';
import { type CharacteristicLists, checkBirthDate, mostOpenOffers } from '../../domain/volunteer.ts';
import { readAvailability } from './availability.ts';
import { readDay, unprotectCell } from './cells.ts';
import { type CellError, type CellFault, type Column, cellFaults, type ImportedVolunteer } from './columns.ts';
import type { Head } from './head.ts';
import { createListReader, type ListReader } from './list-words.ts';
import { readStanding, readYesNo } from './standings.ts';

/** A row as it was read: complete where there are no errors, else with what could be read. */
export type ReadRow =
  | { kind: 'volunteer'; volunteer: ImportedVolunteer }
  | { kind: 'wrong'; errors: CellError[]; familyName: string | undefined; givenName: string | undefined };

export type RowContext = {
  head: Head;
  lists: Omit<CharacteristicLists, 'needs'>;
  /** The Comune's calendar day, `YYYY-MM-DD`. */
  today: string;
};

/** Of a cell that is wrong this much is shown. */
const longestShown = 80;
const name = line(100);
/** What `line` takes as it is: letters of Western Europe in their composed form, single spaces between them. */
const plainName = /^(?=.{1,100}$)[A-Za-zÀ-ÖØ-öø-ÿ'’.-]+(?: [A-Za-zÀ-ÖØ-öø-ÿ'’.-]+)*$/;
/** What `emailAddress` takes as it is, without its look at every rule. */
const plainEmail = /^(?=.{1,254}$)[a-z0-9]+(?:[._-][a-z0-9]+)*@[a-z0-9]+(?:[.-][a-z0-9]+)*\.[a-z]{2,}$/;

/** Makes what reads one record after the other; each cell either gives its value or says why not. */
export function createRowReader({ head, lists, today }: RowContext): (record: readonly string[]) => ReadRow {
  const has = (column: Column) => head.positions[column] !== undefined;
  const [hasSkills, hasLanguages, hasFree] = [has('competenze'), has('lingue'), has('disponibilita')];
  const readSkills = createListReader(lists.skills);
  const readZones = createListReader(lists.zones);
  const readLanguages = createListReader(lists.languages);
  // Of the row that is being read: made for each row, these functions would cost as much as what they do.
  let record: readonly string[] = [];
  let errors: CellError[] = [];

  function cell(column: Column): string {
    const position = head.positions[column];
    return position === undefined ? '' : unprotectCell(record[position] ?? '').trim();
  }
  function refuse(column: Column | null, why: CellFault, value: string): undefined {
    // Cut by characters, and without what PostgreSQL refuses.
    const shown = [...value.slice(0, longestShown * 2)].slice(0, longestShown).join('');
    errors.push({ column, why, value: shown.toWellFormed().replaceAll('\0', '') });
  }
  /** An optional cell: undefined where it says nothing, refused where it can't be read. */
  function read<T>(column: Column, why: CellFault, parse: (text: string) => T | undefined): T | undefined {
    const text = cell(column);
    return text === '' ? undefined : (parse(text) ?? refuse(column, why, text));
  }
  function readCodes(column: Column, readList: ListReader): readonly string[] | undefined {
    const text = cell(column);
    return readList(text) ?? refuse(column, 'unknown', text);
  }
  function readName(column: Column): string | undefined {
    const text = cell(column);
    if (plainName.test(text)) return text;
    const parsed = name.safeParse(text);
    return parsed.success ? parsed.data : refuse(column, faultOf(parsed.error.issues[0]?.message), text);
  }
  function readEmail(): string | undefined {
    const text = cell('email');
    if (text === '') return refuse('email', 'required', text);
    if (plainEmail.test(text)) return text;
    const { data } = emailAddress.safeParse(text);
    return data ?? refuse('email', /@.*[,;|\s].*@/s.test(text) ? 'severalEmails' : 'email', text);
  }
  function readTelephone(): string | undefined {
    const text = cell('telefono');
    if (text === '') return refuse('telefono', 'required', text);
    return parseTelephone(text) ?? refuse('telefono', 'telephone', text);
  }
  function readBirthDate(): string | undefined {
    const day = read('data_nascita', 'date', readDay);
    const [error] = day === undefined ? [] : checkBirthDate(day, today);
    return error === undefined ? day : refuse('data_nascita', faultOf(error.message), cell('data_nascita'));
  }
  function readFree(): number | undefined {
    const text = cell('disponibilita');
    const free = readAvailability(text);
    return free.kind === 'read' ? free.availability : refuse('disponibilita', free.why, text);
  }

  return (given) => {
    record = given;
    errors = [];
    if (!fits(record, head.width)) refuse(null, 'cells', String(record.length));
    const volunteer = {
      familyName: readName('cognome'),
      givenName: readName('nome'),
      email: readEmail(),
      telephone: readTelephone(),
      birthDate: readBirthDate(),
      skills: hasSkills ? readCodes('competenze', readSkills) : undefined,
      zones: readCodes('zone', readZones),
      languages: hasLanguages ? readCodes('lingue', readLanguages) : undefined,
      vehicle: read('automunito', 'vehicle', readYesNo),
      availability: hasFree ? readFree() : undefined,
      maxOpenOffers: read('max_richieste', 'maxOpenOffers', readCap),
      standing: read('stato', 'standing', readStanding),
    };
    const { familyName, givenName, email, telephone, zones } = volunteer;
    const isWhole = familyName !== undefined && givenName !== undefined && email !== undefined;
    if (errors.length > 0 || !isWhole || telephone === undefined || zones === undefined) {
      return { kind: 'wrong', errors, familyName, givenName };
    }
    return { kind: 'volunteer', volunteer: { ...volunteer, familyName, givenName, email, telephone, zones } };
  };
}

/** As many cells as the head has; those beyond it may only be empty. */
function fits(record: readonly string[], width: number): boolean {
  return record.length >= width && record.slice(width).every((cell) => cell.trim() === '');
}

function readCap(text: string): number | undefined {
  const cap = /^\d{1,3}$/.test(text) ? Number(text) : 0;
  return cap >= 1 && cap <= mostOpenOffers ? cap : undefined;
}

/** The domain's own messages, `validation.tooLong`, are faults here. */
function faultOf(message: string | undefined): CellFault {
  return cellFaults.find((fault) => `validation.${fault}` === message) ?? 'characters';
}
