import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { type Browser, type BrowserContext, chromium, errors, type Page } from 'playwright-core';
import { z } from 'zod';

const environment = z.object({
  JIEDUI_TEST_URL: z.string(), JIEDUI_TEST_ACCOUNTS: z.string(), JIEDUI_CHROMIUM: z.string(),
  JIEDUI_CHROMIUM_FONTS: z.string().default(''), JIEDUI_CHROMIUM_LIBRARIES: z.string().default(''), JIEDUI_SCREENSHOTS: z.string().default(''),
}).parse(process.env);

const accounts = z.array(z.object({ account: z.string(), password: z.string() })).parse(JSON.parse(readFileSync(environment.JIEDUI_TEST_ACCOUNTS, 'utf8')));

/** The two widths every page is held to: a county office's laptop and a phone. */
export const desk = { width: 1440, height: 900 };
export const phone = { width: 390, height: 844 };

/** Starts Chromium; unpacked ones get their own libraries and fonts. Nothing is asked of the outside. */
export async function startBrowser(): Promise<Browser> {
  const env: Record<string, string> = {};
  for (const [name, value] of Object.entries(process.env)) if (value !== undefined) env[name] = value;
  if (environment.JIEDUI_CHROMIUM_LIBRARIES !== '') env['LD_LIBRARY_PATH'] = environment.JIEDUI_CHROMIUM_LIBRARIES;
  if (environment.JIEDUI_CHROMIUM_FONTS !== '') {
    const folder = path.join(os.tmpdir(), `jiedui-fonts-${process.pid}`);
    mkdirSync(folder, { recursive: true });
    const file = path.join(folder, 'fonts.conf');
    writeFileSync(file, `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig><dir>${environment.JIEDUI_CHROMIUM_FONTS}</dir><cachedir>${folder}</cachedir></fontconfig>`);
    env['FONTCONFIG_FILE'] = file;
  }
  return chromium.launch({
    executablePath: environment.JIEDUI_CHROMIUM, env,
    args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
  });
}

/** Waits until nothing on the page slides or fades any more. */
export const atRest = (page: Page): Promise<void> => page.evaluate(async () => { await Promise.allSettled(document.getAnimations().filter((one) => one.effect?.getTiming().iterations !== Infinity).map((one) => one.finished)); });

/** A window of its own for one person. Requests to any other host are counted as faults. */
export class Visitor {
  readonly faults: string[] = [];

  private constructor(readonly context: BrowserContext, readonly page: Page) {
    page.on('pageerror', (error) => this.faults.push(`page error: ${error.message}`));
    page.on('request', (request) => { if (!request.url().startsWith(environment.JIEDUI_TEST_URL) && !/^(data|blob):/.test(request.url())) this.faults.push(`asked another host: ${request.url()}`); });
  }

  /** `userAgent`: of a browser that pages tell apart from others. */
  static async open(browser: Browser, viewport = desk, userAgent?: string): Promise<Visitor> {
    const context = await browser.newContext({ viewport, ...(userAgent === undefined ? {} : { userAgent }), locale: 'zh-CN', timezoneId: 'Asia/Shanghai', baseURL: environment.JIEDUI_TEST_URL, acceptDownloads: true });
    const page = await context.newPage();
    page.setDefaultTimeout(30_000);
    return new Visitor(context, page);
  }

  async signIn(account: string): Promise<void> {
    const known = accounts.find((one) => one.account === account);
    if (known === undefined) throw new Error(`no sample account ${account}`);
    await this.page.goto('/sign-in');
    await this.page.getByTestId('sign-in-account').fill(account);
    await this.page.getByTestId('sign-in-password').fill(known.password);
    await this.page.getByTestId('sign-in-submit').click();
    await this.page.waitForURL((url) => url.pathname === '/');
    await this.page.getByRole('heading', { level: 1 }).waitFor();
  }

  /** Pixels by which the page is wider than its window: 0 when nothing scrolls sideways. A page that has just been given another width lays itself out anew first. */
  async overflow(): Promise<number> {
    await this.page.waitForFunction(() => document.documentElement.scrollWidth <= window.innerWidth, undefined, { timeout: 5000 }).catch((error: unknown) => { if (!(error instanceof errors.TimeoutError)) throw error; });
    return this.page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  }

  /** Keeps a picture where JIEDUI_SCREENSHOTS says; journeys do so at the places the documents show. */
  async picture(name: string): Promise<void> {
    if (environment.JIEDUI_SCREENSHOTS === '') return;
    mkdirSync(environment.JIEDUI_SCREENSHOTS, { recursive: true });
    await this.page.screenshot({ path: path.join(environment.JIEDUI_SCREENSHOTS, `${name}.png`) });
  }

  async close(): Promise<void> { await this.context.close(); }
}

/** A workers file of the county as its clerk would bring it: UTF-8 with BOM, one row wrong. */
export function workersFile(unit: string, mark: string, rows: number): Buffer {
  const lines = ['人员编号,姓名,所在县区,求职意向,学历,期望月薪,知情同意'];
  for (let i = 1; i <= rows; i += 1) lines.push(`${mark}-${i},样例${mark}${i},${unit},${['电焊工', '保安', '普工'][i % 3]},初中,${4000 + i * 10},是`);
  lines.push(`${mark}-wrong,样例错误,火星县,保安,初中,5000,是`);
  return Buffer.from(`\uFEFF${lines.join('\r\n')}\r\n`);
}
