import type { StoredContactPlace } from '../../src/db/contact-settings.ts';
import { contactPlaces } from '../../src/domain/contacts.ts';
import { Alert } from '../components/alert.tsx';
import { RadioField } from '../components/choice-field.tsx';
import { usePage } from '../components/page-context.tsx';
import {
  SeenVersion,
  SettingsFrame,
  type SettingsProps,
  StaleAlert,
  settingsPath,
} from '../components/settings-frame.tsx';

type Props = Omit<SettingsProps, 'version'> & { stored: StoredContactPlace; stale: boolean; saved: boolean };

/** «Contatti»: where the Comune's volunteers find who asked. */
export const SettingsContactsPage = ({ stored, stale, saved, ...frame }: Props) => {
  const { t } = usePage();
  const title = t('settings:tab.contacts');
  return (
    <SettingsFrame {...frame} title={title} current="contacts" wrong={stale}>
      <h1>{title}</h1>
      {saved ? (
        <Alert kind="success" takesFocus>
          <p>{t('settings:contacts.saved')}</p>
        </Alert>
      ) : null}
      {stale ? <StaleAlert unsaved={[]} /> : null}
      <p>{t('settings:contacts.lead')}</p>
      <form class="ec-form" method="post" action={settingsPath(frame.municipality.slug, 'contacts')} novalidate>
        <SeenVersion version={stored.version} />
        <RadioField
          name="place"
          label={t('settings:contacts.place')}
          hint={t('settings:contacts.sent')}
          value={stored.place}
          options={contactPlaces.map((place) => ({ value: place, label: t(`settings:contacts.places.${place}`) }))}
        />
        <div class="ec-form__end">
          <button type="submit" class="btn btn-primary">
            {t('settings:edit.save')}
          </button>
        </div>
      </form>
    </SettingsFrame>
  );
};
