import type { TFunction } from 'i18next';
import { formatTelephone } from '../../domain/telephone.ts';
import { linkTelephone } from './facts.ts';
import { toLines, toOneLine } from './inert-text.ts';
import type { Fact, Part, SentLetter } from './letter.ts';

/*
 * The colours of bootstrap-italia. Styles are inline and nothing is loaded: mail programs drop the rest, and an email
 * that fetches anything tells when it is read.
 */
const ink = '#17324d';
const quietInk = '#455a64';
const blue = '#0059b3';
const rule = '#d9dadb';
const styles = {
  page: `margin:0;padding:24px 12px;background:#f5f5f5;color:${ink};font:17px/1.55 'Titillium Web',Arial,Helvetica,sans-serif;overflow-wrap:anywhere`,
  sheet: 'max-width:600px;margin:0 auto;background:#ffffff;border-top:4px solid #0066cc',
  head: `padding:24px 20px 16px;border-bottom:1px solid ${rule}`,
  body: 'padding:24px 20px 8px',
  foot: `padding:16px 20px 24px;border-top:1px solid ${rule};color:${quietInk};font-size:14px`,
  paragraph: 'margin:0 0 20px',
  action: `display:inline-block;padding:12px 24px;background:${blue};color:#ffffff;border-radius:4px;font-weight:bold;text-decoration:none`,
  heading: 'margin:28px 0 8px;font-size:19px;line-height:1.3',
  facts: `width:100%;margin:0 0 24px;border-collapse:collapse;border-top:1px solid ${rule}`,
  title: `padding:8px 0;border-bottom:1px solid ${rule};text-align:left;font-weight:bold`,
  label: `width:110px;padding:8px 16px 8px 0;border-bottom:1px solid ${rule};text-align:left;vertical-align:top;font-weight:normal;color:${quietInk}`,
  value: `padding:8px 0;border-bottom:1px solid ${rule};vertical-align:top`,
  quotation: 'margin:0 0 20px;padding:4px 0 4px 16px;border-left:4px solid #0066cc',
  link: `color:${blue}`,
};

/** The letter as a page of HTML on its own; hono/jsx escapes all that is put into it. */
export function renderLetterHtml(letter: SentLetter, t: TFunction): string {
  const { subject, greeting, municipality, language, parts } = letter;
  const telephone = toOneLine(formatTelephone(municipality.officeTelephone));
  const page = (
    <html lang={language}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light" />
        <title>{subject}</title>
      </head>
      <body style={styles.page}>
        <div style={styles.sheet}>
          <div style={styles.head}>
            <strong style="font-size:21px">{toOneLine(municipality.name)}</strong>
            <br />
            <span style={`color:${quietInk}`}>{t('email:service')}</span>
          </div>
          <div style={styles.body}>
            <p style={styles.paragraph}>{toOneLine(greeting)}</p>
            {parts.map((part) => (
              <LetterPart part={part} />
            ))}
            <p style={styles.paragraph}>
              {t('email:farewell')}
              <br />
              {toOneLine(municipality.name)}
            </p>
          </div>
          <div style={styles.foot}>
            <a href={linkTelephone(municipality.officeTelephone)} style={styles.link}>
              {t('email:office', { telephone })}
            </a>
            <br />
            {t('email:automatic')}
          </div>
        </div>
      </body>
    </html>
  );
  // Nothing here waits for anything, so what comes out is the text itself.
  return `<!doctype html>${page.toString()}`;
}

function LetterPart({ part }: { part: Part }) {
  switch (part.kind) {
    case 'paragraph':
      return <p style={styles.paragraph}>{toOneLine(part.text)}</p>;
    case 'action':
      return (
        <p style={styles.paragraph}>
          <a href={part.href} style={styles.action}>
            {toOneLine(part.label)}
          </a>
        </p>
      );
    case 'heading':
      return <h2 style={styles.heading}>{toOneLine(part.text)}</h2>;
    case 'facts':
      return (
        <table style={styles.facts}>
          <tbody>
            {part.title !== undefined && (
              <tr>
                <th colspan={2} style={styles.title}>
                  {toOneLine(part.title)}
                </th>
              </tr>
            )}
            {part.facts.map((fact) => (
              <FactRow {...fact} />
            ))}
          </tbody>
        </table>
      );
    case 'quotation':
      return (
        <blockquote style={styles.quotation}>
          {toLines(part.text).map((line) => (
            <>
              {line}
              <br />
            </>
          ))}
        </blockquote>
      );
  }
}

function FactRow({ label, value, href }: Fact) {
  const shown = toOneLine(value);
  return (
    <tr>
      <th scope="row" style={styles.label}>
        {label}
      </th>
      <td style={styles.value}>
        {href === undefined ? (
          shown
        ) : (
          <a href={href} style={styles.link}>
            {shown}
          </a>
        )}
      </td>
    </tr>
  );
}
