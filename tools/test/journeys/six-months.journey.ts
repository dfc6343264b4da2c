import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { as, close, idNumber, unique } from '../arrange.js';
import { post, worker } from '../import-rows.js';
import { acceptWorker, proposalsOf, runMatching, sendProposals } from './agree-pair.js';
import { phone, startBrowser, Visitor } from './browser.js';
import { choose } from './choose.js';
import { clearAway } from './clear-away.js';
import { confirmList, uploadList } from './import-list.js';
import { makeOwnLink, openOwnPage, sayYes } from './own-page.js';
import { ago, check, comesNext, offerJob, openPlacement, sendOff, takeOn, typeDay } from './placement-steps.js';
import { figuresShow, readFigures } from './read-figures.js';

/** 郧阳区 and 北京市, which the work plan pairs. */
const unit = '420304', supporterCode = '110000', programme = 'danjiangkou', programmeName = '丹江口库区';
const mark = unique('LY'), employer = '样例云帆电子有限公司', title = '中式烹调师';
/** Who left long ago, who leaves today, and who never agreed to be matched. */
const early = `${mark}-1`, late = `${mark}-2`, silent = `${mark}-3`;
const numbers = { [early]: idNumber(), [late]: idNumber(), [silent]: idNumber() };

/** Four people and what each of them sees: the enterprise, the county, the worker on a phone, the supporter's office; the administrator looks on. */
describe('from two sheets to the check at six months', () => {
  let browser: Browser, enterprise: Visitor, county: Visitor, supporter: Visitor, administrator: Visitor, first: Visitor, second: Visitor;
  let before: number[];

  beforeAll(async () => {
    browser = await startBrowser();
    [enterprise, county, supporter, administrator] = await Promise.all([Visitor.open(browser), Visitor.open(browser), Visitor.open(browser), Visitor.open(browser)]);
    [first, second] = await Promise.all([Visitor.open(browser, phone), Visitor.open(browser, phone)]);
    for (const [visitor, account] of [[enterprise, 'qiye'], [county, 'yunyangqu'], [supporter, 'beijing'], [administrator, 'admin']] as const) await visitor.signIn(account);
    for (const { page } of [enterprise, supporter, administrator]) await choose(page, 'programme', programmeName);
    before = await readFigures(supporter, unit, supporterCode);
  });
  afterAll(async () => {
    await browser.close();
    await clearAway(mark, programme, await as('yunyangqu'), await as('qiye'));
    await close();
  });

  it('begins with two lists, each filled in on its own template', async () => {
    expect(await uploadList(enterprise, 'posts', [post(`${mark}-GW`, { 岗位名称: title, 工作地区: '北京市丰台区' })])).toEqual({ new: 1, wrong: 0 });
    await confirmList(enterprise);
    await enterprise.page.goto(`/lists/posts?search=${mark}`);
    await enterprise.page.getByText(`${mark}-GW`).first().waitFor();
    const person = (number: string, more: Record<string, string> = {}): Record<string, string> => worker(number, { 身份证号: numbers[number] ?? idNumber(), 所在县区: '郧阳区', 求职意向: title, ...more });
    expect(await uploadList(county, 'workers', [person(early), person(late), person(silent, { 知情同意: '否' }), person(`${mark}-wrong`, { 所在县区: '火星县' })])).toEqual({ new: 3, wrong: 1 });
    await county.page.getByTestId('import-error-groups').getByText('不是可识别的地区').first().waitFor();
    await confirmList(county);
    await county.page.goto(`/lists/workers?search=${mark}`);
    await county.page.getByText(silent).first().waitFor();
    expect(await county.page.getByText(`${mark}-wrong`).count()).toBe(0);
  });

  it('is matched with a proof, and who never agreed to it is left out', async () => {
    await runMatching(county);
    const proposed = (await proposalsOf(county, mark, 'proposed')).join('\n');
    for (const words of [early, late, title, employer]) expect(proposed).toContain(words);
    expect(proposed).not.toContain(silent);
  });

  it('is shown to a worker on the phone, whose yes the county reads', async () => {
    await openOwnPage(first, await makeOwnLink(county, early), numbers[early]?.slice(-4) ?? '');
    const job = first.page.getByTestId('own-proposal');
    await job.waitFor();
    for (const words of [title, employer, '丰台区', '5,000–7,000']) expect(await job.innerText()).toContain(words);
    expect(await first.overflow()).toBe(0);
    await sayYes(first);
    const lines = await proposalsOf(county, mark, 'proposed');
    expect(lines.filter((line) => line.includes('本人愿意')).map((line) => line.includes(early))).toEqual([true]);
  });

  it('is sent by the county and taken by the enterprise, which learns no name', async () => {
    await sendProposals(county, mark, [early, late]);
    const sent = (await proposalsOf(enterprise, mark, 'sent')).join('\n');
    expect(sent).toContain('用工单位未答复');
    expect(sent).not.toContain('样例甲');
    for (const number of [early, late]) await acceptWorker(enterprise, mark, number);
    await county.page.goto(`/placements?search=${mark}`);
    await county.page.getByTestId('placements-table').getByText('待录用').nth(1).waitFor();
  });

  it('is offered; one accepts on the phone today, and nobody can say afterwards that it was earlier', async () => {
    await offerJob(enterprise, early, ago(220), 6500);
    await first.page.reload();
    await first.page.getByText('单位录用您了，请您答复。').waitFor();
    expect(await first.page.getByTestId('own-placement').innerText()).toContain(ago(220));
    await offerJob(enterprise, late, ago(0), 6600);
    await openOwnPage(second, await makeOwnLink(county, late), numbers[late]?.slice(-4) ?? '');
    await second.page.getByTestId('own-accept').click();
    expect(await second.page.getByTestId('own-placement').innerText()).toContain('6,600 元');
    await second.page.getByTestId('own-accept-confirm').click();
    await second.page.getByText('您已接受录用，等待出发。').waitFor();
    await openPlacement(county, late);
    await county.page.getByTestId('placement-stages').getByText(`${ago(0)} · 本人在手机上确认`).waitFor();
    await county.page.getByTestId('placement-depart').click();
    await typeDay(county.page, 'placement-on', ago(221));
    await county.page.getByTestId('placement-act-confirm').click();
    await county.page.locator('.ant-form-item-explain-error').getByText('早于上一步').waitFor();
    await typeDay(county.page, 'placement-on', ago(0));
    await county.page.getByTestId('placement-act-confirm').click();
    await comesNext(county, '确认上岗');
    await second.page.reload();
    await second.page.getByText('您已出发。').waitFor();
  });

  it('is entered after the fact for who left long ago: the yes by telephone, the departure, the first day', async () => {
    await sendOff(county, early, ago(224), ago(221));
    await takeOn(enterprise, early, ago(220));
    await first.page.reload();
    await first.page.getByText('您已上岗。').waitFor();
    expect(await first.page.getByTestId('own-accept').count() + await first.page.getByTestId('own-end').count()).toBe(0);
    expect(await first.overflow()).toBe(0);
  });

  it('is followed for six months by both sides, in the eyes of the supporter, who changes nothing', async () => {
    await check(enterprise, early, 1, ago(185), '满3个月');
    await check(county, early, 3, ago(120), '满6个月');
    await check(county, early, 6, ago(20), '稳岗6个月已确认');
    await openPlacement(supporter, early);
    await comesNext(supporter, '稳岗6个月已确认');
    const history = await supporter.page.getByTestId('placement-history').innerText();
    for (const words of ['录用', '本人同意', '确认出发', '确认上岗', '1个月在岗回访', '3个月在岗回访', '6个月在岗回访', '企业招聘专员', '郧阳区就业局']) expect(history).toContain(words);
    const acts = ({ page }: Visitor): Promise<number> => page.locator('button[data-testid^=placement-]').count();
    expect(await acts(county)).toBeGreaterThan(0);
    expect(await acts(supporter)).toBe(0);
    await supporter.picture('placement-for-supporter');
  });

  it('is in the supporter’s figures by just these two, and opens to their records', async () => {
    await figuresShow(supporter, unit, supporterCode, before.map((value, i) => value + (i === 0 ? 2 : 1)));
    await supporter.page.getByTestId('figure-retention.kept-6').scrollIntoViewIfNeeded();
    await supporter.picture('figures-of-a-pairing');
    await supporter.page.getByTestId('figure-retention.kept-6').click();
    await supporter.page.getByTestId('records-table').getByText('郧阳区').first().waitFor();
    expect(Number(await supporter.page.getByTestId('figure-value').innerText())).toBe((before.at(-1) ?? NaN) + 1);
    expect(await supporter.page.getByTestId('records-table').innerText()).toContain('北京市');
    await administrator.page.goto(`/placements?state=retained-6&search=${mark}`);
    await administrator.page.getByTestId('placements-table').getByText('稳岗6个月').waitFor();
    expect(await administrator.page.getByTestId('placements-table').innerText()).toContain(early);
    expect(await administrator.page.getByTestId('placements-table').innerText()).not.toContain(late);
  });

  it('asks no other host and throws no error on the way', () => {
    expect([enterprise, county, supporter, administrator, first, second].flatMap((visitor) => visitor.faults)).toEqual([]);
  });
});
