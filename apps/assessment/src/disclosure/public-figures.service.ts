import { Injectable } from '@nestjs/common';
import { FigureCode, notFound, type publicFigures, type ReplyOf } from '@jiedui/contracts';
import { programmes, regionName, unitsOf } from '@jiedui/reference-data';
import { FiguresService } from '../figures/figures.service.js';
import { type Cells, type CountyValues, publicCells, THRESHOLD } from './public-figures.js';

type Totals = ReplyOf<typeof publicFigures.totals>;

/** The page is made anew at most this often: it is open to everybody. */
const KEPT_MS = 30_000;

/** The page without sign-in: totals of programmes and counties, small counts hidden. */
@Injectable()
export class PublicFiguresService {
  private kept: { at: number; page: Promise<Totals> } | null = null;

  constructor(private readonly figures: FiguresService) {}

  async totals(programme: string | undefined): Promise<Totals> {
    const page = await this.page();
    if (programme === undefined) return page;
    const chosen = page.programmes.filter((candidate) => candidate.code === programme);
    return chosen.length === 0 ? notFound() : { ...page, programmes: chosen };
  }

  private async page(): Promise<Totals> {
    const now = Date.now();
    if (this.kept === null || now - this.kept.at > KEPT_MS) {
      const page = this.make();
      this.kept = { at: now, page };
      // A page that could not be made is not kept.
      page.catch(() => { if (this.kept?.page === page) this.kept = null; });
    }
    return this.kept.page;
  }

  private async make(): Promise<Totals> {
    const made: Totals['programmes'] = [];
    for (const programme of programmes()) {
      const units = unitsOf(programme.code);
      const bySource = await Promise.all((['entry', 'pair', 'agreement', 'project'] as const).map((source) => this.figures.valuesByUnit(source, programme.code)));
      const values = units.map((unit): CountyValues => new Map(bySource.flatMap((source) => [...source.get(unit.code) ?? []])));
      const { counties, totals } = publicCells(values, await this.figures.values({ programme: programme.code, unit: null, supporter: null }));
      made.push({
        code: programme.code, name: programme.name, totals: inOrder(totals),
        counties: units.map((unit, i) => ({ unit: unit.code, name: unit.name, province: regionName(unit.provinceCode), cells: inOrder(counties[i] ?? new Map()) })),
      });
    }
    const fresh = (await this.figures.freshness()).flatMap((source) => (source.freshAt === null ? [] : [source.freshAt])).sort();
    return {
      threshold: THRESHOLD, programmes: made, freshAt: fresh.at(-1) ?? null,
      rule: {
        zh: `只公布合计数。小于 ${THRESHOLD} 的计数，以及可据以推算出它们的计数，均不公布；零如实公布。项目资金按信息公开要求全部公布。`,
        en: `Totals only. Counts below ${THRESHOLD}, and counts that would give them away, are not published; zeros are. The money of projects is published whole.`,
      },
    };
  }
}

function inOrder(cells: Cells): Totals['programmes'][number]['totals'] {
  return FigureCode.options.flatMap((code) => {
    const cell = cells.get(code);
    return cell === undefined ? [] : [{ code, ...cell }];
  });
}
