import type { TimelineView } from '../../src/domain/help-request.ts';
import type { Channel } from '../../src/domain/submission.ts';
import { Alert } from './alert.tsx';
import { ErrorSummary, type FormErrors } from './error-summary.tsx';
import { usePage } from './page-context.tsx';
import type { UnsavedField } from './request-field-names.ts';
import { labelField } from './request-form-words.ts';
import { sayEvent, sayWho } from './request-history.tsx';
import { When } from './when.tsx';

type Props = {
  errors: FormErrors;
  stale: boolean;
  since: TimelineView[];
  unsaved: UnsavedField[];
  channel: Channel;
};

/** Why what an operator pressed was neither saved nor sent. */
export const RequestProblems = ({ errors, stale, since, unsaved, channel }: Props) => {
  const { t } = usePage();
  return (
    <>
      {stale ? (
        <Alert kind="warning" title={t('console:request.stale.title')} takesFocus>
          <p>{t('console:request.stale.text')}</p>
          {since.length > 0 ? (
            <>
              <p>{t('live:stale.since')}</p>
              <ul>
                {since.map((entry) => (
                  <li>
                    {sayEvent(t, entry)}: {sayWho(t, entry, channel)}, <When at={entry.at} />
                  </li>
                ))}
              </ul>
            </>
          ) : null}
          {unsaved.length > 0 ? (
            <>
              <p>{t('console:request.stale.unsaved')}</p>
              <ul>
                {unsaved.map(({ name, value }) => (
                  <li>
                    {labelField(t, name)}: «{value}»
                  </li>
                ))}
              </ul>
            </>
          ) : null}
        </Alert>
      ) : null}
      <ErrorSummary errors={errors} labelOf={(name) => labelField(t, name)} />
    </>
  );
};
