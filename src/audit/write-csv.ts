import type { TFunction } from 'i18next';
import { exportAudit, type ReadEntry } from '../db/audit-entries.ts';
import type { Db } from '../db/database.ts';
import type { AuditPeriod } from '../domain/audit.ts';
import { protectCell, quoteCell } from '../volunteers/csv/cells.ts';

/** Excel reads UTF-8 as such only where the file begins with its mark. */
const byteOrderMark = '\ufeff';
const columns = [
  'numero',
  'istante',
  'chi',
  'nome',
  'id_di_chi',
  'azione',
  'dati_di',
  'id',
  'chiamata',
  'lotto',
] as const;

/** The CSV of a period of a Comune's audit trail, piece by piece, for its data protection officer. */
export function writeAudit(db: Db, municipalityId: string, period: AuditPeriod, t: TFunction): AsyncGenerator<string> {
  return writeRows(exportAudit(db, municipalityId, period), t);
}

async function* writeRows(pages: AsyncGenerator<ReadEntry[]>, t: TFunction): AsyncGenerator<string> {
  yield `${byteOrderMark}${columns.join(';')}\r\n`;
  for await (const entries of pages) yield entries.map((entry) => writeRow(entry, t)).join('');
}

function writeRow(entry: ReadEntry, t: TFunction): string {
  const cells: Record<(typeof columns)[number], string> = {
    numero: entry.id,
    istante: entry.at,
    chi: t(`audit:actor.${entry.actorKind}`),
    nome: entry.actorName ?? '',
    id_di_chi: entry.actorId ?? '',
    azione: t(`audit:action.${entry.action}`),
    dati_di: entry.subjectKind === null ? '' : t(`audit:subject.${entry.subjectKind}`),
    id: entry.action === 'export' && entry.subjectIds.length === 0 ? t('audit:everybody') : entry.subjectIds.join(' '),
    chiamata: entry.callId ?? '',
    lotto: entry.batchNumber === null ? '' : String(entry.batchNumber),
  };
  return `${columns.map((column) => quoteCell(protectCell(cells[column]))).join(';')}\r\n`;
}
