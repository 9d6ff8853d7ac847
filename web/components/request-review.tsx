import { usePage } from './page-context.tsx';
import { type RequestFacts, RequestFactsList } from './request-facts.tsx';
import { sectionId } from './request-field-names.ts';

type Props = { facts: RequestFacts; action: string };

/** All that will be sent, on one screen, each section with the way back to it. */
export const RequestReview = ({ facts, action }: Props) => {
  const { t } = usePage();
  return (
    <>
      <RequestFactsList
        facts={facts}
        editOf={(section, title) => (
          <button
            type="submit"
            class="btn btn-outline-primary btn-sm"
            name="goTo"
            value="data"
            formaction={`${action}#${sectionId(section)}`}
          >
            {t('citizen:form.edit')} <span class="visually-hidden">{title}</span>
          </button>
        )}
      />
      <p class="ec-review__note">{t('citizen:form.reviewNote')}</p>
    </>
  );
};
