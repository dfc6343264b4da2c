import type { EntityManager } from 'typeorm';
import { type Fact, type PayloadOf, type ServiceName, subjectOfFact } from '@jiedui/contracts';
import { traceparent } from '@jiedui/observability';
import { type ClosingKind, newId, writeLast, writeWaiting } from '@jiedui/persistence';

/** Largest payload of a fact in bytes (reliability D16); bulk changes are cut into chunks before they come here. */
const MAX_PAYLOAD_BYTES = 512 * 1024;

interface FactRow { readonly id: string; readonly aggregate: string; readonly type: string; readonly version: number; readonly body: string; readonly correlationId: string | null; readonly trace: string | null }

/** Facts of one transaction, in their order; each aggregate is counted up once, in order of name, so that no two transactions wait for each other in a ring. */
const factRows: ClosingKind<FactRow> = {
  name: 'fact',
  expressions: (rows, $) => [
    `fact_given as (select * from unnest(${$(rows.map((row) => row.id))}::uuid[], ${$(rows.map((row) => row.aggregate))}::text[], ${$(rows.map((row) => row.type))}::text[], ${$(rows.map((row) => row.version))}::int[],
      ${$(rows.map((row) => row.body))}::text[], ${$(rows.map((row) => row.correlationId))}::text[], ${$(rows.map((row) => row.trace))}::text[]) with ordinality as f(id, aggregate, type, schema_version, body, correlation_id, trace, n))`,
    `fact_version as (insert into aggregate (name, version) select aggregate, count(*) from fact_given group by aggregate order by aggregate on conflict (name) do update set version = aggregate.version + excluded.version returning name, version)`,
    `fact as (insert into outbox (id, aggregate, aggregate_version, type, schema_version, payload, correlation_id, trace)
      select id, aggregate, version - count(*) over (partition by aggregate) + row_number() over (partition by aggregate order by n), type, schema_version, body::json, correlation_id, trace
      from fact_given join fact_version on name = aggregate order by n)`,
  ],
};

/** The only way to publish a fact: a row written in the transaction that made it true (reliability D2). */
export class Outbox {
  constructor(private readonly service: ServiceName) {}

  /** Appends a fact, with the end of the transaction; its aggregate's version rises by one under a row lock, so facts of one aggregate are gapless and in order. */
  async append<F extends Fact>(manager: EntityManager, fact: F, aggregate: string, payload: PayloadOf<F>, correlationId: string | null = null): Promise<void> {
    if (fact.service !== this.service) throw new Error(`${subjectOfFact(fact)} belongs to ${fact.service}; ${this.service} may not publish it`);
    const body = JSON.stringify(fact.payload.parse(payload));
    if (Buffer.byteLength(body) > MAX_PAYLOAD_BYTES) throw new Error(`${subjectOfFact(fact)}: ${Buffer.byteLength(body)} bytes, at most ${MAX_PAYLOAD_BYTES}; cut it into chunks`);
    await writeLast(manager, factRows, { id: newId(), aggregate, type: fact.type, version: fact.version, body, correlationId, trace: traceparent() });
  }

  /**
   * Appends one fact for each row of a query whose only column is `payload` (json): bulk changes need not pass through this
   * process. The query's own columns must come from typed rows; consumers parse every payload as ever. Returns the number of facts.
   */
  async appendFromQuery(manager: EntityManager, fact: Fact, aggregate: string, query: { sql: string; parameters: readonly unknown[] }, correlationId: string | null = null): Promise<number> {
    if (fact.service !== this.service) throw new Error(`${subjectOfFact(fact)} belongs to ${fact.service}; ${this.service} may not publish it`);
    await writeWaiting(manager);
    const at = query.parameters.length;
    const [{ facts, largest }] = await manager.query(
      `with made as materialized (select row_number() over () as n, payload from (${query.sql}) chunks),
        versioned as (insert into aggregate (name, version) select $${at + 1}::text, count(*) from made having count(*) > 0 on conflict (name) do update set version = aggregate.version + excluded.version returning version),
        written as (insert into outbox (id, aggregate, aggregate_version, type, schema_version, payload, correlation_id, trace)
          select gen_random_uuid(), $${at + 1}::text, version - (select count(*) from made) + n, $${at + 2}, $${at + 3}, payload, $${at + 4}, $${at + 5} from made, versioned order by n)
      select count(*)::int as facts, coalesce(max(octet_length(payload::text)), 0)::int as largest from made`,
      [...query.parameters, aggregate, fact.type, fact.version, correlationId, traceparent()]);
    if (largest > MAX_PAYLOAD_BYTES) throw new Error(`${subjectOfFact(fact)}: ${largest} bytes, at most ${MAX_PAYLOAD_BYTES}; cut it into smaller chunks`);
    return facts;
  }
}

/** Cuts a list into chunks of at most `size` for bulk facts (at most 500 rows a fact). */
export function* chunksOf<T>(items: readonly T[], size = 500): Generator<T[]> {
  for (let start = 0; start < items.length; start += size) yield items.slice(start, start + size);
}
