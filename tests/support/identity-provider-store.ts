import type { Adapter, AdapterPayload } from 'oidc-provider';

/** What a test's provider remembers, as long as it runs; the library's own store warns of itself. */
export function createProviderStore(): (kind: string) => Adapter {
  const rows = new Map<string, AdapterPayload>();
  return (kind) => {
    const keyOf = (id: string) => `${kind}:${id}`;
    return {
      upsert: async (id, payload) => void rows.set(keyOf(id), payload),
      find: async (id) => rows.get(keyOf(id)),
      findByUid: async (uid) => [...rows.values()].find((row) => row.kind === kind && row.uid === uid),
      findByUserCode: async () => undefined,
      async consume(id) {
        const row = rows.get(keyOf(id));
        if (row !== undefined) row['consumed'] = Math.floor(Date.now() / 1000);
      },
      destroy: async (id) => void rows.delete(keyOf(id)),
      async revokeByGrantId(grantId) {
        for (const [key, row] of rows) if (row.grantId === grantId) rows.delete(key);
      },
    };
  };
}
