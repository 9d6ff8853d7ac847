import type { Context } from 'hono';
import { keepMunicipality } from '../../../src/db/municipality-scope.ts';

/**
 * Answers with a file as it is made: who reads slowly makes it be made slowly, and who hangs up ends it.
 * @param fileName of plain letters, digits, hyphens and dots
 */
export function streamCsv(c: Context, fileName: string, pieces: AsyncGenerator<string>): Response {
  const encoder = new TextEncoder();
  // Whoever pulls the next piece is no longer the handler that knows for which Comune.
  const readOn = keepMunicipality(() => pieces.next());
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { value, done } = await readOn();
      if (done) controller.close();
      else controller.enqueue(encoder.encode(value));
    },
    async cancel() {
      await pieces.return(undefined);
    },
  });
  return c.body(body, 200, {
    'Content-Type': 'text/csv; charset=utf-8',
    'Content-Disposition': `attachment; filename="${fileName}"`,
  });
}
