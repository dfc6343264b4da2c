import { readStatement, type Identity } from '@jiedui/access';
import { type Anchor, type ChainedEntry, chainedColumns, chainOrigin, type ChainSuite, headStatement, linkHash } from './audit-chain.js';

/** What was done to a trail: an entry edited, deleted, inserted, put elsewhere; the end cut off; an entry that was never chained; an anchor nobody of ours signed; anchors taken away. */
export type TrailFaultKind = 'edited' | 'deleted' | 'inserted' | 'reordered' | 'tail-cut' | 'unchained' | 'anchor-forged' | 'anchor-missing';

/** The first thing that is wrong. `seq` is the place in the chain, null for an entry that has none. */
export interface TrailFault { readonly kind: TrailFaultKind; readonly seq: number | null; readonly entryId: string | null; readonly zh: string; readonly en: string }

/** Result of a verification: links checked, the head, entries that wait for their place, anchors that were met, the fault if any. */
export interface TrailVerdict { readonly entries: number; readonly headHash: string; readonly waiting: number; readonly anchorsMet: number; readonly fault: TrailFault | null }

/** Asks the database; every question of one verification has to be answered from one snapshot (repeatable read). */
export type Query = <R>(sql: string, values: unknown[]) => Promise<R[]>;

export interface TrailToVerify {
  readonly service: string; readonly query: Query;
  /** Heads from outside the database, read before the snapshot was taken; null where none are kept, so that none is missed. */
  readonly anchors: readonly Anchor[] | null;
  /** Public keys by service, of every generation of keys there has been, the oldest first. */
  readonly publicKeys: readonly Identity['publicKeys'][];
  /** An entry may wait this long for its place. */
  readonly waitSeconds?: number;
  /** Entries are kept this long at least, default {@link AUDIT_KEPT_DAYS}: a chain may begin behind a signed head that is older, and behind no other. */
  readonly keptDays?: number;
}

/** Days that entries are kept unless a setting says otherwise, and the least that it may say (reliability D14: three years, never below six months). */
export const AUDIT_KEPT_DAYS = 1096, AUDIT_KEPT_DAYS_LEAST = 183;
const DAY_MS = 86_400_000;

/** Whether a head is so old that what lies up to it may be dropped. */
export function isPastKeeping(anchor: Anchor, keptDays: number): boolean { return Date.parse(anchor.at) < Date.now() - keptDays * DAY_MS; }

interface Link extends ChainedEntry { readonly seq: string; readonly entry_id: string; readonly suite: ChainSuite; readonly prev_hash: string; readonly hash: string }

const BATCH = 2000;
/** A head that the database knows for so long is on the disk of the anchors too. */
const KEPT_SECONDS = 60;
const faultOf = (kind: TrailFaultKind, seq: number | null, entryId: string | null, zh: string, en: string): TrailFault => ({ kind, seq, entryId, zh, en });

/**
 * Verifies a service's audit trail (reliability D14, goal S9): each link against its entry and the link before it, every anchor's signature and place,
 * the end against the last anchor, and the entries that have no place. Reads the rows in one pass, a few thousand at a time; names the first fault.
 */
export async function verifyTrail(trail: TrailToVerify): Promise<TrailVerdict> {
  const { service, query } = trail, schema = schemaOf(service), anchors = [...trail.anchors ?? []].sort((a, b) => a.seq - b.seq);
  let previous = chainOrigin(service), entries = 0, dropped = 0, anchorsMet = 0;
  const verdict = (fault: TrailFault | null, waiting = 0): TrailVerdict => ({ entries: entries - dropped, headHash: previous, waiting, anchorsMet, fault });
  for (let i = 0, newest = 0; i < anchors.length; i += 1) {
    const anchor = anchors[i], generation = anchor === undefined ? null : await signedBy(trail, anchor);
    if (anchor === undefined || generation === null) return verdict(faultOf('anchor-forged', anchor?.seq ?? null, null, '锚点签名无效', 'the anchor is not signed by its service'));
    // Who got hold of keys that were replaced signs nothing behind what the new ones signed.
    if (generation < newest) return verdict(faultOf('anchor-forged', anchor.seq, null, '锚点由已更换的旧密钥签名', 'the anchor is signed with keys that had been replaced by then'));
    newest = generation;
  }
  const [first] = await query<{ seq: string; prev_hash: string }>(`select seq, prev_hash from ${schema}.audit_chain order by seq limit 1`, []);
  if (first !== undefined && Number(first.seq) > 1) {
    // What is past its time was dropped up to a signed head, which stands for it; anything else that is missing was taken.
    const start = anchors.findLastIndex((anchor) => anchor.seq === Number(first.seq) - 1 && anchor.hash === first.prev_hash && isPastKeeping(anchor, trail.keptDays ?? AUDIT_KEPT_DAYS));
    if (start < 0) return verdict(faultOf('deleted', 1, null, `链的开头缺少第 1 至 ${Number(first.seq) - 1} 条，且没有已过保存期限的锚点`, `the links 1 to ${Number(first.seq) - 1} are missing, and no anchor past the time of keeping stands for them`));
    [previous, entries, dropped, anchorsMet] = [first.prev_hash, Number(first.seq) - 1, Number(first.seq) - 1, start + 1];
  }
  for (let after = entries; ;) {
    const links = await query<Link>(`select c.seq, c.entry_id, c.suite, c.prev_hash, c.hash, ${chainedColumns} from ${schema}.audit_chain c left join ${schema}.audit_entry e on e.id = c.entry_id where c.seq > $1 order by c.seq limit ${BATCH}`, [after]);
    for (const link of links) {
      const seq = Number(link.seq);
      if (seq !== entries + 1) return verdict(faultOf('deleted', entries + 1, null, '链上缺少这一条', 'the link is missing'));
      if (link.prev_hash !== previous) return verdict(await brokenLink(trail, link, previous, anchors));
      if (link.id === null) return verdict(faultOf('deleted', seq, link.entry_id, '审计记录已被删除', 'the entry was deleted'));
      if (linkHash(link.suite, previous, link) !== link.hash) return verdict(await changedEntry(trail, link));
      while (anchors[anchorsMet] !== undefined && (anchors[anchorsMet]?.seq ?? 0) <= seq) {
        const anchor = anchors[anchorsMet];
        if (anchor !== undefined && anchor.hash !== link.hash) return verdict(await rewritten(trail, link, anchor, anchors[anchorsMet - 1]));
        anchorsMet += 1;
      }
      previous = link.hash;
      entries = seq;
    }
    if (links.length < BATCH) break;
    after = entries;
  }
  if (anchors[anchorsMet] !== undefined) return verdict(faultOf('tail-cut', entries + 1, null, `末尾被截断：锚点记到第 ${anchors.at(-1)?.seq} 条`, `the end was cut off: an anchor goes up to ${anchors.at(-1)?.seq}`));
  const missing = trail.anchors === null ? null : await missingAnchor(query, schema, anchors.at(-1)?.seq ?? 0);
  return missing === null ? withoutPlace(trail, verdict) : verdict(missing);
}

/** A head that the database knows and the file does not: lines of it were taken away, and what they would have told with them. */
async function missingAnchor(query: Query, schema: string, last: number): Promise<TrailFault | null> {
  const [head] = await query<{ seq: string }>(`select seq from ${schema}.audit_head where seq > $1 and at < now() - make_interval(secs => ${KEPT_SECONDS}) order by seq desc limit 1`, [last]);
  return head === undefined ? null : faultOf('anchor-missing', Number(head.seq), null, `锚点文件缺少第 ${head.seq} 条的锚点，只到第 ${last} 条`, `the anchors end at ${last}, but a head of ${head.seq} was signed: lines were taken out of their file, or could not be written`);
}

/** Entries outside the chain: those that wait are counted, all others are a fault. */
async function withoutPlace({ query, service, waitSeconds = 600 }: TrailToVerify, verdict: (fault: TrailFault | null, waiting?: number) => TrailVerdict): Promise<TrailVerdict> {
  const schema = schemaOf(service);
  const [gone] = await query<{ entry_id: string }>(`select p.entry_id from ${schema}.audit_pending p where not exists (select from ${schema}.audit_entry e where e.id = p.entry_id) order by 1 limit 1`, []);
  if (gone !== undefined) return verdict(faultOf('deleted', null, gone.entry_id, '审计记录在入链前已被删除', 'the entry was deleted before it was chained'));
  const loose = await query<{ id: string; waits: boolean; late: boolean }>(
    `select e.id, p.entry_id is not null as waits, e.at < now() - make_interval(secs => $1) as late from ${schema}.audit_entry e left join ${schema}.audit_chain c on c.entry_id = e.id left join ${schema}.audit_pending p on p.entry_id = e.id
      where c.entry_id is null order by (p.entry_id is null) desc, e.id limit 10000`, [waitSeconds]);
  const [first] = loose;
  if (first?.waits === false) return verdict(faultOf('inserted', null, first.id, '不在链上的审计记录，不是系统写入的', 'an entry outside the chain that the system did not write'));
  const late = loose.find((entry) => entry.late);
  return verdict(late === undefined ? null : faultOf('unchained', null, late.id, `超过 ${waitSeconds} 秒仍未入链`, `not chained for more than ${waitSeconds} s`), loose.length);
}

/** A link that does not follow the one before it: what stands in between tells what was done. */
async function brokenLink({ query, service }: TrailToVerify, link: Link, previous: string, anchors: readonly Anchor[]): Promise<TrailFault> {
  const schema = schemaOf(service), seq = Number(link.seq);
  const [wanted] = await query<{ seq: string }>(`select seq from ${schema}.audit_chain where hash = $1 order by seq limit 1`, [link.prev_hash]);
  const follows = wanted === undefined ? (link.prev_hash === chainOrigin(service) ? 0 : null) : Number(wanted.seq);
  if (follows !== null && follows < seq - 1) return faultOf('inserted', follows + 1, await entryAt(query, schema, follows + 1), '此处插入了审计记录', 'an entry was inserted here');
  const [next] = await query<{ seq: string }>(`select seq from ${schema}.audit_chain where prev_hash = $1 order by seq limit 1`, [previous]);
  if (follows !== null || next !== undefined) return faultOf(follows === null ? 'inserted' : 'reordered', seq, link.entry_id, follows === null ? '此处插入了审计记录' : '审计记录的顺序被改动', follows === null ? 'an entry was inserted here' : 'entries were put in another order');
  // The link it followed is nowhere: taken out and the rest moved up, or edited with a new hash. An anchor after it tells by its place.
  const anchor = anchors.find((one) => one.seq >= seq);
  const [moved] = anchor === undefined ? [] : await query<{ seq: string }>(`select seq from ${schema}.audit_chain where hash = $1`, [anchor.hash]);
  if (anchor !== undefined && moved !== undefined && Number(moved.seq) < anchor.seq) return faultOf('deleted', seq, null, '此处缺少审计记录', 'an entry is missing here');
  return faultOf('edited', seq - 1, await entryAt(query, schema, seq - 1), '审计记录及其哈希被改动', 'an entry and its hash were changed');
}

/** An entry that does not fit its link: edited, unless an entry that does fit stands elsewhere. */
async function changedEntry({ query, service }: TrailToVerify, link: Link): Promise<TrailFault> {
  const schema = schemaOf(service), seq = Number(link.seq);
  for (let after = '00000000-0000-0000-0000-000000000000'; ;) {
    const entries = await query<ChainedEntry>(`select ${chainedColumns} from ${schema}.audit_entry e where e.id > $1::uuid order by e.id limit ${BATCH}`, [after]);
    // Its own id in another's place counts too: two entries whose contents were exchanged.
    const fits = entries.find((entry) => linkHash(link.suite, link.prev_hash, entry) === link.hash || linkHash(link.suite, link.prev_hash, { ...entry, id: link.entry_id }) === link.hash);
    if (fits !== undefined) return faultOf('reordered', seq, link.entry_id, '审计记录的顺序被改动', 'entries were put in another order');
    if (entries.length < BATCH) return faultOf('edited', seq, link.entry_id, '审计记录被改动', 'the entry was changed');
    after = entries.at(-1)?.id ?? after;
  }
}

/** Links that fit each other and not the anchor: the chain was written anew after the anchor before. */
async function rewritten({ query, service }: TrailToVerify, link: Link, anchor: Anchor, before: Anchor | undefined): Promise<TrailFault> {
  const from = (before?.seq ?? 0) + 1, [moved] = await query<{ seq: string }>(`select seq from ${schemaOf(service)}.audit_chain where hash = $1`, [anchor.hash]);
  const kind = moved === undefined ? 'edited' : Number(moved.seq) < anchor.seq ? 'deleted' : 'inserted';
  return faultOf(kind, from, null, `第 ${from} 至 ${anchor.seq} 条之间的链被重写，与锚点不符`, `the chain between ${from} and ${anchor.seq} was written anew and differs from its anchor (met at ${link.seq})`);
}

async function entryAt(query: Query, schema: string, seq: number): Promise<string | null> {
  return (await query<{ entry_id: string }>(`select entry_id from ${schema}.audit_chain where seq = $1`, [seq]))[0]?.entry_id ?? null;
}

/** The generation of keys that signed an anchor; null when none of its service's did. */
async function signedBy({ publicKeys, service }: TrailToVerify, anchor: Anchor): Promise<number | null> {
  for (const [generation, keys] of publicKeys.entries()) {
    const read = await readStatement(keys, anchor.signature).catch(() => null);
    if (read !== null) return read.signer === service && anchor.service === service && read.statement === headStatement(anchor) ? generation : null;
  }
  return null;
}

/** A service's name is its schema; anything else never becomes SQL. */
function schemaOf(service: string): string {
  if (!/^[a-z]{1,30}$/.test(service)) throw new Error(`${service} is no service`);
  return service;
}
