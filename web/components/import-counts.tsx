import type { ImportCounts } from '../../src/db/volunteer-imports.ts';
import { usePage } from './page-context.tsx';

const kinds = ['new', 'update', 'same', 'duplicate', 'error'] as const;

/** How many rows are of each kind. */
export const ImportCountList = ({ counts }: { counts: ImportCounts }) => {
  const { t } = usePage();
  return (
    <dl class="ec-import-counts" aria-label={t('volunteerImport:preview.countsTitle')}>
      {kinds.map((kind) => (
        <div class={`ec-import-counts__kind ec-import-counts__kind--${kind}`}>
          <dt>{t(`volunteerImport:kind.${kind}.title`)}</dt>
          <dd>{counts[kind]}</dd>
        </div>
      ))}
    </dl>
  );
};
