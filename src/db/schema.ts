import type { ColumnType, Generated, GeneratedAlways } from 'kysely';
import type { ApiKeyScope } from '../domain/api-key.ts';
import type { AuditAction, AuditActorKind, AuditSubject } from '../domain/audit.ts';
import type { ContactPlace } from '../domain/contacts.ts';
import type { DecisionKind, DecisionOutcome, DiscardReason } from '../domain/decision.ts';
import type { Language } from '../domain/language.ts';
import type { LogoType } from '../domain/logo.ts';
import type { EmailKind, EmailState } from '../domain/mail.ts';
import type { OfferState } from '../domain/offer.ts';
import type { RatedService, RatingAnswer } from '../domain/rating.ts';
import type { LanguagesMatch } from '../domain/requirements.ts';
import type { Role } from '../domain/role.ts';
import type { ChoiceKind, RankingCriterion } from '../domain/selection.ts';
import type { CountedOutcome, CountedSubject } from '../domain/statistics.ts';
import type { Status } from '../domain/status.ts';
import type { Channel, DayPart } from '../domain/submission.ts';
import type { TimelineEvent } from '../domain/timeline.ts';
import type { Approval, VolunteerEvent } from '../domain/volunteer.ts';

/** A time that the database sets unless told. */
type SetOnce = ColumnType<Date, Date | undefined, Date>;

type ListTable = {
  municipality_id: string;
  code: string;
  label: string;
  position: number;
  /** Since when it is not offered any more, though what refers to it keeps it. */
  retired_at: Date | null;
};

/** The tables, as their constraints in `migrations/` leave them. These types never leave `src/db`. */
export type Database = {
  municipality: {
    id: Generated<string>;
    slug: string;
    name: string;
    office_telephone: string;
    office_channel: Generated<boolean>;
    volunteers_per_request: Generated<number>;
    late_after_seconds: Generated<number>;
    digest_interval_seconds: Generated<number>;
    mail_retry_seconds: Generated<number>;
    offer_valid_seconds: Generated<number>;
    cool_off_seconds: Generated<number>;
    /** For how long a decision pressed on a page can be undone; 0 for not at all. */
    undo_seconds: Generated<number>;
    /** How many days a discarded, and a dispatched, request is kept before its personal data are erased. */
    discarded_kept_days: Generated<number>;
    dispatched_kept_days: Generated<number>;
    /** A permutation of the criteria; the first one counts first. */
    ranking: Generated<RankingCriterion[]>;
    /** Counts the changes of lists and settings, so that none is made of an older state unseen. */
    settings_version: Generated<number>;
    /** Whether its console opens only to operators with a second factor. */
    second_factor_required: Generated<boolean>;
    /** Where volunteers find them, for the offers from now on. */
    requester_contacts: Generated<ContactPlace>;
    /** Whole https addresses, in the footer of its pages; null shows none. */
    accessibility_link: string | null;
    legal_notes_link: string | null;
    faq_link: string | null;
    report_inefficiency_link: string | null;
    /** As those, in the trail on top. */
    portal_link: string | null;
    services_link: string | null;
    /** The Comune's own words on its first page. */
    help_text: string | null;
    /** Who is told each day where the audit trail stands; null where the Comune has named nobody. */
    privacy_officer_email: string | null;
    demo: Generated<boolean>;
    created_at: SetOnce;
  };
  municipality_logo: {
    municipality_id: string;
    type: LogoType;
    bytes: Buffer;
    /** The SHA-256 of the bytes, in hexadecimal. */
    hash: GeneratedAlways<string>;
  };
  need: ListTable & { vehicle: Generated<boolean>; languages_match: Generated<LanguagesMatch> };
  zone: ListTable;
  /** JSON; `readZoneShapes` reads it. */
  zone_shape: { municipality_id: string; zone_code: string; polygons: ColumnType<unknown, string, never> };
  zone_neighbour: { municipality_id: string; zone_code: string; neighbour_code: string };
  skill: ListTable;
  language: ListTable;
  need_skill: { municipality_id: string; need_code: string; skill_code: string };
  need_language: { municipality_id: string; need_code: string; language_code: string };
  operator: {
    id: Generated<string>;
    municipality_id: string;
    user_id: string;
    name: string;
    email: string;
    role: Role;
    /** In which they are written to. */
    language: Generated<Language>;
    /** Since when they are no longer let in; what they did stays theirs. */
    disabled_at: Date | null;
    created_at: SetOnce;
  };
  invitation: {
    id: string;
    municipality_id: string;
    email: string;
    name: string;
    role: Role;
    /** In which they are written to. */
    language: Generated<Language>;
    /** The SHA-256 of what the link carries. */
    secret_hash: Buffer;
    /** Null where it is from who administers the installation. */
    invited_by: string | null;
    created_at: SetOnce;
    expires_at: Date;
    used_at: Date | null;
    withdrawn_at: Date | null;
  };
  'auth.installation_administrator': { user_id: string; created_at: SetOnce };
  api_key: {
    id: Generated<string>;
    municipality_id: string;
    name: string;
    scope: ApiKeyScope;
    prefix: string;
    secret_hash: Buffer;
    per_hour: number;
    created_at: SetOnce;
    /** Null where it was made with the command line program. */
    created_by: string | null;
    revoked_at: Date | null;
    revoked_by: string | null;
    last_used_at: Date | null;
  };
  operations_lead: { id: Generated<string>; municipality_id: string; name: string; telephone: string; email: string };
  volunteer: {
    id: Generated<string>;
    municipality_id: string;
    given_name: string;
    family_name: string;
    email: string;
    telephone: string;
    /** In which they are written to. */
    language: Generated<Language>;
    approval: Generated<Approval>;
    max_open_offers: Generated<number>;
    last_offered_at: Date | null;
    /** As last counted: `refresh_load` in migration 20261124-2. */
    open_offers: Generated<number>;
    /** A day of the calendar, `YYYY-MM-DD`. */
    birth_date: string | null;
    vehicle: Generated<boolean>;
    /** As `toAvailability` gives it. */
    availability: Generated<number>;
    /** The first day on which they can be asked again, `YYYY-MM-DD`; `infinity` until somebody says otherwise. */
    paused_until: string | null;
    confirmed_at: Date | null;
    privacy_notice_read_at: Date | null;
    email_invalid_at: Date | null;
    updated_at: SetOnce;
    version: Generated<number>;
    search: GeneratedAlways<string>;
    created_at: SetOnce;
  };
  volunteer_skill: { municipality_id: string; volunteer_id: string; skill_code: string };
  volunteer_zone: { municipality_id: string; volunteer_id: string; zone_code: string };
  volunteer_language: { municipality_id: string; volunteer_id: string; language_code: string };
  volunteer_need: { municipality_id: string; volunteer_id: string; need_code: string };
  volunteer_event: {
    id: Generated<string>;
    municipality_id: string;
    volunteer_id: string;
    at: SetOnce;
    event: VolunteerEvent;
    note: string | null;
    by_operator: string | null;
  };
  /** Derived from the volunteers by triggers; only read here. `skill_code` '' is the list of everybody. */
  candidate: {
    municipality_id: string;
    skill_code: string;
    volunteer_id: string;
    free: boolean;
    open_offers: number;
    last_offered_at: Date | number;
    changes_at: Date | number;
    skills: string[];
    needs: string[];
    zones: string[];
    languages: string[];
    vehicle: boolean;
    availability: number;
    /** A bigint, which comes as text: what can't fit by it is passed over. */
    signature: string;
  };
  /** Who changed since their block of bitmaps was made; see src/db/trait-blocks.ts. */
  candidate_changed: { municipality_id: string; volunteer_id: string };
  volunteer_link: {
    id: Generated<string>;
    municipality_id: string;
    volunteer_id: string;
    purpose: 'confirm' | 'enter';
    secret: string;
    created_at: SetOnce;
    expires_at: Date;
    used_at: Date | null;
  };
  volunteer_import: {
    id: Generated<string>;
    municipality_id: string;
    started_by: string | null;
    started_at: SetOnce;
    file_name: string;
    /** A bigint, which comes as text; a file's length fits a number. */
    file_bytes: ColumnType<string, number, number>;
    read_bytes: ColumnType<string, number | undefined, number>;
    read_rows: Generated<number>;
    state: Generated<'reading' | 'failed' | 'ready' | 'applying' | 'applied' | 'discarded'>;
    alive_at: Generated<Date>;
    /** JSON; `fileProblem` reads it. */
    problem: ColumnType<unknown, string | undefined, string | null>;
    ignored_columns: Generated<string[]>;
    new_rows: Generated<number>;
    update_rows: Generated<number>;
    same_rows: Generated<number>;
    duplicate_rows: Generated<number>;
    error_rows: Generated<number>;
    with_duplicates: Generated<boolean>;
    changed: Generated<boolean>;
    applied_by: string | null;
    finished_at: Date | null;
  };
  volunteer_import_row: {
    municipality_id: string;
    import_id: string;
    row: number;
    kind: 'new' | 'update' | 'same' | 'duplicate' | 'error';
    family_name: string | null;
    given_name: string | null;
    email: string | null;
    telephone: string | null;
    birth_date: string | null;
    skills: string[] | null;
    zones: string[] | null;
    languages: string[] | null;
    vehicle: boolean | null;
    availability: number | null;
    max_open_offers: number | null;
    standing: string | null;
    /** JSON; `cellErrors` reads it. */
    errors: ColumnType<unknown, never, never>;
    conflict: ColumnType<unknown, never, never>;
    volunteer_id: Generated<string>;
    matched_by: 'email' | 'telephone' | 'person' | null;
    duplicate_of_volunteer: string | null;
    duplicate_of_row: number | null;
  };
  volunteer_session: { secret_hash: Buffer; municipality_id: string; volunteer_id: string; expires_at: Date };
  help_request: {
    id: Generated<string>;
    municipality_id: string;
    reference: string;
    secret: string;
    idempotency_key: string;
    fingerprint: Buffer;
    channel: Channel;
    submitted_by: string | null;
    api_key_id: string | null;
    need_code: string;
    given_name: string;
    family_name: string;
    telephone: string;
    /** In which they are written to. */
    language: Generated<Language>;
    email: string | null;
    address: string;
    house_number: GeneratedAlways<string>;
    zone_code: string;
    preferred_date: string | null;
    preferred_part: DayPart | null;
    description: string;
    status: Generated<Status>;
    version: Generated<number>;
    submitted_at: SetOnce;
    imported_at: Date | null;
    imported_by: string | null;
    announced_in: string | null;
    late_at: Date | null;
    announced_late_in: string | null;
    no_volunteers_at: Date | null;
    closed_at: Date | null;
    closed_by: string | null;
    /** When who asked withdrew it; null again once an operator restores it. */
    withdrawn_at: Date | null;
    run_started_at: Date | null;
    import_signalled_at: Date | null;
    vehicle: Generated<boolean>;
    languages_match: Generated<LanguagesMatch>;
    time_required: Generated<boolean>;
    /** When it was dispatched or discarded, set with the status by a trigger. */
    kept_since: ColumnType<Date | null, Date | undefined, Date>;
    /** Since when its personal columns are blank. */
    erased_at: Date | null;
    search: GeneratedAlways<string>;
  };
  help_request_skill: { municipality_id: string; request_id: string; skill_code: string };
  help_request_language: { municipality_id: string; request_id: string; language_code: string };
  /** Who has the page of a request open, by its stream. */
  request_viewer: {
    stream_id: string;
    municipality_id: string;
    request_id: string;
    operator_id: string;
    seen_at: Generated<Date>;
  };
  decision: {
    id: Generated<string>;
    municipality_id: string;
    request_id: string;
    round: number;
    kind: DecisionKind;
    reason: DiscardReason | null;
    note: string | null;
    /** The request that this one says the same as, where that is the reason. */
    duplicate_of: string | null;
    /** Null where who asked withdrew the request. */
    decided_by: string | null;
    decided_at: SetOnce;
    signalled_at: Date | null;
    settled_at: Date | null;
    outcome: DecisionOutcome | null;
    /** Until then nothing of it is carried out, and it can be undone; null where it is carried out at once. */
    undo_until: Date | null;
    undone_by: string | null;
    /** When its run was told that it was undone. */
    undo_signalled_at: Date | null;
  };
  information_request: {
    id: Generated<string>;
    municipality_id: string;
    request_id: string;
    question: string;
    asked_by: string;
    asked_at: SetOnce;
    answer: string | null;
    answered_at: Date | null;
  };
  selection_record: {
    decision_id: string;
    municipality_id: string;
    at: SetOnce;
    /** JSON; `narrowing` reads it. */
    narrowing: ColumnType<unknown, string, string>;
  };
  request_choice: {
    municipality_id: string;
    request_id: string;
    volunteer_id: string;
    kind: ChoiceKind;
    note: string;
    by_operator: string;
    at: SetOnce;
  };
  offer: {
    id: Generated<string>;
    municipality_id: string;
    request_id: string;
    /** Null where the volunteer has left: the offer stays counted, without them. */
    volunteer_id: string | null;
    decision_id: string;
    rank: number;
    /** JSON; `offerReasons` reads it. */
    reasons: ColumnType<unknown, string, never>;
    state: Generated<OfferState>;
    created_at: SetOnce;
    expires_at: Date;
    replaces_offer_id: string | null;
    contacts: Generated<ContactPlace>;
  };
  /** Of an offer whose contacts are on a page, once its email is written; `secret_hash` is a SHA-256. */
  contact_link: { offer_id: string; municipality_id: string; secret_hash: Buffer; withdrawn_at: Date | null };
  digest: {
    id: Generated<string>;
    municipality_id: string;
    claimed_by: string;
    reason: 'new' | 'late';
    created_at: SetOnce;
  };
  email: {
    id: Generated<string>;
    municipality_id: string;
    kind: EmailKind;
    subject_id: string;
    recipient_id: string;
    round: number;
    request_id: string | null;
    digest_id: string | null;
    offer_id: string | null;
    volunteer_link_id: string | null;
    volunteer_event_id: string | null;
    invitation_id: string | null;
    audit_anchor_id: string | null;
    /** Of an email of trial: who asked for it. */
    operator_id: string | null;
    /** Of an email whose run is its own; the others belong to a request's. */
    run_started_at: Date | null;
    message_id: string;
    state: Generated<EmailState>;
    attempts: Generated<number>;
    uncertain: Generated<number>;
    claim: string | null;
    last_reply: number | null;
    created_at: SetOnce;
    first_attempt_at: Date | null;
    sent_at: Date | null;
  };
  /** The erasures that citizens asked for: one duty a request. */
  erasure_request: {
    request_id: string;
    municipality_id: string;
    asked_at: SetOnce;
    due_at: SetOnce;
    done_at: Date | null;
    done_by: string | null;
  };
  /** How easy somebody found a service, and nothing of who it was. */
  rating: {
    id: Generated<string>;
    municipality_id: string;
    service: RatedService;
    day: Generated<string>;
    stars: number;
    answer: RatingAnswer | null;
    comment: string | null;
  };
  /** The requests that have been rated, not how. */
  rated_request: { request_id: string; municipality_id: string };
  /** How many there were on each day; kept by triggers and `sumDailyChanges`, only read elsewhere. */
  daily_count: {
    municipality_id: string;
    day: string;
    subject: CountedSubject;
    code: string;
    outcome: CountedOutcome;
    counted: number;
  };
  /** What is not yet added to `daily_count`. */
  daily_change: Omit<Database['daily_count'], 'counted'> & { change: number };
  timeline_entry: {
    id: GeneratedAlways<string>;
    municipality_id: string;
    request_id: string;
    at: Generated<Date>;
    event: TimelineEvent;
    by_operator: string | null;
    /** Of an entry about one volunteer's contacts, which they looked at where no operator stands there. */
    offer_id: string | null;
    /** Of an entry about a duplicate, the other of the two. */
    other_request_id: string | null;
  };
  /** Only appended to, with what web and worker may say of it; the rest the database says. */
  audit_entry: {
    id: GeneratedAlways<string>;
    municipality_id: string;
    at: ColumnType<Date, never, never>;
    actor_kind: AuditActorKind;
    actor_id: string | null;
    action: AuditAction;
    subject_kind: AuditSubject | null;
    subject_ids: string[];
    call_id: string | null;
    /** Null until it is sealed. */
    batch_number: ColumnType<number | null, never, never>;
  };
  /** Written by `seal_audit` alone. */
  audit_batch: {
    municipality_id: string;
    number: number;
    sealed_at: ColumnType<Date, never, never>;
    entry_ids: ColumnType<string[], never, never>;
    entry_hashes: ColumnType<Buffer[], never, never>;
    previous_hash: ColumnType<Buffer, never, never>;
    hash: ColumnType<Buffer, never, never>;
  };
  /** Written by `anchor_audit` alone. */
  audit_anchor: {
    id: ColumnType<string, never, never>;
    municipality_id: string;
    day: ColumnType<string, never, never>;
    batch_number: ColumnType<number, never, never>;
    hash: ColumnType<Buffer, never, never>;
    created_at: ColumnType<Date, never, never>;
  };
};
