import type { OwnVolunteer } from '../../src/db/own-volunteer.ts';
import { usePage } from './page-context.tsx';
import { TextField } from './text-field.tsx';

type Props = {
  volunteer: OwnVolunteer;
  path: string;
  /** What was typed, and what is wrong with it. */
  until: string;
  error: string | undefined;
  /** The first and the last day that can be chosen, `YYYY-MM-DD`. */
  firstDay: string;
  lastDay: string;
};

/** Not being asked for a while, and being asked again: two forms, so that each button does one thing. */
export const PausePanel = ({ volunteer, path, until, error, firstDay, lastDay }: Props) => {
  const { t } = usePage();
  const pausing = volunteer.pausedUntil !== null;
  return (
    <section id="pausa">
      <h2>{t('volunteerArea:pause.title')}</h2>
      <p>{t('volunteerArea:pause.lead')}</p>
      {pausing ? (
        <form method="post" action={`${path}/ripresa`} class="ec-resume">
          <button type="submit" class="btn btn-primary">
            {t('volunteerArea:pause.resume')}
          </button>
        </form>
      ) : null}
      <form method="post" action={`${path}/pausa`} novalidate>
        <TextField
          name="pausedUntil"
          label={t('volunteerArea:pause.until')}
          hint={t('volunteerArea:pause.untilHint')}
          error={error}
          type="date"
          value={until}
          min={firstDay}
          max={lastDay}
          width="half"
          autocomplete="off"
        />
        <button type="submit" class={pausing ? 'btn btn-outline-primary' : 'btn btn-primary'}>
          {t(pausing ? 'volunteerArea:pause.change' : 'volunteerArea:pause.submit')}
        </button>
      </form>
    </section>
  );
};
