import { focusFirstProblem } from './behaviours/focus-first-problem.ts';
import { followProgress } from './behaviours/follow-progress.ts';
import { offerPrint } from './behaviours/offer-print.ts';
import { submitOnce } from './behaviours/submit-once.ts';
import { warnUnsaved } from './behaviours/warn-unsaved.ts';

// Every page does its work without this; it only makes some of them quicker or calmer.
submitOnce(document);
focusFirstProblem(document);
offerPrint(document);
followProgress(document);
warnUnsaved(document);
