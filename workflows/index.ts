export { helpRequest } from './help-request.ts';
export { letter } from './letter.ts';
export { retention } from './retention.ts';
