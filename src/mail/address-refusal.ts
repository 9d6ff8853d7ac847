/**
 * Details of an address status (5.1.x) that say the recipient's address can't be written to: RFC 3463, 3.2, and RFC 7505,
 * 4.2, for 10 (the domain takes no mail). Not 7 and 8, the sender's address; nor 5 and 9, which say it was delivered; nor
 * a provider's own numbers, such as Exchange's 5.1.90, a limit on what the sender sends.
 */
const addressDetails = new Set([0, 1, 2, 3, 4, 6, 10]);

/** RFC 5321, 4.2.3: no such mailbox, not local, name not allowed; RFC 7504: the domain takes no mail. */
const addressReplies = new Set([550, 551, 553, 556]);

/**
 * Whether an enhanced status code (RFC 3463) says that an address is no good: something about the address itself, or a
 * mailbox that is closed for good (5.2.1). A full mailbox (5.2.2), a system, a network, or a policy (5.7.x) is none of
 * it: the same address may take the next letter.
 */
export function isAddressStatus(status: string): boolean {
  const [kind, subject, detail] = status.split('.').map(Number);
  if (kind !== 5 || detail === undefined) return false;
  return (subject === 1 && addressDetails.has(detail)) || (subject === 2 && detail === 1);
}

/**
 * Whether a final reply to RCPT TO refuses the address. Where the reply carries an enhanced code, that code alone tells:
 * a server that blocks us says 550 too, but 550 5.7.1. `5.0.0` tells no more than the reply itself.
 */
export function refusesAddress(reply: number, status?: string): boolean {
  return status === undefined || status === '5.0.0' ? addressReplies.has(reply) : isAddressStatus(status);
}

/** The enhanced code that a reply of SMTP begins with (`550 5.1.1 …`), and nothing else of it. */
export function readEnhancedCode(reply: string): string | undefined {
  return /^[2-5]\d\d[ -]([245]\.\d{1,3}\.\d{1,3})(?=\s|$)/.exec(reply)?.[1];
}
