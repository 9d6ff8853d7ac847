import { chooseByTyping } from './behaviours/choose-by-typing.ts';
import { countDown } from './behaviours/count-down.ts';
import { focusFirstProblem } from './behaviours/focus-first-problem.ts';
import { followLive } from './behaviours/follow-live.ts';
import { followProgress } from './behaviours/follow-progress.ts';
import { offerKeys } from './behaviours/keyboard.ts';
import { offerCopy } from './behaviours/offer-copy.ts';
import { offerPrint } from './behaviours/offer-print.ts';
import { stepInPlace } from './behaviours/step-in-place.ts';
import { submitOnce } from './behaviours/submit-once.ts';
import { tickMany } from './behaviours/tick-many.ts';
import { warnUnsaved } from './behaviours/warn-unsaved.ts';

// Every page does its work without this; it only makes some of them quicker or calmer.
const { releaseAll } = submitOnce(document);
focusFirstProblem(document);
offerPrint(document);
offerCopy(document);
chooseByTyping(document);
offerKeys(document);
tickMany(document);
countDown(document);
followProgress(document);
warnUnsaved(document);
followLive(document, (region) => {
  chooseByTyping(region);
  countDown(region);
});
stepInPlace(document, { onShow: chooseByTyping, onReturn: releaseAll });
