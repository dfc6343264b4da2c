import { chromium } from 'playwright-core';
import fs from 'node:fs';
const acc=JSON.parse(fs.readFileSync(process.cwd()+'/.jiedui/sample-accounts.json')), base='http://127.0.0.1:3220';
const b=await chromium.launch({executablePath:'/usr/bin/chromium',args:['--no-sandbox','--disable-gpu']});
for (const w of [1440,390]) { const c=await b.newContext({viewport:{width:w,height:w>600?900:844}}); const p=await c.newPage();
await p.goto(base+'/sign-in');await p.fill('[data-testid=sign-in-account]','yunyang');await p.fill('[data-testid=sign-in-password]',acc.find(x=>x.account==='yunyang').password);await p.click('[data-testid=sign-in-submit]');await p.waitForTimeout(2500);
await p.goto(base+'/ending-tiers?days=366');await p.waitForSelector('[data-testid=ending-table]');await p.waitForTimeout(800);await p.screenshot({path:`/tmp/shots-hh/ending-${w}.png`});
await p.click(w>600?'[data-testid=ending-table] tbody tr.opens':'[data-testid=ending-table] .card-row');await p.waitForSelector('[data-testid=row-tier] table');await p.locator('[data-testid=row-tier]').scrollIntoViewIfNeeded();await p.waitForTimeout(600);await p.screenshot({path:`/tmp/shots-hh/row-${w}.png`});
await p.goto(base+'/');await p.waitForTimeout(2500);await p.screenshot({path:`/tmp/shots-hh/home-${w}.png`,fullPage:true}); }
await b.close();
