import type { Information } from '../../src/domain/information.ts';
import { usePage } from './page-context.tsx';
import { When } from './when.tsx';

/** What was asked of who made the request, and what they answered; on an operator's page. */
export const InformationList = ({ information }: { information: Information[] }) => {
  const { t } = usePage();
  if (information.length === 0) return null;
  return (
    <>
      <h3>{t('information:operator.title')}</h3>
      <dl class="ec-facts">
        {information.map(({ question, askedBy, askedAt, answer, answeredAt }) => (
          <div class="ec-facts__wide">
            <dt>
              {question}{' '}
              <span class="ec-quiet">
                ({t('information:operator.by', { name: askedBy })}, <When at={askedAt} />)
              </span>
            </dt>
            <dd class="ec-facts__text">
              {answer ?? <span class="ec-quiet">{t('information:operator.noAnswer')}</span>}{' '}
              {answeredAt === null ? null : (
                <span class="ec-quiet">
                  (<When at={answeredAt} />)
                </span>
              )}
            </dd>
          </div>
        ))}
      </dl>
    </>
  );
};
