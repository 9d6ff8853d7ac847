import { writeAvailability } from './availability.ts';
import { protectCell, quoteCell, writeDay } from './cells.ts';
import { type Column, columns, listSeparator, type Standing } from './columns.ts';
import { writeStanding, writeYesNo } from './standings.ts';

/** A volunteer as the file holds them: whatever it says of one, an import of it says again. */
export type ExportedVolunteer = {
  familyName: string;
  givenName: string;
  email: string;
  telephone: string;
  birthDate: string | null;
  skills: readonly string[];
  zones: readonly string[];
  languages: readonly string[];
  vehicle: boolean;
  availability: number;
  maxOpenOffers: number;
  standing: Standing;
};

/** Excel reads UTF-8 as such only where the file begins with its mark. */
export const byteOrderMark = '\ufeff';

export const csvHead = `${byteOrderMark}${columns.join(';')}\r\n`;

/** One line of the file, with its end. */
export function writeRow(volunteer: ExportedVolunteer): string {
  const cells: Record<Column, string> = {
    cognome: volunteer.familyName,
    nome: volunteer.givenName,
    email: volunteer.email,
    telefono: volunteer.telephone,
    data_nascita: volunteer.birthDate === null ? '' : writeDay(volunteer.birthDate),
    competenze: volunteer.skills.join(listSeparator),
    zone: volunteer.zones.join(listSeparator),
    lingue: volunteer.languages.join(listSeparator),
    automunito: writeYesNo(volunteer.vehicle),
    disponibilita: writeAvailability(volunteer.availability),
    max_richieste: String(volunteer.maxOpenOffers),
    stato: writeStanding(volunteer.standing),
  };
  return writeCells(columns.map((column) => cells[column]));
}

export function writeCells(cells: readonly string[]): string {
  return `${cells.map((cell) => quoteCell(protectCell(cell))).join(';')}\r\n`;
}
