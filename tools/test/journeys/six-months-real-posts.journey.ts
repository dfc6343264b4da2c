import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { as, close, idNumber, unique, until } from '../arrange.js';
import { worker } from '../import-rows.js';
import { acceptWorker, proposalsOf, runMatching, sendProposals } from './agree-pair.js';
import { phone, startBrowser, Visitor } from './browser.js';
import { choose } from './choose.js';
import { clearAway } from './clear-away.js';
import { confirmList, uploadList } from './import-list.js';
import { invite, setPassword } from './invitation.js';
import { makeOwnLink, openOwnPage, sayYes } from './own-page.js';
import { ago, check, offerJob, sendOff, takeOn } from './placement-steps.js';
import { figuresShow, readFigures } from './read-figures.js';
import { areRealPostsAtHand, realPosts } from './real-posts.js';

/** 郧阳区 and 北京市, which the work plan pairs. */
const unit = '420304', supporterCode = '110000', programme = 'danjiangkou', programmeName = '丹江口库区';
const mark = unique('ZS'), ofEach = 50;
/** Titles of the advertisements that the coder leaves to a clerk, with the occupation they are settled as. */
const doubtful = [['行政客服', '行政办事员'], ['业务助理', '营销员']] as const;
/** The firm whose post the first worker is for: once settled, two posts are of that kind, one of them where the worker wants to be. Names with brackets are typed in either width. */
const employer = '中农孚德检测技术（北京）有限公司';
/** What the invented workers look for, by number. */
const wishes = ['行政客服', '会计', '在线客服', '销售助理', '新媒体运营', '业务助理'], numbers = wishes.map((_, i) => `${mark}-R${i + 1}`), chosen = `${mark}-R1`;
const idNumbers = wishes.map(() => idNumber());

const at = areRealPostsAtHand ? describe : describe.skip;
if (!areRealPostsAtHand) describe('real advertisements', () => { it.skip('are not at hand beside this checkout (JIEDUI_SHARED): no placement on them was followed', () => undefined); });

/** The same way on advertisements as they were really written: the supporter's office lists them, and the firm that comes of it gets an account. */
at('from real advertisements to the check at six months', () => {
  let browser: Browser, county: Visitor, supporter: Visitor, security: Visitor, enterprise: Visitor, own: Visitor;
  let before: number[], posts: Record<string, string>[];

  beforeAll(async () => {
    posts = await realPosts(mark, ofEach);
    browser = await startBrowser();
    [county, supporter, security, enterprise] = await Promise.all([Visitor.open(browser), Visitor.open(browser), Visitor.open(browser), Visitor.open(browser)]);
    own = await Visitor.open(browser, phone);
    for (const [visitor, account] of [[county, 'yunyangqu'], [supporter, 'beijing'], [security, 'anquan']] as const) await visitor.signIn(account);
    await choose(supporter.page, 'programme', programmeName);
    before = await readFigures(supporter, unit, supporterCode);
  });
  afterAll(async () => {
    await browser.close();
    await clearAway(mark, programme, await as('yunyangqu'), await as('beijing'));
    await close();
  });

  it('takes every one of them in, and says what it had to assume', async () => {
    expect(posts).toHaveLength(ofEach * 4);
    expect(await uploadList(supporter, 'posts', posts)).toEqual({ new: posts.length, wrong: 0 });
    await supporter.page.getByTestId('import-assumed-groups').locator('tr').filter({ hasText: '未填，按 1 人计' }).getByText(String(posts.length)).waitFor();
    await supporter.picture('import-real-posts');
    await confirmList(supporter);
    await supporter.page.goto(`/lists/posts?search=${mark}`);
    await supporter.page.getByText(`${mark}-`).first().waitFor();
  });

  it('leaves doubtful titles to the county, which settles them for every row', async () => {
    const { page } = county, row = (title: string): ReturnType<typeof page.locator> => page.getByTestId('occupations-table').locator('.ant-table-row').filter({ hasText: title }).first();
    const look = async (title: string, state: string): Promise<number> => {
      await page.goto(`/occupations?state=${state}&search=${encodeURIComponent(title)}`);
      await page.getByTestId('occupations-table').waitFor();
      return row(title).count();
    };
    for (const [title, occupation] of doubtful) {
      // Titles are counted some seconds after rows came in.
      await until(() => look(title, 'open'), (found) => found > 0, `${title} to be counted`);
      await row(title).click();
      await page.getByTestId('settle-options').getByText(occupation).first().click();
      await page.getByTestId('settle-confirm').click();
      await page.getByTestId('settle-confirm').waitFor({ state: 'detached' });
      await until(async () => await look(title, 'settled') > 0 && !(await row(title).innerText()).includes('正在更新'), Boolean, `the rows of ${title} to follow`);
      expect(await row(title).innerText()).toContain('郧阳区就业局');
    }
    await county.picture('occupations-of-real-posts');
  });

  it('finds a job for every invented worker of the county, with a proof', async () => {
    const people = numbers.map((number, i) => worker(number, { 身份证号: idNumbers[i] ?? '', 所在县区: '郧阳区', 求职意向: wishes[i] ?? '', 学历: '本科', 意向地区: '北京市海淀区' }));
    expect(await uploadList(county, 'workers', people)).toEqual({ new: people.length, wrong: 0 });
    await confirmList(county);
    await runMatching(county);
    const proposed = await proposalsOf(county, mark, 'proposed');
    for (const number of numbers) expect(proposed.filter((line) => line.includes(number))).toHaveLength(1);
    await county.picture('proposals-of-real-posts');
  });

  it('shows one of them the firm’s own words on the phone', async () => {
    await openOwnPage(own, await makeOwnLink(county, chosen), idNumbers[0]?.slice(-4) ?? '');
    const job = own.page.getByTestId('own-proposal');
    await job.waitFor();
    for (const words of ['行政客服', employer, '海淀区', '5,000–6,000']) expect(await job.innerText()).toContain(words);
    expect(await own.overflow()).toBe(0);
    await sayYes(own);
    await own.picture('worker-phone-real-post');
    await sendProposals(county, mark, [chosen]);
  });

  it('gives that firm an account by invitation, which reaches its own posts alone', async () => {
    const link = await invite(security, { account: unique('qiye').toLowerCase(), name: '样例招聘人' }, async (page) => {
      await choose(page, 'grant-role-0', '支援方企业');
      await choose(page, 'grant-programme-0', programmeName);
      await page.getByTestId('grant-organisation-0').fill(employer);
    });
    await enterprise.page.goto(link);
    await setPassword(enterprise, 'nine bridges over the canal');
    await enterprise.page.waitForURL((url) => url.pathname === '/');
    const listed = async (search: string): Promise<string[]> => {
      await enterprise.page.goto(`/lists/posts?search=${search}`);
      await enterprise.page.getByText(`${mark}-`).first().waitFor();
      return enterprise.page.locator('.ant-table-row').allInnerTexts();
    };
    expect(await listed(mark)).toHaveLength(posts.filter((post) => post['用工单位'] === employer).length);
    for (const line of await listed('')) expect(line).toContain(employer);
  });

  it('goes from its yes to six months on the job through the pages of all', async () => {
    await acceptWorker(enterprise, mark, chosen);
    await offerJob(enterprise, chosen, ago(200), 7000);
    await own.page.reload();
    await own.page.getByText('单位录用您了，请您答复。').waitFor();
    await sendOff(county, chosen, ago(205), ago(201));
    await takeOn(enterprise, chosen, ago(200));
    await check(enterprise, chosen, 1, ago(168), '满3个月');
    await check(county, chosen, 3, ago(100), '满6个月');
    await check(county, chosen, 6, ago(10), '稳岗6个月已确认');
    await own.page.reload();
    await own.page.getByText('您已上岗。').waitFor();
    await figuresShow(supporter, unit, supporterCode, before.map((value) => value + 1));
  });

  it('asks no other host and throws no error on the way', () => {
    expect([county, supporter, security, enterprise, own].flatMap((visitor) => visitor.faults)).toEqual([]);
  });
});
