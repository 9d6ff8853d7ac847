import type { MunicipalitySettings } from '../domain/municipality-settings.ts';
import type { Db } from './database.ts';
import { footerLinkColumns, splitFooterLinks, toFooterLinkColumns } from './municipalities.ts';
import { changeSettings, type SeenSettings } from './settings.ts';

/** As they stand; only of a Comune that was made by hand can the head of operations be missing. */
export type StoredMunicipality = {
  version: number;
  settings: Omit<MunicipalitySettings, LeadField> & Record<LeadField, string | null>;
};
type LeadField = 'leadName' | 'leadTelephone' | 'leadEmail';

/** What a Comune is called, whom to call, and what its pages show of its own, as «Il Comune» shows it. */
export async function readMunicipalitySettings(db: Db, municipalityId: string): Promise<StoredMunicipality> {
  const { version, ...row } = await db
    .selectFrom('municipality')
    .leftJoin('operations_lead as lead', 'lead.municipality_id', 'municipality.id')
    .select([
      'settings_version as version',
      'municipality.name',
      'office_telephone as officeTelephone',
      'office_channel as officeChannel',
      'lead.name as leadName',
      'lead.telephone as leadTelephone',
      'lead.email as leadEmail',
      'help_text as helpText',
      ...footerLinkColumns,
    ])
    .where('municipality.id', '=', municipalityId)
    .executeTakeFirstOrThrow();
  const { own, footerLinks } = splitFooterLinks(row);
  return { version, settings: { ...own, footerLinks } };
}

/** An email that was written before and leaves after goes to the head of operations as they are then. */
export async function saveMunicipalitySettings(
  db: Db,
  seen: SeenSettings,
  settings: MunicipalitySettings,
): Promise<{ kind: 'saved' } | { kind: 'stale' }> {
  const { municipalityId } = seen;
  return await changeSettings(db, seen, async (tx) => {
    await tx
      .updateTable('municipality')
      .set({
        name: settings.name,
        office_telephone: settings.officeTelephone,
        office_channel: settings.officeChannel,
        help_text: settings.helpText,
        ...toFooterLinkColumns(settings.footerLinks),
      })
      .where('id', '=', municipalityId)
      .execute();
    const lead = { name: settings.leadName, telephone: settings.leadTelephone, email: settings.leadEmail };
    await tx
      .insertInto('operations_lead')
      .values({ municipality_id: municipalityId, ...lead })
      .onConflict((conflict) => conflict.column('municipality_id').doUpdateSet(lead))
      .execute();
    return { kind: 'saved' };
  });
}
