import type { Approval } from '../../src/domain/volunteer.ts';
import type { VolunteerRow } from '../../src/domain/volunteer-view.ts';
import { formatDay } from './dates.ts';
import { Icon, type IconName } from './icon.tsx';
import { usePage } from './page-context.tsx';

const icons = {
  pending: 'it-clock',
  approved: 'it-check-circle',
  refused: 'it-close-circle',
  suspended: 'it-ban',
} as const satisfies Record<Approval, IconName>;

/** What the Comune decided of a volunteer, by icon and word; who has not confirmed their address waits for themselves. */
export const ApprovalBadge = ({ approval, confirmedAt }: Pick<VolunteerRow, 'approval' | 'confirmedAt'>) => {
  const { t } = usePage();
  const unconfirmed = approval === 'pending' && confirmedAt === null;
  return (
    <span class={`ec-badge ec-badge--approval-${unconfirmed ? 'unconfirmed' : approval}`}>
      <Icon name={unconfirmed ? 'it-mail' : icons[approval]} size="sm" />
      {t(`volunteers:approval.${unconfirmed ? 'unconfirmed' : approval}`)}
    </span>
  );
};

type Marked = Pick<VolunteerRow, 'pausedUntil' | 'emailInvalidAt'> & { today: string };

/** Why no proposal reaches them now, although they may be approved. */
export const VolunteerMarks = ({ pausedUntil, emailInvalidAt, today }: Marked) => {
  const { t, language } = usePage();
  return (
    <>
      {pausedUntil === null || pausedUntil <= today ? null : (
        <span class="ec-badge">
          <Icon name="it-minus-circle" size="sm" />
          {pausedUntil === 'infinity'
            ? t('volunteers:paused')
            : t('volunteers:pausedUntil', { day: formatDay(language, pausedUntil, 'short') })}
        </span>
      )}
      {emailInvalidAt === null ? null : (
        <span class="ec-badge ec-badge--late">
          <Icon name="it-warning-circle" size="sm" />
          {t('volunteers:emailInvalid')}
        </span>
      )}
    </>
  );
};
