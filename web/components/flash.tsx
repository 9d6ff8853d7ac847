import { Alert } from './alert.tsx';
import { usePage } from './page-context.tsx';

/** What the page before can ask this one to say: a code in the address, never text, so no link can put words here. */
const kinds = {
  imported: 'success',
  dispatched: 'success',
  discarded: 'success',
  restored: 'success',
  undone: 'success',
  closed: 'success',
  corrected: 'success',
  information_asked: 'success',
  volunteer_excluded: 'success',
  volunteer_included: 'success',
  taken_back: 'success',
  no_volunteers: 'warning',
  already_decided: 'warning',
  not_imported: 'warning',
  not_discarded: 'warning',
  not_dispatched: 'warning',
  request_erased: 'warning',
  original_missing: 'warning',
  many_dispatched: 'success',
  many_discarded: 'success',
  none_selected: 'warning',
  undo_too_late: 'warning',
  nothing_to_undo: 'warning',
  not_editable: 'warning',
  not_chosen: 'warning',
  contacts_withdrawn: 'success',
  contacts_given_back: 'success',
  choice_too_late: 'warning',
} as const;
export type FlashCode = keyof typeof kinds;
export type Flash = { code: FlashCode; count: number };

/** Reads `?esito=…&quante=…`; what is no code of ours is nothing. */
export function readFlash(query: (name: string) => string | undefined): Flash | undefined {
  const code = query('esito') ?? '';
  const count = Number(query('quante') ?? 0);
  if (!isFlashCode(code)) return undefined;
  return { code, count: Number.isSafeInteger(count) && count > 0 ? count : 0 };
}

function isFlashCode(code: string): code is FlashCode {
  return Object.hasOwn(kinds, code);
}

export const FlashMessage = ({ flash }: { flash: Flash | undefined }) => {
  const { t } = usePage();
  return flash === undefined ? null : (
    <Alert kind={kinds[flash.code]} takesFocus>
      <p>{t(`console:flash.${flash.code}`, { count: flash.count })}</p>
    </Alert>
  );
};
