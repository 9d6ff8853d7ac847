/** The columns of the file, in the order in which an export writes them. */
export const columns = [
  'cognome',
  'nome',
  'email',
  'telefono',
  'data_nascita',
  'competenze',
  'zone',
  'lingue',
  'automunito',
  'disponibilita',
  'max_richieste',
  'stato',
] as const;
export type Column = (typeof columns)[number];

/** Without these nobody can be told apart, reached or asked; of the others a file may say nothing. */
export const requiredColumns: readonly Column[] = ['cognome', 'nome', 'email', 'telefono', 'zone'];

/** What stands between two entries of a list within a cell. */
export const listSeparator = '|';

/** Why a cell can't be taken; each has its words in `volunteerImport:why`. */
export const cellFaults = [
  'required',
  'characters',
  'tooLong',
  'email',
  'severalEmails',
  'telephone',
  'date',
  'birthDateInTheFuture',
  'adult',
  'unknown',
  'vehicle',
  'availability',
  'availabilityOrder',
  'maxOpenOffers',
  'standing',
  'cells',
  'decided',
] as const;
export type CellFault = (typeof cellFaults)[number];

/** What is wrong in a row: in which column (none where it is the row itself), why, and what stands there. */
export type CellError = { column: Column | null; why: CellFault; value: string };

/** As the CSV calls what has been decided of a volunteer and whether they pause. */
export const standings = ['active', 'paused', 'pending', 'suspended', 'refused'] as const;
export type Standing = (typeof standings)[number];

/** A volunteer as a row tells it. What a file has no column for, or an optional cell leaves empty, is undefined. */
export type ImportedVolunteer = {
  familyName: string;
  givenName: string;
  email: string;
  telephone: string;
  birthDate: string | undefined;
  skills: readonly string[] | undefined;
  /** Empty says nothing: the zones known so far stay. */
  zones: readonly string[];
  languages: readonly string[] | undefined;
  vehicle: boolean | undefined;
  availability: number | undefined;
  maxOpenOffers: number | undefined;
  standing: Standing | undefined;
};
