import type { PropsWithChildren } from 'hono/jsx';
import type { OpenInvitation } from '../../src/db/invitations.ts';
import type { Member } from '../../src/db/members.ts';
import { Alert } from '../components/alert.tsx';
import { Document } from '../components/document.tsx';
import { Icon } from '../components/icon.tsx';
import { usePage } from '../components/page-context.tsx';
import { RoleField } from './invite-page.tsx';
import { MemberState, type PeopleProps, peoplePath } from './people-page.tsx';

const Frame = ({ municipality, operator, title, children }: PropsWithChildren<PeopleProps & { title: string }>) => {
  const { t } = usePage();
  return (
    <Document title={title} municipality={municipality} operatorName={operator.name} area="console" section="people">
      <div class="container-xxl ec-page ec-page--form">
        <h1>{title}</h1>
        {children}
        <p class="ec-back">
          <a href={peoplePath(municipality.slug)}>{t('members:back')}</a>
        </p>
      </div>
    </Document>
  );
};

const LastAdministrator = () => {
  const { t } = usePage();
  return (
    <Alert kind="warning" title={t('members:last.title')} takesFocus>
      <p>{t('members:last.text')}</p>
    </Alert>
  );
};

type MemberProps = PeopleProps & {
  member: Member;
  /** Whether what was asked for would have left the Comune without an administrator. */
  isLast: boolean;
};

/** One person: their role, and whether they are let in. */
export const MemberPage = ({ member, isLast, ...frame }: MemberProps) => {
  const { t } = usePage();
  const path = peoplePath(frame.municipality.slug, `/${member.id}`);
  const isOneself = member.id === frame.operator.id;
  return (
    <Frame {...frame} title={member.name}>
      {isLast ? <LastAdministrator /> : null}
      <p class="lead">
        {member.email} <MemberState member={member} />
      </p>
      {isOneself ? <p>{t('members:member.yourself')}</p> : null}
      <form class="ec-form" method="post" action={`${path}/ruolo`}>
        <RoleField value={member.role} />
        <button type="submit" class="btn btn-primary">
          {t('members:member.saveRole')}
        </button>
      </form>
      {member.disabledAt === null ? (
        <p class="ec-people__end">
          <a class="btn btn-outline-danger" href={`${path}/disattiva`}>
            <Icon name="it-ban" size="sm" /> {t('members:member.disable')}
          </a>
        </p>
      ) : (
        <form class="ec-people__end" method="post" action={`${path}/riattiva`}>
          <button type="submit" class="btn btn-outline-primary">
            {t('members:member.enable')}
          </button>
        </form>
      )}
    </Frame>
  );
};

/** Asked once more before somebody is no longer let in. */
export const DisablePage = ({ member, isLast, ...frame }: MemberProps) => {
  const { t } = usePage();
  return (
    <Frame {...frame} title={t('members:disable.title', { name: member.name })}>
      {isLast ? <LastAdministrator /> : null}
      <p class="lead">{t('members:disable.lead')}</p>
      {member.id === frame.operator.id ? <p>{t('members:member.yourself')}</p> : null}
      <form method="post" action={peoplePath(frame.municipality.slug, `/${member.id}/disattiva`)}>
        <button type="submit" class="btn btn-danger">
          <Icon name="it-ban" size="sm" /> {t('members:member.disable')}
        </button>
      </form>
    </Frame>
  );
};

/** One invitation: sending a new link, or taking it back. */
export const OpenInvitationPage = ({ invitation, ...frame }: PeopleProps & { invitation: OpenInvitation }) => {
  const { t } = usePage();
  const path = peoplePath(frame.municipality.slug, `/inviti/${invitation.id}`);
  const { name, email, role } = invitation;
  return (
    <Frame {...frame} title={t('members:invitation.title', { name })}>
      <p class="lead">{t('members:invitation.lead', { email, role: t(`domain:role.${role}`) })}</p>
      <form class="ec-form" method="post" action={`${path}/rimanda`}>
        <p>{t('members:invitation.againText')}</p>
        <button type="submit" class="btn btn-primary">
          <Icon name="it-mail" size="sm" /> {t('members:invitation.again')}
        </button>
      </form>
      <form class="ec-form" method="post" action={`${path}/ritira`}>
        <p>{t('members:invitation.withdrawText')}</p>
        <button type="submit" class="btn btn-outline-danger">
          <Icon name="it-close" size="sm" /> {t('members:invitation.withdraw')}
        </button>
      </form>
    </Frame>
  );
};
