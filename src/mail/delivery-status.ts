import PostalMime, { type Attachment, type Email } from 'postal-mime';
import { isAddressStatus, readEnhancedCode } from './address-refusal.ts';
import { type Fields, onlyValue, readFieldGroups } from './field-groups.ts';

/** What a mail server tells of an email that it could not deliver. */
export type DeliveryStatus = {
  /** Of the email that came back, with its angle brackets; undefined where it is not among what came back. */
  messageId: string | undefined;
  /** Those for whom it failed for good. */
  failed: FailedRecipient[];
};

/** The addresses under which a recipient is named, in lower case, and whether they can't be written to at all. */
export type FailedRecipient = { addresses: string[]; invalidAddress: boolean };

/** Part of a report in a report is as deep as mail servers go; what nests deeper is not theirs. */
const deepestPart = 10;
const longestHeaders = 256 * 1024;

const statusTypes = ['message/delivery-status', 'message/global-delivery-status'];
const returnedTypes = ['message/rfc822', 'message/global', 'text/rfc822-headers', 'message/global-headers'];

/**
 * Reads a delivery status notification (RFC 3464; RFC 6533 for addresses beyond ASCII).
 * @param raw the whole email, as it came
 * @returns undefined for whatever else the bytes are
 */
export async function readDeliveryStatus(raw: Uint8Array): Promise<DeliveryStatus | undefined> {
  const email = await parse(raw);
  if (email === undefined || !isReport(email)) return undefined;
  const [status, ...otherStatuses] = partsOf(email, statusTypes);
  if (status === undefined || otherStatuses.length > 0) return undefined;
  const [about, ...recipients] = readFieldGroups(status);
  if (!about?.has('reporting-mta')) return undefined;
  const [returned, ...others] = partsOf(email, returnedTypes);
  return {
    messageId: returned === undefined || others.length > 0 ? undefined : readMessageId(returned),
    failed: recipients.flatMap((fields) => readFailure(fields) ?? []),
  };
}

async function parse(raw: Uint8Array): Promise<Email | undefined> {
  try {
    // What came back is looked at as it is, not taken for a part of the report.
    const options = { forceRfc822Attachments: true, maxNestingDepth: deepestPart, maxHeadersSize: longestHeaders };
    return await PostalMime.parse(raw, options);
  } catch {
    // Nested too deep, or with headers without end.
    return undefined;
  }
}

function isReport({ headers }: Email): boolean {
  const types = headers.filter(({ key }) => key === 'content-type');
  const [type] = types;
  if (type === undefined || types.length > 1) return false;
  return (
    /^\s*multipart\/report\s*(;|$)/i.test(type.value) &&
    /;\s*report-type\s*=\s*"?delivery-status"?\s*(;|$)/i.test(type.value)
  );
}

function partsOf({ attachments }: Email, types: string[]): string[] {
  return attachments.filter(({ mimeType }) => types.includes(mimeType.toLowerCase())).map(textOf);
}

/** Bytes that are no UTF-8 become U+FFFD, which no address and no Message-ID of ours has. */
function textOf({ content }: Attachment): string {
  return typeof content === 'string' ? content : new TextDecoder().decode(content);
}

/** The Message-ID among the headers of an email, if it has exactly one and nothing stands beside it. */
function readMessageId(email: string): string | undefined {
  const [headers] = email.trimStart().split(/\r?\n[ \t]*\r?\n/, 1);
  const [fields] = readFieldGroups(headers ?? '');
  const messageId = onlyValue(fields, 'message-id');
  return messageId !== undefined && /^<[!-;=?-~]{3,250}>$/.test(messageId) ? messageId : undefined;
}

/** A delay, a relay or an expansion is none. */
function readFailure(fields: Fields): FailedRecipient | undefined {
  if (onlyValue(fields, 'action')?.toLowerCase() !== 'failed') return undefined;
  const status = /^[45]\.\d{1,3}\.\d{1,3}(?=\s|$)/.exec(onlyValue(fields, 'status') ?? '')?.[0];
  if (status === undefined) return undefined;
  const addresses = ['original-recipient', 'final-recipient'].flatMap(
    (name) => readAddress(onlyValue(fields, name)) ?? [],
  );
  return { addresses, invalidAddress: isAddressStatus(tellingStatus(status, fields)) };
}

/** `5.0.0` says nothing, and is all that Exim ever says; the reply that it passes on says more, where it has a code. */
function tellingStatus(status: string, fields: Fields): string {
  const [, reply] = /^smtp\s*;\s*(.*)$/i.exec(onlyValue(fields, 'diagnostic-code') ?? '') ?? [];
  return status === '5.0.0' && reply !== undefined ? (readEnhancedCode(reply) ?? status) : status;
}

/** `rfc822; user@host`, in brackets or not. */
function readAddress(recipient: string | undefined): string | undefined {
  const [, address] = /^(?:rfc822|utf-8)\s*;\s*<?([^\s<>;]{1,254})>?$/i.exec(recipient ?? '') ?? [];
  return address?.toLowerCase();
}
