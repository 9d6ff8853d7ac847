import type { HelpRequestDetail } from '../../src/domain/help-request.ts';

/** What a form about a request was made of: its version, and the last that had happened, to tell what came after. */
export const SeenFields = ({ request }: { request: HelpRequestDetail }) => (
  <>
    <input type="hidden" name="version" value={String(request.version)} />
    <input type="hidden" name="seenAt" value={request.timeline[0]?.at.toISOString() ?? ''} />
  </>
);
