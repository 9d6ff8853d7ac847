import { type RequestFieldValues, requestFields } from './request-field-names.ts';
import type { RequestStep } from './request-steps.ts';

type Props = { step: RequestStep; values: RequestFieldValues; privacyNoticeRead: boolean };

/**
 * What the other steps' fields hold: the page carries it along, so that nothing of it is kept here before it is sent,
 * and it stands in no address and in no store of the browser.
 */
export const CarriedFields = ({ step, values, privacyNoticeRead }: Props) => (
  <>
    {step === 'data' ? null : requestFields.map((name) => <input type="hidden" name={name} value={values[name]} />)}
    {step === 'conditions' || !privacyNoticeRead ? null : <input type="hidden" name="privacyNoticeRead" value="yes" />}
  </>
);
