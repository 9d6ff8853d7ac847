import type { Listed } from '../../src/domain/help-request.ts';
import { type DrawnZone, longestShapesFile } from '../../src/domain/zone-shapes.ts';
import { Alert } from '../components/alert.tsx';
import { ZoneMap } from '../components/charts/zone-map.tsx';
import { controlId, describedBy, Field } from '../components/field.tsx';
import { Icon } from '../components/icon.tsx';
import { usePage } from '../components/page-context.tsx';
import { SettingsFrame, type SettingsProps, settingsPath } from '../components/settings-frame.tsx';

export const mapFlashes = ['saved', 'removed'] as const;
export type MapFlash = (typeof mapFlashes)[number];

type Props = Omit<SettingsProps, 'version'> & {
  shapes: DrawnZone[];
  error: string | undefined;
  flash: MapFlash | undefined;
};

/** «Mappa»: the zones as the statistics draw them, and the file they come from. */
export const SettingsMapPage = ({ shapes, error, flash, ...frame }: Props) => {
  const { t } = usePage();
  const { zones } = frame.municipality;
  const title = t('settings:tab.map');
  return (
    <SettingsFrame {...frame} title={title} current="map" wrong={error !== undefined}>
      <h1>{title}</h1>
      {flash === undefined ? null : (
        <Alert kind="success" takesFocus>
          <p>{t(`settings:map.flash.${flash}`)}</p>
        </Alert>
      )}
      <p>{t('settings:map.lead')}</p>
      {shapes.length === 0 ? (
        <p class="ec-quiet">{t('settings:map.empty')}</p>
      ) : (
        <DrawnMap slug={frame.municipality.slug} shapes={shapes} zones={zones} />
      )}
      <UploadForm slug={frame.municipality.slug} error={error} />
    </SettingsFrame>
  );
};

const DrawnMap = ({ slug, shapes, zones }: { slug: string; shapes: DrawnZone[]; zones: Listed[] }) => {
  const { t } = usePage();
  const missing = zones.filter(({ code }) => !shapes.some((shape) => shape.code === code));
  return (
    <>
      <h2>{t('settings:map.drawnTitle')}</h2>
      <ZoneMap name="map" title={t('settings:map.drawnTitle')} description={t('settings:map.drawn')} zones={shapes} />
      {missing.length === 0 ? null : (
        <p>
          {t('settings:map.missing', { count: missing.length, zones: missing.map(({ label }) => label).join(', ') })}
        </p>
      )}
      <form method="post" action={`${settingsPath(slug, 'map')}/togli`}>
        <button type="submit" class="btn btn-outline-primary">
          {t('settings:map.remove')}
        </button>
      </form>
    </>
  );
};

const UploadForm = ({ slug, error }: { slug: string; error: string | undefined }) => {
  const { t } = usePage();
  const field = {
    name: 'file',
    label: t('settings:map.file'),
    hint: t('settings:map.hint', { count: longestShapesFile / 1024 / 1024 }),
    error,
    required: true,
  };
  return (
    <>
      <h2>{t('settings:map.fileTitle')}</h2>
      <form class="ec-form" method="post" action={settingsPath(slug, 'map')} enctype="multipart/form-data" novalidate>
        <Field {...field}>
          <input
            class="form-control ec-control"
            type="file"
            id={controlId('file')}
            name="file"
            accept=".geojson,.json,application/geo+json"
            required
            aria-invalid={error === undefined ? undefined : 'true'}
            aria-describedby={describedBy(field)}
            autofocus={error !== undefined}
          />
        </Field>
        <div class="ec-form__end">
          <button type="submit" class="btn btn-primary">
            <Icon name="it-upload" size="sm" /> {t('settings:map.send')}
          </button>
        </div>
      </form>
    </>
  );
};
