import type { MinimumWages } from '@jiedui/contracts';
import { isWithin, programmes, unitByCode, units } from '@jiedui/reference-data';
import type { TitleCorrections } from './title-coding.js';

/** What the lists ask about programmes. Programmes are data, so an installation may hand in its own. */
export interface ProgrammeCatalogue {
  readonly programmes: readonly { readonly code: string; readonly name: string }[];
  /** Codes of the programme's working units; empty for a programme it does not know. */
  unitsOf(programme: string): readonly string[];
  /** The one programme a unit stands in, null when in none or in several. */
  programmeOfUnit(unit: string): string | null;
}

const shippedUnits = new Map<string, readonly string[]>();

/** The two programmes shipped with the product. */
export const shippedCatalogue: ProgrammeCatalogue = {
  get programmes() { return programmes().map((p) => ({ code: p.code, name: p.name })); },
  unitsOf(programme) {
    const known = shippedUnits.get(programme) ?? units().filter((u) => u.programme === programme).map((u) => u.code);
    shippedUnits.set(programme, known);
    return known;
  },
  programmeOfUnit: (unit) => unitByCode(unit)?.programme ?? null,
};

/** What the parsers of the four lists need besides the cell. */
export interface ListContext {
  /** Calendar day in Asia/Shanghai: evidence is expired or not as of it. */
  readonly today: string;
  /** Programme of the submitter's pairing; null when there are two, then 项目 must be filled in or follow from the unit. */
  readonly programme: string | null;
  readonly catalogue: ProgrammeCatalogue;
  /** Occupations that clerks settled for titles. */
  readonly corrections: TitleCorrections;
  /** 最低工资标准 in force today. */
  readonly minimumWages: MinimumWages;
}

const NONE: TitleCorrections = new Map();

/** A context on the shipped programmes. */
export const listContext = (today: string, programme: string | null = null, corrections: TitleCorrections = NONE, minimumWages: MinimumWages = {}): ListContext => ({ today, programme, catalogue: shippedCatalogue, corrections, minimumWages });

/** The units of a programme inside a region: the unit itself, or all units of a prefecture or province. */
export function unitsWithin(context: ListContext, programme: string, region: string): readonly string[] {
  return context.catalogue.unitsOf(programme).filter((unit) => isWithin(unit, region));
}
