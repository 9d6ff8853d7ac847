import type { OpenInvitation } from '../../src/db/invitations.ts';
import type { Member } from '../../src/db/members.ts';
import type { Municipality } from '../../src/db/municipalities.ts';
import { Alert } from '../components/alert.tsx';
import { formatExact } from '../components/dates.ts';
import { Document } from '../components/document.tsx';
import { Icon } from '../components/icon.tsx';
import { usePage } from '../components/page-context.tsx';
import { EmailStateBadge } from '../components/request-history.tsx';
import { When } from '../components/when.tsx';

/** What has just been done, as the address says it; its words are in the language files. */
export const peopleFlashes = ['invited', 'withdrawn', 'changed', 'disabled', 'enabled', 'gone'] as const;
export type PeopleFlash = (typeof peopleFlashes)[number];

export function peoplePath(slug: string, rest = ''): string {
  return `/${slug}/console/persone${rest}`;
}

export type PeopleProps = { municipality: Municipality; operator: { id: string; name: string } };

type Props = PeopleProps & {
  members: Member[];
  invitations: OpenInvitation[];
  flash: PeopleFlash | undefined;
};

/** Who works for the Comune, as what, and who is invited to. */
export const PeoplePage = ({ municipality, operator, members, invitations, flash }: Props) => {
  const { t } = usePage();
  const { slug } = municipality;
  const title = t('members:people.title');
  return (
    <Document title={title} municipality={municipality} operatorName={operator.name} area="console" section="people">
      <div class="container-xxl ec-console">
        {flash === undefined ? null : (
          <Alert kind={flash === 'gone' ? 'warning' : 'success'} takesFocus>
            <p>{t(`members:flash.${flash}`)}</p>
          </Alert>
        )}
        <div class="ec-console__head">
          <h1>{title}</h1>
          <a class="btn btn-primary" href={peoplePath(slug, '/invita')}>
            <Icon name="it-plus-circle" size="sm" /> {t('members:invite.title')}
          </a>
        </div>
        <p>{t('members:people.lead')}</p>
        <MemberTable slug={slug} members={members} ownId={operator.id} />
        <h2 class="ec-people__title">{t('members:invitations.title')}</h2>
        {invitations.length === 0 ? (
          <p class="ec-quiet">{t('members:invitations.empty')}</p>
        ) : (
          <InvitationTable slug={slug} invitations={invitations} />
        )}
      </div>
    </Document>
  );
};

const memberColumns = ['name', 'email', 'role', 'state'] as const;

const MemberTable = ({ slug, members, ownId }: { slug: string; members: Member[]; ownId: string }) => {
  const { t } = usePage();
  const label = (column: string) => t(`members:columns.${column}`);
  return (
    <table class="ec-table">
      <caption class="visually-hidden">{t('members:people.title')}</caption>
      <thead>
        <tr>
          {memberColumns.map((column) => (
            <th scope="col">{label(column)}</th>
          ))}
        </tr>
      </thead>
      <tbody>
        {members.map((member) => (
          <tr class="ec-row">
            <th scope="row" data-label={label('name')}>
              <a href={peoplePath(slug, `/${member.id}`)}>{member.name}</a>
              {member.id === ownId ? ` ${t('members:people.you')}` : ''}
            </th>
            <td data-label={label('email')}>{member.email}</td>
            <td data-label={label('role')}>{t(`domain:role.${member.role}`)}</td>
            <td data-label={label('state')}>
              <MemberState member={member} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
};

/** Whether somebody is let in, by icon and word. */
export const MemberState = ({ member: { disabledAt } }: { member: Member }) => {
  const { t } = usePage();
  return disabledAt === null ? (
    <span class="ec-badge ec-badge--approval-approved">
      <Icon name="it-check-circle" size="sm" /> {t('members:state.active')}
    </span>
  ) : (
    <span class="ec-badge">
      <Icon name="it-ban" size="sm" /> {t('members:state.disabled')} <When at={disabledAt} />
    </span>
  );
};

const invitationColumns = ['name', 'email', 'role', 'state', 'actions'] as const;

const InvitationTable = ({ slug, invitations }: { slug: string; invitations: OpenInvitation[] }) => {
  const { t, language } = usePage();
  const label = (column: string) => t(`members:columns.${column}`);
  return (
    <table class="ec-table">
      <caption class="visually-hidden">{t('members:invitations.title')}</caption>
      <thead>
        <tr>
          {invitationColumns.map((column) => (
            <th scope="col">{label(column)}</th>
          ))}
        </tr>
      </thead>
      <tbody>
        {invitations.map(({ id, name, email, role, expired, expiresAt, emailState }) => (
          <tr class="ec-row">
            <th scope="row" data-label={label('name')}>
              {name}
            </th>
            <td data-label={label('email')}>{email}</td>
            <td data-label={label('role')}>{t(`domain:role.${role}`)}</td>
            <td data-label={label('state')}>
              <span class="ec-badges">
                <span class={expired ? 'ec-badge ec-badge--late' : 'ec-badge'}>
                  <Icon name={expired ? 'it-warning-circle' : 'it-clock'} size="sm" />{' '}
                  {t(expired ? 'members:state.expired' : 'members:state.invited', {
                    moment: formatExact(language, expiresAt, 'short'),
                  })}
                </span>
                {emailState === null ? null : <EmailStateBadge state={emailState} />}
              </span>
            </td>
            <td data-label={label('actions')}>
              <a href={peoplePath(slug, `/inviti/${id}`)}>{t('members:invitations.manageOf', { name })}</a>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
};
