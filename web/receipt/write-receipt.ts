import type { TFunction } from 'i18next';
import type { CitizenView } from '../../src/db/citizen-request.ts';
import type { Municipality } from '../../src/db/municipalities.ts';
import type { Language } from '../../src/domain/language.ts';
import { formatTelephone } from '../../src/domain/telephone.ts';
import { formatExact } from '../components/dates.ts';
import { citizenFacts, listFacts } from '../components/request-facts.tsx';
import { requestSections } from '../components/request-field-names.ts';
import { stageOf } from '../components/status-steps.tsx';
import { openPaper } from './paper.ts';

type Input = { municipality: Municipality; request: CitizenView; language: Language; t: TFunction; now: Date };

/**
 * The receipt of a request, for who keeps papers: what the page of the request says, on an A4 sheet.
 * @returns a tagged PDF, which screen readers read in its order
 */
export async function writeReceipt({ municipality, request, language, t, now }: Input): Promise<Buffer<ArrayBuffer>> {
  const title = `${t('citizen:receipt.title')} ${request.reference}`;
  const paper = openPaper({ title, author: municipality.name, language });
  paper.small(`${municipality.name} · ${t('citizen:help.title')}`);
  paper.title(t('citizen:receipt.title'));
  paper.headline(t('citizen:status.referenceLabel'), request.reference);
  paper.fact(t('citizen:receipt.submittedAt'), formatExact(language, request.submittedAt));

  const facts = listFacts(t, language, citizenFacts(request));
  for (const section of requestSections) {
    paper.heading(t(`citizen:form.sections.${section}`));
    for (const { label, value } of facts[section]) paper.fact(label, value);
  }

  paper.heading(t('citizen:status.nowTitle'));
  paper.paragraph(t(`citizen:status.now.${stageOf(request)}`));
  paper.heading(t('citizen:status.contactsTitle'));
  paper.paragraph(t('citizen:receipt.contacts'));
  paper.fact(t('citizen:site.office'), formatTelephone(municipality.officeTelephone));
  paper.paragraph(`${t('citizen:emergency.before')} 112.`);
  paper.small(`${t('citizen:receipt.asOf')} ${formatExact(language, now)}.`);
  return await paper.finish();
}
