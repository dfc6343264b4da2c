import type { Actor } from '@jiedui/contracts';
import type { Scope } from '@jiedui/access';

/** A condition of SQL that is being put together; `value` adds a parameter and gives its `$n`. */
export class SqlCondition {
  readonly parameters: unknown[] = [];
  private readonly parts: string[] = [];

  value(parameter: unknown): string {
    this.parameters.push(parameter);
    return `$${this.parameters.length}`;
  }

  and(part: string): void { this.parts.push(part); }

  /** The whole condition; `true` when nothing was asked. */
  get text(): string { return this.parts.length === 0 ? 'true' : this.parts.map((part) => `(${part})`).join(' and '); }
}

/** Codes within a region begin with this: 2 digits of a province, 4 of a prefecture, else the code itself (`isWithin` of the reference data). */
export function regionPrefix(region: string): string {
  if (region.length === 6 && region.endsWith('0000')) return region.slice(0, 2);
  if (region.length === 6 && region.endsWith('00')) return region.slice(0, 4);
  return region;
}

/** Rows of `p` in a scope, as `inScope` of libs/access says it for `regions: [unit, supporter]`; nowhere is `false`. */
export function scopeCondition(scope: Scope, actor: Actor, condition: SqlCondition): string {
  const areas = scope.map((area) => {
    const parts: string[] = [];
    if (area.programme !== null) parts.push(`p.programme = ${condition.value(area.programme)}`);
    if (area.region !== null) {
      const prefix = condition.value(regionPrefix(area.region));
      parts.push(`(starts_with(p.unit, ${prefix}::text) or starts_with(p.supporter, ${prefix}::text))`);
    }
    // A project belongs to its two regions; no organisation owns one yet.
    if (area.organisation !== null) parts.push('false');
    if (area.own) parts.push(`p.created_by = ${condition.value(actor.id)}`);
    return parts.length === 0 ? 'true' : parts.join(' and ');
  });
  return areas.length === 0 ? 'false' : areas.map((area) => `(${area})`).join(' or ');
}
