import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { z } from 'zod';
import { NegativeListItem, notFound, refuse, type ReplyOf, type Screening, screening, type ScreeningVerdict, type Text2 } from '@jiedui/contracts';
import { inTransaction } from '@jiedui/persistence';
import { industries, industryName, programmes, unitsOf } from '@jiedui/reference-data';
import { faultsOf, industryLine, judge, plainIndustryCode, zonesOf } from './screen-industry.js';
import { type NegativeList, sampleNegativeLists } from './sample-negative-lists.js';

const ListRow = z.object({ version: z.string(), title: z.string(), issued_on: z.string(), sample: z.boolean() });
const ItemRow = z.object({ code: z.string(), zones: z.array(z.string()), industry_code: z.string(), effect: NegativeListItem.shape.effect, clause: z.string(), condition: z.string().nullable() });

/** At most this many classes are offered to a picker at once. */
const INDUSTRIES_OFFERED = 60;

const verdictText: Readonly<Record<ScreeningVerdict, Text2>> = {
  prohibited: { zh: '禁止准入，不能提交。', en: 'Prohibited; it cannot be submitted.' },
  conditional: { zh: '限制准入，提交时须书面说明如何满足条件。', en: 'Conditional; submission asks for a written answer to the condition.' },
  allowed: { zh: '允许准入。', en: 'Allowed.' },
};

/** Negative lists by programme and version, and the verdicts they give. */
@Injectable()
export class ScreeningService {
  constructor(private readonly dataSource: DataSource) {}

  /** Loads the sample list of each programme that has none. */
  async loadSampleLists(): Promise<void> {
    await inTransaction(this.dataSource, async (manager) => {
      for (const list of sampleNegativeLists()) {
        if (await this.inForce(manager, list.programme) === null) await this.store(manager, list);
      }
    });
  }

  private async store(manager: EntityManager, list: NegativeList): Promise<void> {
    const faults = faultsOf(list.items);
    if (faults.length > 0) throw new Error(`negative list ${list.programme} ${list.version}: ${faults.join('; ')}`);
    await manager.query('insert into negative_list (programme, version, title, issued_on, sample) values ($1, $2, $3, $4, $5) on conflict do nothing', [list.programme, list.version, list.title, list.issuedOn, list.sample]);
    for (const [i, item] of list.items.entries()) {
      await manager.query('insert into negative_list_item (programme, version, position, code, zones, industry_code, effect, clause, condition) values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict do nothing',
        [list.programme, list.version, i + 1, item.code, item.zones, item.industryCode, item.effect, item.clause, item.condition]);
    }
  }

  /** The list in force: the newest issued. Null for a programme without one. */
  private async inForce(manager: EntityManager, programme: string): Promise<NegativeList | null> {
    const [list] = z.array(ListRow).parse(await manager.query(
      'select version, title, issued_on::text, sample from negative_list where programme = $1 order by issued_on desc, loaded_at desc limit 1', [programme]));
    if (list === undefined) return null;
    const items = z.array(ItemRow).parse(await manager.query('select code, zones, industry_code, effect, clause, condition from negative_list_item where programme = $1 and version = $2 order by position', [programme, list.version]));
    return {
      programme, version: list.version, title: list.title, issuedOn: list.issued_on, sample: list.sample,
      items: items.map((item) => ({
        code: item.code, zones: item.zones, industryCode: item.industry_code, industryName: industryName(item.industry_code) ?? item.industry_code,
        level: industries().get(item.industry_code)?.level ?? 1, effect: item.effect, clause: item.clause, condition: item.condition,
      })),
    };
  }

  /** Screens a class for a unit under the list in force. Refuses a unit outside the programme, an unknown class, a programme without a list. */
  async check(programme: string, unit: string, industryCode: string, manager: EntityManager = this.dataSource.manager): Promise<Screening> {
    const code = plainIndustryCode(industryCode);
    const name = industryName(code);
    if (name === null) {
      return refuse(400, 'UNKNOWN_INDUSTRY', `国民经济行业分类（GB/T 4754—2017）中没有代码 ${industryCode}。`, `GB/T 4754-2017 has no class ${industryCode}.`, { fields: [{ field: 'industryCode', code: 'UNKNOWN_INDUSTRY', message: { zh: '请从行业分类中选择。', en: 'Choose a class of the standard.' } }] });
    }
    if (!unitsOf(programme).some((candidate) => candidate.code === unit)) {
      return refuse(400, 'NOT_A_UNIT', '该地区不是本计划的受援单元。', 'This region is no receiving unit of the programme.', { fields: [{ field: 'unit', code: 'NOT_A_UNIT', message: { zh: '请选择受援县（区）。', en: 'Choose a receiving unit.' } }] });
    }
    const list = await this.inForce(manager, programme);
    if (list === null) return refuse(409, 'NO_NEGATIVE_LIST', '本计划尚未发布产业准入负面清单，暂不能核查。', 'The programme has no negative list yet; nothing can be screened.');
    const zones = [...zonesOf(unit)];
    const { verdict, clauses } = judge(list.items, zones, code);
    const named = clauses.length === 0 ? { zh: '清单未列入该行业。', en: 'The list does not name this industry.' } : { zh: '', en: '' };
    const mark = list.sample ? { zh: '（样例清单，非正式发布）', en: ' (sample list, not a published one)' } : { zh: '', en: '' };
    return {
      verdict, industryCode: code, industryName: name, zones, clauses: [...clauses], listVersion: list.version, sample: list.sample,
      text: { zh: `${verdictText[verdict].zh}${named.zh}${mark.zh}`, en: `${verdictText[verdict].en}${named.en === '' ? '' : ` ${named.en}`}${mark.en}` },
    };
  }

  async negativeList(programme: string): Promise<ReplyOf<typeof screening.negativeList>> {
    if (!programmes().some((known) => known.code === programme)) return notFound();
    const list = await this.inForce(this.dataSource.manager, programme);
    if (list === null) return notFound();
    return { version: list.version, title: list.title, sample: list.sample, issuedOn: list.issuedOn, zones: [...new Set(list.items.flatMap((item) => item.zones))], items: [...list.items] };
  }

  /** Classes by code prefix or part of the name, or the children of one; 小类 come last so that a path can be walked down. */
  industries(search: string, parent: string | undefined): ReplyOf<typeof screening.industries> {
    const text = plainIndustryCode(search.trim());
    const above = parent === undefined ? null : plainIndustryCode(parent);
    const found = [...industries().values()].filter((industry) =>
      (above === null ? text !== '' || industry.level === 1 : industry.parent === above)
      && (text === '' || industry.code.startsWith(text) || industry.name.includes(text)));
    return {
      items: found.slice(0, INDUSTRIES_OFFERED).map((industry) => ({
        code: industry.code, name: industry.name, level: industry.level,
        path: industryLine(industry.code).slice(1).reverse().map((code) => industryName(code) ?? code),
      })),
    };
  }
}
