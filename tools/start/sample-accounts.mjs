import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { tourOrganisations } from './sample-lists.mjs';

/** A grant; what is left out is null. */
const grant = (role, { programme = null, region = null, organisation = null } = {}) => ({ role, programme, region, organisation });

/** One account a role, and one that loads the sample lists on behalf of all who would. */
function accounts(supporters, organisations) {
  const both = (role, more = {}) => ['three-gorges', 'danjiangkou'].map((programme) => grant(role, { programme, ...more }));
  const provinces = ['420000', '500000', '410000', '610000'];
  return [
    { account: 'admin', displayName: '协调机构管理员', organisationName: '对口支援协调机构', grants: both('programme-administrator') },
    { account: 'pinggu', displayName: '评估人员', organisationName: '评估单位', grants: both('evaluator') },
    { account: 'beijing', displayName: '北京市对口办', organisationName: '北京市支援合作办', grants: both('supporter-office', { region: '110000' }) },
    { account: 'shanghai', displayName: '上海市对口办', organisationName: '上海市合作交流办', grants: [grant('supporter-office', { programme: 'three-gorges', region: '310000' })] },
    { account: 'fengjie', displayName: '奉节县对口办', organisationName: '奉节县对口支援办', grants: [grant('receiving-office', { programme: 'three-gorges', region: '500236' })] },
    { account: 'hubei', displayName: '湖北省管理机构', organisationName: '湖北省对口支援管理机构', grants: both('receiving-office', { region: '420000' }) },
    { account: 'yunyang', displayName: '云阳县就业中心', organisationName: '云阳县就业服务机构', grants: [grant('labour-office', { programme: 'three-gorges', region: '500235' })] },
    { account: 'yunyangqu', displayName: '郧阳区就业局', organisationName: '郧阳区就业服务机构', grants: [grant('labour-office', { programme: 'danjiangkou', region: '420304' })] },
    { account: 'qiye', displayName: '企业招聘专员', organisationName: organisations.enterprise, grants: both('enterprise', { organisation: organisations.enterprise }) },
    { account: 'hezuoshe', displayName: '合作社会计', organisationName: organisations.producer, grants: both('producer', { organisation: organisations.producer }) },
    { account: 'chaoshi', displayName: '超市采购员', organisationName: organisations.buyer, grants: both('buyer', { organisation: organisations.buyer }) },
    { account: 'shenji', displayName: '审计人员', organisationName: '审计单位', grants: both('auditor') },
    { account: 'xitong', displayName: '系统管理员', organisationName: null, grants: [grant('system-administrator')] },
    { account: 'anquan', displayName: '安全管理员', organisationName: null, grants: [grant('security-administrator')] },
    { account: 'shenjigly', displayName: '审计管理员', organisationName: null, grants: [grant('audit-administrator')] },
    {
      account: 'yangli', displayName: '样例装载', organisationName: null,
      grants: [...both('programme-administrator'), ...provinces.flatMap((region) => both('labour-office', { region })), ...provinces.flatMap((region) => ['receiving-office', 'supporter-office'].flatMap((role) => both(role, { region }))),
        ...supporters.map(({ programme, code }) => grant('supporter-office', { programme, region: code }))],
    },
  ];
}

/** Makes the sample accounts' file with random passwords once, mode 600, and a readable copy beside it. */
export async function sampleAccounts(folder) {
  const file = path.join(folder, 'sample-accounts.json');
  const readable = path.join(folder, 'sample-accounts.txt');
  if (!existsSync(file)) {
    const { supporters } = await import('@jiedui/reference-data');
    const list = accounts(supporters(), tourOrganisations).map((account) => ({ ...account, password: randomBytes(12).toString('base64url') }));
    writeFileSync(file, JSON.stringify(list, null, 1), { mode: 0o600 });
    writeFileSync(readable, `${list.map(({ account, password, displayName, organisationName }) => `${account.padEnd(12)} ${password}   ${displayName}${organisationName === null ? '' : `（${organisationName}）`}`).join('\n')}\n`, { mode: 0o600 });
  }
  const list = JSON.parse(readFileSync(file, 'utf8'));
  return { file, readable, passwordOf: (name) => list.find((one) => one.account === name)?.password };
}
