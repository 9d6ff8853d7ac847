import { Alert } from './alert.tsx';
import { usePage } from './page-context.tsx';

/** What the page before can ask a volunteer's page to say: a code in the address, never text. */
const kinds = {
  added: 'success',
  edited: 'success',
  noted: 'success',
  email_valid: 'success',
  merged: 'success',
  already_merged: 'warning',
  decided: 'success',
  decided_and_told: 'success',
  already: 'warning',
  unconfirmed: 'warning',
} as const;
export type VolunteerFlashCode = keyof typeof kinds;

/** Reads `?esito=…`; what is no code of ours is nothing. */
export function readVolunteerFlash(code: string | undefined): VolunteerFlashCode | undefined {
  return code !== undefined && isFlashCode(code) ? code : undefined;
}

function isFlashCode(code: string): code is VolunteerFlashCode {
  return Object.hasOwn(kinds, code);
}

export const VolunteerFlash = ({ code }: { code: VolunteerFlashCode | undefined }) => {
  const { t } = usePage();
  return code === undefined ? null : (
    <Alert kind={kinds[code]} takesFocus>
      <p>{t(`volunteers:flash.${code}`)}</p>
    </Alert>
  );
};
