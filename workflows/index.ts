export { helpRequest } from './help-request.ts';
