import type { TFunction } from 'i18next';
import { mostCounted } from '../../src/db/capped-count.ts';
import { usePage } from './page-context.tsx';

/** A number that was counted only so far: «37», or «più di 1.000». */
export function sayCount(t: TFunction, count: number): string {
  return count > mostCounted ? t('volunteers:moreThan', { count: mostCounted, shown: mostCounted }) : String(count);
}

/** A heading that may begin with «più di». */
export function startUpperCase(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

export const Count = ({ count, onButton = false }: { count: number; onButton?: boolean }) => {
  const { t } = usePage();
  return <span class={onButton ? 'ec-count ec-count--on-button' : 'ec-count'}>{sayCount(t, count)}</span>;
};
