import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import PDFDocument from 'pdfkit';

/** The pages' own typeface: PDF's built-in ones lack letters that names in Italy have, ș and đ and ł among them. */
const fonts = join(dirname(dirname(fileURLToPath(import.meta.resolve('bootstrap-italia')))), 'fonts/Titillium_Web');
const readFont = (weight: string) => readFileSync(join(fonts, `titillium-web-v10-latin-ext_latin-${weight}.ttf`));
const regular = readFont('regular');
const bold = readFont('600');

const ink = '#17324d';
/** Points: an A4 sheet with a finger's width of margin, in letters that need no glasses. */
const margin = 56;
const labelWidth = 140;
/** A4's 595 points, but for the margins and the label. */
const valueWidth = 595 - 2 * margin - labelWidth;
const size = { small: 10, text: 12, heading: 15, title: 22, large: 26 };

/** A sheet on which one writes from top to bottom; PDF/A-2a: an archive takes it, and it can be read aloud. */
export function openPaper({ title, author, language }: { title: string; author: string; language: string }) {
  const document = new PDFDocument({
    size: 'A4',
    margin,
    pdfVersion: '1.7',
    subset: 'PDF/A-2a',
    tagged: true,
    lang: language,
    displayTitle: true,
    info: { Title: title, Author: author, Creator: 'EasyCare' },
  });
  const finished = collect(document);
  document.registerFont('regular', regular).registerFont('bold', bold);
  const root = document.struct('Document');
  document.addStructure(root);

  function write(tag: string, text: string, font: 'regular' | 'bold', points: number, gap: number): void {
    root.add(
      document.struct(tag, {}, () => {
        document.font(font).fontSize(points).fillColor(ink).text(text).moveDown(gap);
      }),
    );
  }

  return {
    title: (text: string) => write('H1', text, 'bold', size.title, 0.4),
    heading: (text: string) => {
      document.moveDown(0.6);
      write('H2', text, 'bold', size.heading, 0.2);
    },
    paragraph: (text: string) => write('P', text, 'regular', size.text, 0.3),
    small: (text: string) => write('P', text, 'regular', size.small, 0.6),
    /** To be read from afar: what one says on the telephone. */
    headline: (label: string, value: string) => {
      write('P', `${label}:`, 'bold', size.text, 0);
      write('P', value, 'bold', size.large, 0.3);
    },
    /** The value beside its label, so that a request fills one sheet; a long one goes on beneath its own first line. */
    fact(label: string, value: string) {
      const valueHeight = document.font('regular').fontSize(size.text).heightOfString(value, { width: valueWidth });
      const sheetEnd = document.page.height - margin;
      if (document.y + Math.min(valueHeight, sheetEnd / 4) > sheetEnd) document.addPage();
      const top = document.y;
      root.add(
        document.struct('P', {}, () => {
          document.font('bold').fillColor(ink).text(`${label}:`, margin, top, { width: labelWidth });
          const { y: beneathLabel, page } = document;
          document.font('regular').text(value, margin + labelWidth, top, { width: valueWidth });
          document.x = margin;
          if (document.page === page) document.y = Math.max(document.y, beneathLabel);
          document.moveDown(0.3);
        }),
      );
    },
    async finish(): Promise<Buffer<ArrayBuffer>> {
      root.end();
      document.end();
      return await finished;
    },
  };
}

async function collect(document: PDFKit.PDFDocument): Promise<Buffer<ArrayBuffer>> {
  const chunks: Buffer[] = [];
  for await (const chunk of document) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}
