/**
 * DESIGN section 4, "who may do what", stated a second time and apart from the system's own table: by role, what it may do and how far.
 * A row compares every route's answers with this. What stands in neither list is held by nobody.
 *
 * Reach: `everything`; `programme` all of the granted programmes; `region` what a place in the granted region answers for; `organisation`
 * what the granted organisation answers for; `own` what the person made.
 */
const readEverything = {
  programme: ['post.read', 'worker.read', 'order-line.read', 'lot.read', 'run.read', 'run.prices', 'policy.read', 'explanation.read', 'employment-proposal.read', 'produce-proposal.read', 'placement.read', 'departure.read', 'recruitment-event.read', 'subsidy.read', 'subsidy-claim.read', 'barred-employer.read', 'contract-line.read', 'project.read', 'figures.read'],
};

/** Holds for everybody, signed in or not. */
export const forAll = ['registry.read', 'figures.public', 'session.open'];
/** Holds for a worker on the page of the own link, for what is the worker's; no account has it. */
export const forWorkers = ['own-work.use'];
/** Holds for everybody who is signed in, for what is their own. */
export const forSignedIn = ['session.own', 'import.own'];

export const byRole = {
  /** 协调机构: pairings, policy, indicators, everything read but personal data. */
  'programme-administrator': { everything: ['minimum-wage.read', 'minimum-wage.write'], programme: [...readEverything.programme, 'run.start', 'recruitment-event.write', 'subsidy.manage', 'barred-employer.write', 'policy.write', 'placement.correct', 'household.read', 'alert.read', 'list-issue.read', 'occupation.settle', 'training.read', 'training.write'] },
  /** 评估单位: everything read but personal data. */
  evaluator: { everything: ['minimum-wage.read'], programme: [...readEverything.programme, 'list-issue.read', 'training.read', 'subsidy.read', 'subsidy-claim.read'] },
  /** 支援省市对口办: projects and funds of its pairings, enterprises of its region and posts on their behalf; what the counties offer. */
  'supporter-office': {
    everything: ['minimum-wage.read'],
    region: ['subsidy.manage', 'subsidy-claim.read', 'post.read', 'post.write', 'order-line.read', 'order-line.write', 'explanation.read', 'employment-proposal.read', 'produce-proposal.read', 'placement.read', 'departure.read', 'departure.plan', 'recruitment-event.write', 'contract-line.read', 'project.read', 'project.write', 'project.approve-supporter', 'project.pay', 'list-issue.read', 'list-issue.write', 'list-issue.acknowledge', 'training.read', 'training.write'],
    programme: ['subsidy.read', 'recruitment-event.read', 'barred-employer.read', 'lot.read', 'run.read', 'policy.read', 'figures.read'],
  },
  /** 受援县对口办、省市管理机构: projects, acceptance, produce of its counties; what supporters offer. */
  'receiving-office': {
    everything: ['minimum-wage.read'],
    region: ['lot.read', 'lot.write', 'explanation.read', 'produce-proposal.read', 'produce-proposal.send', 'produce-proposal.answer-producer', 'produce-proposal.make', 'placement.read', 'departure.read', 'contract-line.read', 'project.read', 'project.write', 'project.approve-receiver', 'list-issue.read', 'list-issue.acknowledge'],
    programme: ['recruitment-event.read', 'post.read', 'order-line.read', 'run.read', 'run.start', 'policy.read', 'figures.read'],
  },
  /** 县就业服务机构: workers and their placements; the posts offered. Alone sees personal data in full, for a purpose. */
  'labour-office': {
    everything: ['minimum-wage.read'],
    region: ['subsidy.manage', 'subsidy-claim.read', 'subsidy-claim.make', 'worker.read', 'worker.write', 'worker.reveal', 'worker.erase', 'household.read', 'household.write', 'alert.read', 'alert.write', 'explanation.read', 'employment-proposal.read', 'employment-proposal.send', 'employment-proposal.answer-county', 'employment-proposal.make', 'placement.read', 'departure.read', 'departure.plan', 'recruitment-event.write', 'placement.send-off', 'placement.confirm', 'placement.correct', 'worker-link.make', 'help-request.answer', 'notice.read', 'list-issue.read', 'list-issue.write', 'list-issue.acknowledge', 'training.read', 'training.write', 'training.enrol'],
    programme: ['subsidy.read', 'recruitment-event.read', 'barred-employer.read', 'post.read', 'run.read', 'run.start', 'policy.read', 'figures.read', 'occupation.settle'],
  },
  /** 支援方企业: posts, hires, order lines of its own; the produce offered. */
  enterprise: {
    everything: ['minimum-wage.read'],
    organisation: ['subsidy-claim.read', 'subsidy-claim.make', 'post.read', 'post.write', 'barred-employer.own', 'order-line.read', 'order-line.write', 'explanation.read', 'employment-proposal.read', 'employment-proposal.answer-enterprise', 'placement.read', 'departure.read', 'placement.offer', 'placement.confirm', 'placement.correct', 'produce-proposal.read', 'produce-proposal.answer-buyer', 'produce-proposal.make', 'contract-line.read'],
    programme: ['subsidy.read', 'lot.read'],
  },
  /** 合作社、企业、农户代表: lots of its own; the demand there is. */
  producer: {
    organisation: ['lot.read', 'lot.write', 'explanation.read', 'produce-proposal.read', 'produce-proposal.send', 'produce-proposal.answer-producer', 'produce-proposal.make', 'contract-line.read'],
    programme: ['order-line.read'],
  },
  /** 采购单位、商超: order lines of its own; the produce offered. */
  buyer: {
    organisation: ['order-line.read', 'order-line.write', 'explanation.read', 'produce-proposal.read', 'produce-proposal.answer-buyer', 'produce-proposal.make', 'contract-line.read'],
    programme: ['lot.read'],
  },
  /** 审计: programme, read only: the trail, certificates of runs. */
  auditor: { everything: ['minimum-wage.read'], programme: ['run.read', 'run.prices', 'policy.read', 'figures.read', 'audit.read', 'household.read', 'alert.read', 'list-issue.read', 'training.read', 'subsidy.read', 'subsidy-claim.read'] },
  /** 三员: services; accounts and roles; the trail. None reads business data. */
  'system-administrator': { everything: ['operations.read', 'operations.mend'] },
  'security-administrator': { everything: ['account.read', 'account.write'] },
  'audit-administrator': { everything: ['audit.read'] },
};

/** Every permission somebody holds: a route under another one has no expectation. */
export const expectedPermissions = new Set([...forAll, ...forSignedIn, ...forWorkers, ...Object.values(byRole).flatMap((reaches) => Object.values(reaches).flat())]);

const lies = (code, region) => code === region || code.startsWith(region.endsWith('0000') ? region.slice(0, 2) : region.endsWith('00') ? region.slice(0, 4) : region);

/**
 * What a person may do with one thing: `no` (the role does not hold the permission), `outside`, or `reached`. `thing` is
 * `{ programme, regions, organisations, by }`, null for what belongs to nobody; grants are those of the account.
 */
export function expected({ account, grants }, permission, thing) {
  if (forAll.includes(permission)) return 'reached';
  if (forSignedIn.includes(permission)) return thing === null || thing.by === account ? 'reached' : 'outside';
  const held = grants.flatMap((grant) => Object.entries(byRole[grant.role] ?? {}).filter(([, names]) => names.includes(permission)).map(([reach]) => ({ ...grant, reach })));
  if (held.length === 0) return 'no';
  const isReached = held.some(({ reach, programme, region, organisation }) => {
    if (thing === null || reach === 'everything') return true;
    if (thing.programme !== null && thing.programme !== programme) return false;
    if (reach === 'programme') return true;
    return reach === 'region' ? thing.regions.some((code) => lies(code, region)) : thing.organisations.includes(organisation);
  });
  return isReached ? 'reached' : 'outside';
}
