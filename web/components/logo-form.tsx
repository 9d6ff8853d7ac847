import type { Municipality } from '../../src/db/municipalities.ts';
import { logoTypes, longestLogo } from '../../src/domain/logo.ts';
import { logoUrl } from '../logo-url.ts';
import { controlId, describedBy, Field } from './field.tsx';
import { Icon } from './icon.tsx';
import { usePage } from './page-context.tsx';
import { settingsPath } from './settings-frame.tsx';

type Props = { municipality: Municipality; error: string | undefined };

/** The Comune's coat of arms or logo as it is, another one in its place, or none. */
export const LogoForm = ({ municipality, error }: Props) => {
  const { t } = usePage();
  const path = `${settingsPath(municipality.slug, 'municipality')}/stemma`;
  const shown = logoUrl(municipality);
  const field = {
    name: 'file',
    label: t('settings:municipality.logo.file'),
    hint: t('settings:municipality.logo.hint', { count: longestLogo / 1024 }),
    error,
    required: true,
  };
  return (
    <section aria-labelledby="stemma">
      <h2 id="stemma">{t('settings:municipality.logo.title')}</h2>
      {shown === undefined ? (
        <p class="ec-quiet">{t('settings:municipality.logo.none')}</p>
      ) : (
        <>
          <p>
            <img class="ec-logo" src={shown} alt={t('settings:municipality.logo.alt', { name: municipality.name })} />
          </p>
          <form class="mb-4" method="post" action={`${path}/togli`}>
            <button type="submit" class="btn btn-outline-primary">
              {t('settings:municipality.logo.remove')}
            </button>
          </form>
        </>
      )}
      <form class="ec-form" method="post" action={path} enctype="multipart/form-data" novalidate>
        <Field {...field}>
          <input
            class="form-control ec-control"
            type="file"
            id={controlId('file')}
            name="file"
            accept={logoTypes.join(',')}
            required
            aria-invalid={error === undefined ? undefined : 'true'}
            aria-describedby={describedBy(field)}
            autofocus={error !== undefined}
          />
        </Field>
        <div class="ec-form__end">
          <button type="submit" class="btn btn-primary">
            <Icon name="it-upload" size="sm" /> {t('settings:municipality.logo.send')}
          </button>
        </div>
      </form>
    </section>
  );
};
