import type { Child } from 'hono/jsx';
import type { Municipality } from '../../src/db/municipalities.ts';
import type { PreviewedRow, RowKind } from '../../src/db/volunteer-import-rows.ts';
import type { VolunteerImport } from '../../src/db/volunteer-imports.ts';
import { describeProblem } from '../../src/volunteers/describe.ts';
import { Alert } from '../components/alert.tsx';
import { Document } from '../components/document.tsx';
import { ImportCountList } from '../components/import-counts.tsx';
import { ImportPreview } from '../components/import-preview.tsx';
import { usePage } from '../components/page-context.tsx';

export type ImportPageProps = {
  municipality: Municipality;
  operator: { name: string };
  found: VolunteerImport;
  /** The first rows of each kind, while it is to be decided. */
  rows: Partial<Record<RowKind, PreviewedRow[]>>;
  errors: PreviewedRow[];
  errorsAPage: number;
  isContinued: boolean;
};

/** How often a page that follows asks again, in seconds: people see it move, and it costs two short queries. */
const refreshSeconds = 2;

/** One import, in whatever state it is. */
export const VolunteerImportPage = (props: ImportPageProps) => {
  const { t } = usePage();
  const { municipality, operator, found } = props;
  const { state, fileName: file } = found;
  const isRunning = state === 'reading' || state === 'applying';
  const title = t(`volunteerImport:${state === 'ready' ? 'preview' : state}.title`);
  const path = `/${municipality.slug}/console/volontari/importa`;
  return (
    <Document
      title={title}
      wrong={state === 'failed' || (state === 'ready' && found.counts.error > 0)}
      municipality={municipality}
      operatorName={operator.name}
      area="console"
      head={isRunning ? <meta http-equiv="refresh" content={String(refreshSeconds)} /> : null}
    >
      <div class="container-xxl ec-console">
        <h1>{title}</h1>
        {(() => {
          switch (state) {
            case 'reading':
              return <Reading found={found} />;
            case 'applying':
              return <Applying found={found} />;
            case 'interrupted':
              return <Ended text={t('volunteerImport:interrupted.text', { file })} kind="warning" path={path} />;
            case 'failed':
              return (
                <Ended text={t('volunteerImport:failed.text')} kind="danger" path={path}>
                  {found.problem === null ? null : <p>{describeProblem(t, found.problem)}</p>}
                </Ended>
              );
            case 'discarded':
              return <Ended text={t('volunteerImport:discarded.text', { file })} kind="info" path={path} />;
            case 'applied':
              return (
                <>
                  <Ended text={t('volunteerImport:applied.text', { file })} kind="success" path={path}>
                    {found.withDuplicates ? <p>{t('volunteerImport:applied.withDuplicates')}</p> : null}
                  </Ended>
                  <ImportCountList counts={found.counts} />
                </>
              );
            case 'ready':
              return <ImportPreview {...props} />;
          }
        })()}
        <p class="ec-back">
          <a href={`/${municipality.slug}/console`}>{t('volunteerImport:back')}</a>
        </p>
      </div>
    </Document>
  );
};

const Reading = ({ found: { fileName, fileBytes, readBytes, readRows } }: { found: VolunteerImport }) => {
  const { t } = usePage();
  const percent = Math.floor((100 * readBytes) / Math.max(fileBytes, 1));
  return (
    <>
      <p class="lead">{t('volunteerImport:reading.text', { file: fileName, percent, rows: readRows })}</p>
      <progress class="ec-progress" max={100} value={percent} aria-label={t('volunteerImport:reading.progress')}>
        {percent} %
      </progress>
    </>
  );
};

const Applying = ({ found: { fileName, readRows } }: { found: VolunteerImport }) => {
  const { t } = usePage();
  return (
    <>
      <p class="lead">{t('volunteerImport:applying.text', { file: fileName, rows: readRows })}</p>
      <progress class="ec-progress" aria-label={t('volunteerImport:applying.progress')} />
    </>
  );
};

type EndedProps = { text: string; kind: 'success' | 'info' | 'warning' | 'danger'; path: string; children?: Child };

const Ended = ({ text, kind, path, children }: EndedProps) => {
  const { t } = usePage();
  return (
    <>
      <Alert kind={kind} takesFocus>
        {children}
        <p>{text}</p>
      </Alert>
      <p>
        <a class="btn btn-outline-primary" href={path}>
          {t('volunteerImport:preview.again')}
        </a>
      </p>
    </>
  );
};
