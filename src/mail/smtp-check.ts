import nodemailer from 'nodemailer';

/**
 * Whether an SMTP server answers at `url`: connects, is greeted, says EHLO and leaves. It doesn't sign in, for somebody
 * asks every few seconds and servers lock out who signs in so often. Never throws.
 * @param timeout in milliseconds, for all of it
 */
export async function checkSmtpServer(url: string, timeout: number): Promise<boolean> {
  const transport = nodemailer.createTransport({
    url: withoutCredentials(url),
    connectionTimeout: timeout,
    greetingTimeout: timeout,
    socketTimeout: timeout,
  });
  const answered = transport.verify().catch(() => false);
  // The transport's own timeouts follow one another; the answer is wanted when the first would be over.
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), timeout);
  });
  return Promise.race([answered, late]).finally(() => clearTimeout(timer));
}

function withoutCredentials(url: string): string {
  const anonymous = new URL(url);
  anonymous.username = '';
  anonymous.password = '';
  return anonymous.href;
}
