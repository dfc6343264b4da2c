import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { employmentProposals, placements, posts, subsidies, workers } from '@jiedui/contracts';
import type { Browser } from 'playwright-core';
import { as, type Client, close, knownToEngine } from '../arrange.js';
import { desk, phone, startBrowser, Visitor } from './browser.js';
import { choose } from './choose.js';
import { clearAway } from './clear-away.js';
import { ago, openPlacement } from './placement-steps.js';

const mark = `BT${Date.now().toString(36).toUpperCase()}`, title = `${mark}交通补贴`;

/** From the policy to the payment: a county plans a subsidy in its form, claims for those who are on the job, and a colleague examines and pays. */
describe('a subsidy from its policy to the payment', () => {
  let browser: Browser, county: Visitor, colleague: Visitor, office: Client, employer: Client;
  beforeAll(async () => {
    browser = await startBrowser();
    [county, colleague, office, employer] = await Promise.all([Visitor.open(browser, desk), Visitor.open(browser, desk), as('yunyang'), as('qiye')]);
    await Promise.all([county.signIn('yunyang'), colleague.signIn('yangli'), onTheJob()]);
  });
  afterAll(async () => {
    const { items } = await office.call(subsidies.list, { search: mark });
    for (const { id, version, state } of items) if (state !== 'ended') await office.call(subsidies.end, { id, version, words: '测试结束' });
    await clearAway(mark, 'three-gorges', office, employer);
    await close();
    await browser.close();
  });

  /** Two people of the county who have been on the job for forty days. */
  async function onTheJob(): Promise<void> {
    const programme = 'three-gorges', post = await employer.call(posts.create, { programme, cells: { externalId: `${mark}-GW`, title: '电焊工', headcount: '2', employer: '样例云帆电子有限公司', region: '广东省广州市黄埔区', wageMin: '6000', wageMax: '8000' } });
    await knownToEngine(post.id);
    for (const n of [1, 2]) {
      const worker = await office.call(workers.create, { programme, cells: { externalId: `${mark}-${n}`, name: '样例辰', unit: '云阳县', wishes: '电焊工', consent: '是' } });
      await knownToEngine(worker.id);
      const proposal = await office.call(employmentProposals.make, { demandId: post.id, supplyId: worker.id, reason: '面谈合适', overrideReason: '双方已谈妥' });
      await employer.call(employmentProposals.acceptDemand, { id: proposal.id, version: proposal.version });
      const { items: [placed] } = await office.call(placements.follow, { programme, search: `${mark}-${n}` });
      if (placed === undefined) throw new Error('no placement');
      const at = ({ id, version }: { id: string; version: number }): { id: string; version: number } => ({ id, version });
      const offered = await employer.call(placements.offer, { ...at(placed), startOn: ago(40), wageFen: 650_000, housing: 'lodging' });
      const agreed = await office.call(placements.accept, { ...at(offered), on: ago(42), manner: 'phone' });
      const left = await office.call(placements.depart, { ...at(agreed), on: ago(41) });
      await employer.call(placements.arrive, { ...at(left), on: ago(40), insured: true });
    }
  }
  const fill = async (field: string, value: string): Promise<void> => { await county.page.getByTestId(field).fill(value); await county.page.getByTestId(field).press('Tab'); };
  /** The same page on a phone, which scrolls down only. */
  const onPhone = async (visitor: Visitor, name: string): Promise<void> => {
    await visitor.page.setViewportSize(phone);
    expect(await visitor.overflow()).toBe(0);
    await visitor.picture(name);
    await visitor.page.setViewportSize(desk);
  };

  it('is planned in a form that names what is missing, and started', async () => {
    const { page } = county;
    await page.goto('/subsidies');
    await page.getByTestId('subsidy-plan').click();
    await page.getByTestId('subsidy-form-confirm').click();
    await page.locator('.ant-form-item-explain-error').first().waitFor();
    await fill('subsidy-title', title);
    await choose(page, 'subsidy-kind', '交通补贴');
    await choose(page, 'subsidy-months', '满1个月');
    await fill('subsidy-amount', '600');
    await fill('subsidy-document', '样例县就业补贴办法');
    await fill('subsidy-from-day', ago(60));
    await fill('subsidy-to-day', ago(90));
    await page.getByTestId('subsidy-form-confirm').click();
    await page.locator('.ant-form-item-explain-error').getByText('有效期止早于有效期起').waitFor();
    await fill('subsidy-to-day', ago(-300));
    // The calendar is gone before the screen gets narrow: where it stood would be beyond its edge.
    await page.locator('.ant-modal-title').first().click();
    await page.locator('.ant-picker-dropdown:visible').first().waitFor({ state: 'hidden' });
    await county.picture('subsidy-form');
    await onPhone(county, 'subsidy-form-phone');
    await page.getByTestId('subsidy-form-confirm').click();
    await page.getByTestId('subsidy-start').click();
    await page.getByTestId('subsidy-start-confirm').click();
    await page.getByTestId('eligible').waitFor();
    await county.picture('subsidy-drawer');
    await page.goto(`/subsidies?search=${mark}`);
    await page.getByTestId('subsidies-table').getByText('每月').or(page.getByTestId('subsidies-table').getByText('600 元')).first().waitFor();
    await county.picture('subsidies');
    await onPhone(county, 'subsidies-phone');
  });

  it('says in the placement what is missing, and is claimed there once the check is entered', async () => {
    const { page } = county;
    await openPlacement(county, `${mark}-1`);
    await page.getByTestId('entitlement').filter({ hasText: title }).getByText('1个月在岗回访后可申领').waitFor();
    for (const n of [1, 2]) {
      const { items: [placed] } = await office.call(placements.follow, { programme: 'three-gorges', search: `${mark}-${n}` });
      if (placed === undefined) throw new Error('no placement');
      await office.call(placements.retain, { id: placed.id, version: placed.version, months: 1, on: ago(8), wageFen: null });
    }
    await openPlacement(county, `${mark}-1`);
    const line = page.getByTestId('entitlement').filter({ hasText: title });
    await line.scrollIntoViewIfNeeded();
    await county.picture('placement-subsidies');
    await onPhone(county, 'placement-subsidies-phone');
    await line.getByTestId('claim-make').click();
    await page.getByTestId('claim-make-confirm').click();
    await line.getByTestId('entitlement-missing').getByText('已申领').waitFor();
  });

  it('names whom else it can be claimed for, and they are claimed for together', async () => {
    const { page } = county;
    await page.goto(`/subsidies?search=${mark}`);
    await page.getByTestId('subsidies-table').getByText(title).first().click();
    await page.getByTestId('eligible-search').locator('input').fill(mark);
    await page.getByTestId('eligible-search').locator('input').press('Enter');
    await page.getByTestId('eligible-table').getByText(`${mark}-2`).waitFor();
    expect(await page.getByTestId('eligible-table').getByText(`${mark}-1`).count()).toBe(0);
    await page.getByTestId('eligible-all').click();
    await county.picture('subsidy-eligible');
    await onPhone(county, 'subsidy-eligible-phone');
    await page.getByTestId('eligible-claim').click();
    await page.getByTestId('eligible-claim-confirm').click();
    await page.getByTestId('eligible-table').getByText(`${mark}-2`).waitFor({ state: 'detached' });
    await page.getByTestId('subsidy-sums').getByText('1,200 元').waitFor();
  });

  it('is examined by a colleague, not by who claimed, paid with its voucher, or refused with a reason', async () => {
    await colleague.page.goto(`/subsidy-claims?search=${mark}`);
    await colleague.page.getByTestId('claims-table').getByText(`${mark}-2`).waitFor();
    await colleague.picture('subsidy-claims');
    await onPhone(colleague, 'subsidy-claims-phone');
    await county.page.goto(`/subsidy-claims?search=${mark}`);
    await county.page.getByTestId('claims-table').getByText(`${mark}-1`).click();
    await county.page.getByTestId('claim-withdraw').waitFor();
    expect(await county.page.getByTestId('claim-approve').count()).toBe(0);
    await county.picture('claim-drawer-own');

    const { page } = colleague;
    await page.getByTestId('claims-table').getByText(`${mark}-1`).click();
    await page.getByTestId('claim-approve').click();
    await page.getByTestId('claim-approve-confirm').click();
    await page.getByTestId('claim-pay').click();
    await page.getByTestId('claim-reference').fill(`${mark}凭证`);
    await colleague.picture('claim-pay');
    await page.getByTestId('claim-pay-confirm').click();
    await page.getByTestId('claim-drawer').getByText('已发放').first().waitFor();
    for (const word of ['申领', '审核通过', '发放']) expect(await page.getByTestId('claim-history').innerText()).toContain(word);
    await colleague.picture('claim-drawer');
    await onPhone(colleague, 'claim-drawer-phone');
    // What was entered in error is taken back with its reason, and entered right.
    await page.getByTestId('claim-correct').click();
    await page.getByTestId('claim-correct-words').fill('凭证号录错');
    await colleague.picture('claim-correct');
    await page.getByTestId('claim-correct-confirm').click();
    await page.getByTestId('claim-history').getByText('凭证号录错').waitFor();
    await colleague.picture('claim-corrected');
    await page.getByTestId('claim-pay').click();
    await page.getByTestId('claim-reference').fill(`${mark}凭证二`);
    await page.getByTestId('claim-pay-confirm').click();
    await page.getByTestId('claim-drawer').getByText(`${mark}凭证二`).first().waitFor();
    await page.goto(`/subsidy-claims?search=${mark}-2`);
    await page.getByTestId('claims-table').getByText(`${mark}-2`).click();
    await page.getByTestId('claim-refuse').click();
    await choose(page, 'claim-reason', '材料不全');
    await page.getByTestId('claim-words').fill('缺车票');
    await colleague.picture('claim-refuse');
    await page.getByTestId('claim-refuse-confirm').click();
    await page.getByTestId('claim-drawer').getByText('材料不全：缺车票').first().waitFor();
  });

  it('shows the county what was paid, and what may be claimed anew', async () => {
    const { page } = county;
    await page.goto(`/subsidies?search=${mark}`);
    await page.getByTestId('subsidies-table').getByText('600 元').first().waitFor();
    await openPlacement(county, `${mark}-2`);
    await page.getByTestId('entitlement').filter({ hasText: title }).getByTestId('claim-make').waitFor();
    expect([...county.faults, ...colleague.faults]).toEqual([]);
  });
});
