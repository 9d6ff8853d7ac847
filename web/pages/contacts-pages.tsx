import type { PropsWithChildren } from 'hono/jsx';
import type { AskedFor, ShownContacts, UselessContactLink } from '../../src/db/contact-links.ts';
import type { Municipality } from '../../src/db/municipalities.ts';
import { formatDay } from '../components/dates.ts';
import { Document } from '../components/document.tsx';
import { Icon } from '../components/icon.tsx';
import { usePage } from '../components/page-context.tsx';
import { Telephone } from '../components/telephone.tsx';

type Props = { municipality: Municipality };

const Frame = ({ municipality, title, children }: PropsWithChildren<Props & { title: string }>) => (
  <Document title={title} municipality={municipality}>
    <div class="container-xxl ec-page ec-page--narrow">
      <h1>{title}</h1>
      {children}
    </div>
  </Document>
);

/** What the link in the email shows: nobody's name, and the button that shows it. */
export const UncoverPage = ({ municipality, asked, secret }: Props & { asked: AskedFor; secret: string }) => {
  const { t } = usePage();
  return (
    <Frame municipality={municipality} title={t('contacts:uncover.title')}>
      <dl class="ec-facts">
        <Asked asked={asked} />
      </dl>
      <form method="post" action={`/${municipality.slug}/volontari/contatti`}>
        <input type="hidden" name="chiave" value={secret} />
        <div class="ec-form__end">
          <button type="submit" class="btn btn-primary ec-form__submit">
            {t('contacts:uncover.submit')}
          </button>
          <p class="ec-hint">{t('contacts:uncover.recorded')}</p>
        </div>
      </form>
    </Frame>
  );
};

/** Who asked, how to reach them, and what for in their own words. */
export const ContactsPage = ({ municipality, contacts }: Props & { contacts: ShownContacts }) => {
  const { t } = usePage();
  const { name, telephone, address, zone, description, lead } = contacts;
  return (
    <Frame municipality={municipality} title={t('contacts:shown.title')}>
      <dl class="ec-facts">
        <Fact label="name">
          <strong>{name}</strong>
        </Fact>
        <Fact label="telephone">
          <Telephone number={telephone} />
        </Fact>
        <Fact label="address">
          {address}, {zone}
        </Fact>
        <Asked asked={contacts} />
        <div class="ec-facts__wide">
          <dt>{t('contacts:fields.description')}</dt>
          <dd class="ec-facts__text">{description}</dd>
        </div>
      </dl>
      <section class="ec-box">
        <h2>{t('contacts:shown.lead')}</h2>
        <p>{t('contacts:shown.agree', { lead: lead.name })}</p>
        <p class="ec-box__telephone">
          <Icon name="it-telephone" /> <Telephone number={lead.telephone} />
        </p>
      </section>
      <p>{t('contacts:shown.privacy')}</p>
    </Frame>
  );
};

/** A link that shows nobody any more, why, and whom to ask. */
export const UselessContactsPage = ({ municipality, why }: Props & { why: UselessContactLink }) => {
  const { t } = usePage();
  return (
    <Frame municipality={municipality} title={t(`contacts:useless.${why}Title`)}>
      <p class="lead">{t(`contacts:useless.${why}`)}</p>
      <p>
        {t('contacts:useless.questions')} <Telephone number={municipality.officeTelephone} />
      </p>
    </Frame>
  );
};

const Asked = ({ asked: { reference, need, zone, preferredTime } }: { asked: AskedFor }) => {
  const { language, t } = usePage();
  return (
    <>
      <Fact label="need">
        <strong>{need}</strong>
      </Fact>
      <Fact label="zone">{zone}</Fact>
      <Fact label="when">
        {preferredTime === null
          ? t('contacts:toAgree')
          : `${formatDay(language, preferredTime.date)}, ${t(`domain:dayPart.${preferredTime.part}`)}`}
      </Fact>
      <Fact label="reference">{reference}</Fact>
    </>
  );
};

const Fact = ({
  label,
  children,
}: PropsWithChildren<{ label: 'name' | 'telephone' | 'address' | keyof AskedFor | 'when' }>) => {
  const { t } = usePage();
  return (
    <div>
      <dt>{t(`contacts:fields.${label}`)}</dt>
      <dd>{children}</dd>
    </div>
  );
};
