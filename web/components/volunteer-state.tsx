import type { Municipality } from '../../src/db/municipalities.ts';
import type { OwnVolunteer } from '../../src/db/own-volunteer.ts';
import { Alert } from './alert.tsx';
import { formatDay } from './dates.ts';
import { usePage } from './page-context.tsx';
import { Telephone } from './telephone.tsx';

type State =
  | 'unconfirmed'
  | 'pending'
  | 'approved'
  | 'paused'
  | 'pausedUntil'
  | 'refused'
  | 'suspended'
  | 'emailInvalid';

/** What keeps a volunteer from being asked, the Comune's own decision before all else. */
function stateOf({ approval, confirmed, emailInvalid, pausedUntil }: OwnVolunteer): State {
  if (approval === 'refused' || approval === 'suspended') return approval;
  if (!confirmed) return 'unconfirmed';
  if (approval === 'pending') return 'pending';
  if (emailInvalid) return 'emailInvalid';
  if (pausedUntil !== null) return pausedUntil === 'infinity' ? 'paused' : 'pausedUntil';
  return 'approved';
}

/** Whether the volunteer can be asked at all, and whom to call about it. */
export const VolunteerState = ({
  volunteer,
  municipality,
}: {
  volunteer: OwnVolunteer;
  municipality: Municipality;
}) => {
  const { language, t } = usePage();
  const state = stateOf(volunteer);
  const { pausedUntil } = volunteer;
  const day = state === 'pausedUntil' && pausedUntil !== null ? formatDay(language, pausedUntil) : '';
  return (
    <Alert kind={state === 'approved' ? 'success' : 'info'} title={t('volunteerArea:area.stateTitle')}>
      <p>{t(`volunteerArea:area.state.${state}`, { day })}</p>
      {state === 'approved' ? null : (
        <p>
          {t('volunteerArea:area.office')} <Telephone number={municipality.officeTelephone} />
        </p>
      )}
    </Alert>
  );
};
