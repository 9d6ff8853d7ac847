import { fold } from './cells.ts';
import { type Standing, standings } from './columns.ts';
import { remembered } from './remembered.ts';

/** What `stato` holds. The last two keep an operator's decision through an export and an import. */
const words: Record<Standing, string> = {
  active: 'attivo',
  paused: 'in pausa',
  pending: 'da approvare',
  suspended: 'sospeso',
  refused: 'non accettato',
};

export const readStanding = remembered((cell: string): Standing | undefined => {
  const word = fold(cell);
  return standings.find((standing) => words[standing] === word);
});

export function writeStanding(standing: Standing): string {
  return words[standing];
}

/** @returns undefined where it is neither yes nor no */
export const readYesNo = remembered((cell: string): boolean | undefined => {
  const word = fold(cell);
  return word === 'si' ? true : word === 'no' ? false : undefined;
});

export function writeYesNo(yes: boolean): string {
  return yes ? 'sì' : 'no';
}
