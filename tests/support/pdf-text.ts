import { inflateSync } from 'node:zlib';

/** What a PDF of ours says, line by line, read as a viewer does: glyphs by their font's ToUnicode table. */
export function readPdfText(pdf: Buffer): string {
  const objects = listObjects(pdf);
  const tableOf = (font: string) => {
    const number = new RegExp(`/${font} (\\d+) 0 R`).exec(
      [...objects.values()].map(({ head }) => head).join('\n'),
    )?.[1];
    const table = /\/ToUnicode (\d+) 0 R/.exec(objects.get(number ?? '')?.head ?? '')?.[1];
    return readTable(objects.get(table ?? '')?.stream ?? '');
  };
  const lines: string[] = [];
  for (const { stream } of objects.values()) {
    let table = new Map<number, string>();
    for (const [, font, shown] of stream.matchAll(/\/(F\d+) [\d.]+ Tf|\[([^\]]*)\] TJ/g)) {
      if (font !== undefined) table = tableOf(font);
      const glyphs = [...(shown ?? '').matchAll(/<([0-9a-f]+)>/gi)].flatMap(([, hex = '']) => hex.match(/.{4}/g) ?? []);
      if (glyphs.length > 0) lines.push(glyphs.map((glyph) => table.get(Number.parseInt(glyph, 16)) ?? '?').join(''));
    }
  }
  return lines.join('\n');
}

function listObjects(pdf: Buffer): Map<string, { head: string; stream: string }> {
  const found = [...pdf.toString('latin1').matchAll(/(\d+) 0 obj\n(.*?)endobj/gs)];
  return new Map(
    found.map(([, number = '', body = '']) => {
      const [head = '', rest = ''] = body.split('\nstream\n');
      const raw = Buffer.from(rest.split('\nendstream')[0] ?? '', 'latin1');
      // A font's own file is no text.
      const isText = rest !== '' && head.includes('FlateDecode') && !head.includes('CIDFontType0C');
      return [number, { head, stream: isText ? inflateSync(raw).toString('latin1') : '' }];
    }),
  );
}

/** pdfkit writes one range after the other, each with all its characters: `<0000> <0010> [<0043> <0069>]`. */
function readTable(cmap: string): Map<number, string> {
  const table = new Map<number, string>();
  for (const [, first = '', list = ''] of cmap.matchAll(/<([0-9a-f]+)> <[0-9a-f]+> \[([^\]]*)\]/gi)) {
    [...list.matchAll(/<([0-9a-f ]*)>/gi)].forEach(([, hex = ''], position) => {
      table.set(
        Number.parseInt(first, 16) + position,
        Buffer.from(hex.replaceAll(' ', ''), 'hex').swap16().toString('utf16le'),
      );
    });
  }
  return table;
}
