import type { HelpRequestRow } from '../../src/domain/help-request.ts';
import { Icon, type IconName } from './icon.tsx';
import { usePage } from './page-context.tsx';

const icons = {
  submitted: 'it-download',
  awaiting_operator: 'it-clock',
  dispatched: 'ec-send',
  discarded: 'it-delete',
} as const satisfies Record<HelpRequestRow['status'], IconName>;

type Marked = Pick<
  HelpRequestRow,
  'status' | 'lateAt' | 'noVolunteersAt' | 'closedAt' | 'withdrawnAt' | 'informationMark'
>;

/** The status of a request by icon and word. */
export const StatusBadge = ({ status, closedAt }: Pick<Marked, 'status' | 'closedAt'>) => {
  const { t } = usePage();
  const closed = closedAt !== null;
  return (
    <span class={`ec-badge ec-badge--${closed ? 'closed' : status}`}>
      <Icon name={closed ? 'it-check-circle' : icons[status]} size="sm" />
      {closed ? t('console:table.closed') : t(`domain:status.${status}`)}
    </span>
  );
};

/** What makes a waiting request urgent (nobody decided it in time, or nobody could be told), or ends it. */
export const RequestMarks = ({
  status,
  lateAt,
  noVolunteersAt,
  withdrawnAt,
  informationMark,
}: Omit<Marked, 'closedAt'>) => {
  const { t } = usePage();
  if (withdrawnAt !== null) {
    return (
      <span class="ec-badge ec-badge--late">
        <Icon name="it-close" size="sm" />
        {t('withdrawal:mark')}
      </span>
    );
  }
  if (status !== 'awaiting_operator') return null;
  return (
    <>
      {lateAt === null ? null : (
        <span class="ec-badge ec-badge--late">
          <Icon name="it-warning-circle" size="sm" />
          {t('console:table.late')}
        </span>
      )}
      {noVolunteersAt === null ? null : (
        <span class="ec-badge ec-badge--late">
          <Icon name="ec-people" size="sm" />
          {t('console:table.noVolunteers')}
        </span>
      )}
      {informationMark === null ? null : (
        <span class="ec-badge">
          <Icon name={informationMark === 'asked' ? 'it-help' : 'it-mail'} size="sm" />
          {t(`information:mark.${informationMark}`)}
        </span>
      )}
    </>
  );
};
