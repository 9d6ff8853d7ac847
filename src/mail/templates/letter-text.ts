import type { TFunction } from 'i18next';
import { formatTelephone } from '../../domain/telephone.ts';
import { toLines, toOneLine } from './inert-text.ts';
import type { Fact, Part, SentLetter } from './letter.ts';

/** The letter as plain text. Nothing of what people wrote begins a line, so none of it passes for the letter's own. */
export function renderLetterText({ greeting, municipality, parts }: SentLetter, t: TFunction): string {
  const name = toOneLine(municipality.name);
  const telephone = toOneLine(formatTelephone(municipality.officeTelephone));
  const signature = [t('email:farewell'), name, t('email:service'), t('email:office', { telephone })];
  return [toOneLine(greeting), ...parts.map(renderPart), signature.join('\n'), `-- \n${t('email:automatic')}\n`].join(
    '\n\n',
  );
}

function renderPart(part: Part): string {
  switch (part.kind) {
    case 'paragraph':
      return toOneLine(part.text);
    case 'action':
      // The label of a telephone call holds the number already.
      return part.href.startsWith('tel:') ? `→ ${toOneLine(part.label)}` : `→ ${toOneLine(part.label)}:\n${part.href}`;
    case 'heading':
      return toOneLine(part.text).toUpperCase();
    case 'facts':
      return [...(part.title === undefined ? [] : [`• ${toOneLine(part.title)}`]), ...part.facts.map(renderFact)].join(
        '\n',
      );
    case 'quotation':
      return toLines(part.text)
        .map((line) => `> ${line}`.trimEnd())
        .join('\n');
  }
}

function renderFact({ label, value }: Fact): string {
  return `${label}: ${toOneLine(value)}`;
}
