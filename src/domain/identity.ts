const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Whether a text from outside can be an id of ours at all; PostgreSQL refuses what is no UUID with an error. */
export function isUuid(text: string): boolean {
  return uuid.test(text);
}
