import { createMiddleware } from 'hono/factory';
import { secureHeaders } from 'hono/secure-headers';
import type { WebEnv } from '../context.ts';

/** A year, for all hosts beneath (OWASP ASVS 5.0, 3.4.1): a cookie that one of them sets over HTTP would come here. */
const hsts = 'max-age=31536000; includeSubDomains';

/** The headers of every answer. A page gets all it needs from ourselves, so the policy names nobody else. */
export function setSecurityHeaders({ production }: { production: boolean }) {
  return secureHeaders({
    contentSecurityPolicy: {
      defaultSrc: ["'none'"],
      styleSrc: ["'self'"],
      scriptSrc: ["'self'"],
      // bootstrap-italia's CSS carries its small pictures as data: URLs.
      imgSrc: ["'self'", 'data:'],
      fontSrc: ["'self'"],
      connectSrc: ["'self'"],
      formAction: ["'self'"],
      baseUri: ["'none'"],
      frameAncestors: ["'none'"],
    },
    // Not no-referrer: with it browsers send `Origin: null` with our own forms (Fetch, «append a request Origin
    // header»), and the same-origin guard would refuse them. Nothing goes to other hosts either way.
    referrerPolicy: 'same-origin',
    // A page whose own address is a secret says a stricter one.
    overwrite: false,
    xFrameOptions: 'DENY',
    strictTransportSecurity: production ? hsts : false,
    permissionsPolicy: { camera: [], microphone: [], geolocation: [], payment: [], usb: [] },
  });
}

/** Everything but assets shows somebody's data or depends on who asks, so nobody in between keeps it. */
export const forbidStoring = createMiddleware<WebEnv>(async (c, next) => {
  await next();
  if (!c.res.headers.has('cache-control')) c.res.headers.set('cache-control', 'no-store');
});
