import type { CitizenView } from '../../src/db/citizen-request.ts';
import type { Municipality } from '../../src/db/municipalities.ts';
import { Alert } from '../components/alert.tsx';
import { Document } from '../components/document.tsx';
import { ErrorSummary, type FormErrors } from '../components/error-summary.tsx';
import { OpenQuestions } from '../components/open-questions.tsx';
import { usePage } from '../components/page-context.tsx';
import type { OwnLinks } from './own-data-pages.tsx';

type Props = {
  municipality: Municipality;
  request: CitizenView;
  links: OwnLinks;
  /** What was typed and refused; none where it came too late. */
  typed?: { id: string; answer: string; errors: FormErrors };
};

/** An answer that was not stored: what is wrong with it, or that it came after the decision. */
export const AnswerPage = ({ municipality, request, links, typed }: Props) => {
  const { t } = usePage();
  const title = t('information:citizen.title');
  return (
    <Document title={title} wrong municipality={municipality}>
      <div class="container-xxl ec-page ec-page--narrow">
        <h1>{title}</h1>
        {typed === undefined ? (
          <Alert kind="warning" title={t('information:citizen.tooLateTitle')} takesFocus>
            <p>{t('information:citizen.tooLate')}</p>
          </Alert>
        ) : (
          <>
            <ErrorSummary errors={typed.errors} labelOf={() => t('information:citizen.answer')} />
            <OpenQuestions
              information={request.information.filter(({ id }) => id === typed.id)}
              action={links.information}
              isOpen
              typed={typed}
            />
          </>
        )}
        <p class="ec-back ec-no-print">
          <a href={links.status}>{t('information:citizen.back')}</a>
        </p>
      </div>
    </Document>
  );
};
