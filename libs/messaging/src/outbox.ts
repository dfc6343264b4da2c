import type { EntityManager } from 'typeorm';
import { type Fact, type PayloadOf, type ServiceName, subjectOfFact } from '@jiedui/contracts';
import { traceparent } from '@jiedui/observability';
import { newId } from '@jiedui/persistence';

/** Largest payload of a fact in bytes (reliability D16); bulk changes are cut into chunks before they come here. */
const MAX_PAYLOAD_BYTES = 512 * 1024;

/** The only way to publish a fact: a row written in the transaction that made it true (reliability D2). */
export class Outbox {
  constructor(private readonly service: ServiceName) {}

  /** Appends a fact; its aggregate's version rises by one under a row lock, so facts of one aggregate are gapless and in order. */
  async append<F extends Fact>(manager: EntityManager, fact: F, aggregate: string, payload: PayloadOf<F>, correlationId: string | null = null): Promise<void> {
    if (fact.service !== this.service) throw new Error(`${subjectOfFact(fact)} belongs to ${fact.service}; ${this.service} may not publish it`);
    const body = JSON.stringify(fact.payload.parse(payload));
    if (Buffer.byteLength(body) > MAX_PAYLOAD_BYTES) throw new Error(`${subjectOfFact(fact)}: ${Buffer.byteLength(body)} bytes, at most ${MAX_PAYLOAD_BYTES}; cut it into chunks`);
    const [{ version }] = await manager.query(
      'insert into aggregate (name, version) values ($1, 1) on conflict (name) do update set version = aggregate.version + 1 returning version', [aggregate]);
    await manager.query(
      'insert into outbox (id, aggregate, aggregate_version, type, schema_version, payload, correlation_id, trace) values ($1, $2, $3, $4, $5, $6::json, $7, $8)',
      [newId(), aggregate, version, fact.type, fact.version, body, correlationId, traceparent()]);
  }

  /**
   * Appends one fact for each row of a query whose only column is `payload` (json): bulk changes need not pass through this
   * process. The query's own columns must come from typed rows; consumers parse every payload as ever. Returns the number of facts.
   */
  async appendFromQuery(manager: EntityManager, fact: Fact, aggregate: string, query: { sql: string; parameters: readonly unknown[] }, correlationId: string | null = null): Promise<number> {
    if (fact.service !== this.service) throw new Error(`${subjectOfFact(fact)} belongs to ${fact.service}; ${this.service} may not publish it`);
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
