import type { FirstSteps } from '../../src/db/first-steps.ts';
import { formatTelephone } from '../../src/domain/telephone.ts';
import { Alert } from '../components/alert.tsx';
import { Icon } from '../components/icon.tsx';
import { usePage } from '../components/page-context.tsx';
import { SettingsFrame, type SettingsProps, settingsPath } from '../components/settings-frame.tsx';

export const firstStepsFlashes = ['queued', 'too_soon'] as const;
export type FirstStepsFlash = (typeof firstStepsFlashes)[number];

type Props = Omit<SettingsProps, 'version' | 'operator'> & {
  operator: { name: string; email: string };
  steps: FirstSteps;
  flash: FirstStepsFlash | undefined;
};

type StepName = 'municipality' | 'lead' | 'people' | 'needs' | 'zones' | 'volunteers' | 'email' | 'portal';
type Step = { name: StepName; isDone: boolean; text: string; href?: string };

/** «Primi passi»: what a Comune needs before it can begin, what of it is missing, and where it is done. */
export const FirstStepsPage = ({ steps: found, flash, ...frame }: Props) => {
  const { t } = usePage();
  const { slug } = frame.municipality;
  const title = t('settings:tab.firstSteps');
  const steps = useSteps(found, frame);
  const missing = steps.filter(({ isDone }) => !isDone).length;
  return (
    <SettingsFrame {...frame} title={title} current="firstSteps">
      <h1>{title}</h1>
      {flash === undefined ? null : (
        <Alert kind={flash === 'queued' ? 'success' : 'warning'} takesFocus>
          <p>{t(`settings:firstSteps.flash.${flash}`)}</p>
        </Alert>
      )}
      <p>{t('settings:firstSteps.lead')}</p>
      <p>
        <strong>
          {missing === 0 ? t('settings:firstSteps.allDone') : t('settings:firstSteps.missing', { count: missing })}
        </strong>
      </p>
      <ol class="ec-checklist">
        {steps.map(({ name, isDone, text, href }) => (
          <li>
            <span class={isDone ? 'ec-checklist__state ec-checklist__state--done' : 'ec-checklist__state'}>
              <Icon name={isDone ? 'it-check-circle' : 'it-warning-circle'} />{' '}
              {t(isDone ? 'settings:firstSteps.done' : 'settings:firstSteps.toDo')}
            </span>
            <div>
              <h2>{t(`settings:firstSteps.step.${name}`)}</h2>
              <p>{text}</p>
              {href === undefined ? null : <a href={href}>{t(`settings:firstSteps.link.${name}`)}</a>}
              {name === 'email' ? (
                <form method="post" action={`${settingsPath(slug, 'firstSteps')}/email-di-prova`}>
                  <button type="submit" class="btn btn-outline-primary">
                    {t('settings:firstSteps.sendTest')}
                  </button>
                </form>
              ) : null}
            </div>
          </li>
        ))}
      </ol>
    </SettingsFrame>
  );
};

function useSteps(found: FirstSteps, { municipality, operator }: Pick<Props, 'municipality' | 'operator'>): Step[] {
  const { t } = usePage();
  const { slug, name, officeTelephone: telephone } = municipality;
  const say = (step: string, values: Record<string, unknown> = {}) => t(`settings:firstSteps.text.${step}`, values);
  const sayDone = (step: StepName, isDone: boolean, values: Record<string, unknown> = {}) =>
    say(`${step}_${isDone ? 'done' : 'toDo'}`, values);
  const { lead, deciders, needs, zones } = found;
  const test = describeTest(found.testEmail);
  const sayPeople = () =>
    deciders > 1 ? say('people_done', { count: deciders }) : say(found.invited > 0 ? 'people_invited' : 'people_toDo');
  return [
    {
      name: 'municipality',
      isDone: true,
      text: say('municipality', { name, telephone: formatTelephone(telephone) }),
      href: settingsPath(slug, 'municipality'),
    },
    {
      name: 'lead',
      isDone: lead !== null,
      text: sayDone('lead', lead !== null, { lead }),
      href: `${settingsPath(slug, 'municipality')}#campo-leadName`,
    },
    { name: 'people', isDone: deciders > 1, text: sayPeople(), href: `/${slug}/console/persone` },
    {
      name: 'needs',
      isDone: needs > 0,
      text: sayDone('needs', needs > 0, { count: needs }),
      href: settingsPath(slug, 'need'),
    },
    {
      name: 'zones',
      isDone: zones > 0,
      text: sayDone('zones', zones > 0, { count: zones }),
      href: settingsPath(slug, 'zone'),
    },
    {
      name: 'volunteers',
      isDone: found.hasVolunteers,
      text: sayDone('volunteers', found.hasVolunteers),
      href: `/${slug}/console/volontari/importa`,
    },
    { name: 'email', isDone: test.isDone, text: say(test.key, { email: operator.email }) },
    {
      name: 'portal',
      isDone: found.hasCitizens,
      text: sayDone('portal', found.hasCitizens),
      href: settingsPath(slug, 'portal'),
    },
  ];
}

function describeTest(test: FirstSteps['testEmail']): { isDone: boolean; key: string } {
  switch (test?.state) {
    case undefined:
      return { isDone: false, key: 'email_toDo' };
    case 'sent':
    case 'ambiguous':
      return { isDone: true, key: 'email_done' };
    case 'failed':
      return { isDone: false, key: 'email_failed' };
    case 'queued':
    case 'sending':
      return { isDone: false, key: 'email_queued' };
  }
}
