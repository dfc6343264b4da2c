import type { Permission, Role } from '@jiedui/contracts';

/**
 * How far a permission reaches for a role: `installation` everything, `programme` all rows of the granted programme, `region`
 * rows whose place lies in the granted region, `pairing` rows of the granted region's pairings, `organisation` rows of the
 * granted organisation, `own` what the person made.
 */
export type Reach = 'installation' | 'programme' | 'region' | 'organisation' | 'own';

type Row = Partial<Record<Role, Reach>>;

/** The table of DESIGN section 4 as data. A permission without a row is held by nobody; a test refuses a missing row. */
export const roleTable: Record<Permission, Row> = {
  'session.open': { public: 'installation' },
  'session.own': everySignedIn('own'),
  'registry.read': { ...everySignedIn('installation'), public: 'installation' },
  'account.read': { 'security-administrator': 'installation' },
  'account.write': { 'security-administrator': 'installation' },
  'operations.read': { 'system-administrator': 'installation' },
  // Neither the system nor the security administrator: three different people (DESIGN section 4).
  'audit.read': { auditor: 'programme', 'audit-administrator': 'installation' },
  'operations.mend': { 'system-administrator': 'installation' },

  'post.read': { 'programme-administrator': 'programme', evaluator: 'programme', 'supporter-office': 'region', department: 'organisation', 'labour-office': 'programme', 'receiving-office': 'programme', enterprise: 'organisation' },
  'post.write': { 'supporter-office': 'region', department: 'organisation', enterprise: 'organisation' },
  'worker.read': { 'programme-administrator': 'programme', evaluator: 'programme', 'labour-office': 'region' },
  'worker.write': { 'labour-office': 'region' },
  'worker.reveal': { 'labour-office': 'region' },
  'worker.erase': { 'labour-office': 'region' },
  // Monitored households and what puts them at risk: the county's own office, and whoever answers for the programme; never enterprises and supporters.
  'household.read': { 'programme-administrator': 'programme', auditor: 'programme', 'labour-office': 'region' },
  'household.write': { 'labour-office': 'region' },
  'alert.read': { 'programme-administrator': 'programme', auditor: 'programme', 'labour-office': 'region' },
  'alert.write': { 'labour-office': 'region' },
  // What a title means is the same in every county of the programme.
  'occupation.settle': { 'programme-administrator': 'programme', 'labour-office': 'programme' },
  // The law of a place, the same for every programme: read by whoever answers for posts, kept by whoever answers for a programme.
  'minimum-wage.read': { 'programme-administrator': 'installation', evaluator: 'installation', auditor: 'installation', 'supporter-office': 'installation', 'labour-office': 'installation', 'receiving-office': 'installation', enterprise: 'installation', department: 'installation' },
  'minimum-wage.write': { 'programme-administrator': 'installation' },
  // Issues of the two lists: given by an office of one side for its own place, answered by the other; whoever answers for the programme reads them all.
  'list-issue.read': { 'programme-administrator': 'programme', evaluator: 'programme', auditor: 'programme', 'labour-office': 'region', 'receiving-office': 'region', 'supporter-office': 'region' },
  'list-issue.write': { 'labour-office': 'region', 'supporter-office': 'region' },
  'list-issue.acknowledge': { 'labour-office': 'region', 'receiving-office': 'region', 'supporter-office': 'region' },
  // Courses: held by a supporter's office, a county's or the programme's administrator; a county reads those with seats for it, and enrols its own workers.
  'training.read': { 'programme-administrator': 'programme', evaluator: 'programme', auditor: 'programme', 'labour-office': 'region', 'supporter-office': 'region' },
  'training.write': { 'programme-administrator': 'programme', 'labour-office': 'region', 'supporter-office': 'region' },
  'training.enrol': { 'labour-office': 'region' },
  'order-line.read': { 'programme-administrator': 'programme', evaluator: 'programme', 'supporter-office': 'region', 'receiving-office': 'programme', enterprise: 'organisation', buyer: 'organisation', producer: 'programme' },
  'order-line.write': { enterprise: 'organisation', buyer: 'organisation', 'supporter-office': 'region' },
  'lot.read': { 'programme-administrator': 'programme', evaluator: 'programme', 'supporter-office': 'programme', 'receiving-office': 'region', producer: 'organisation', buyer: 'programme', enterprise: 'programme' },
  'lot.write': { producer: 'organisation', 'receiving-office': 'region' },
  'import.own': everySignedIn('own'),
  'entry.snapshot': {},

  'run.read': { 'programme-administrator': 'programme', evaluator: 'programme', auditor: 'programme', 'labour-office': 'programme', 'receiving-office': 'programme', 'supporter-office': 'programme' },
  'run.start': { 'programme-administrator': 'programme', 'labour-office': 'programme', 'receiving-office': 'programme' },
  // Prices of all entries of a run, by id: for those who read everything, and for auditing a certificate. Others get those of entries they read.
  'run.prices': { 'programme-administrator': 'programme', evaluator: 'programme', auditor: 'programme' },
  'policy.read': { 'programme-administrator': 'programme', evaluator: 'programme', auditor: 'programme', 'labour-office': 'programme', 'receiving-office': 'programme', 'supporter-office': 'programme' },
  'policy.write': { 'programme-administrator': 'programme' },
  'explanation.read': { 'programme-administrator': 'programme', evaluator: 'programme', 'labour-office': 'region', 'receiving-office': 'region', enterprise: 'organisation', department: 'organisation', producer: 'organisation', buyer: 'organisation', 'supporter-office': 'region' },
  'matching.internal': {},

  'employment-proposal.read': { 'programme-administrator': 'programme', evaluator: 'programme', 'labour-office': 'region', enterprise: 'organisation', department: 'organisation', 'supporter-office': 'region' },
  'employment-proposal.send': { 'labour-office': 'region' },
  'employment-proposal.answer-county': { 'labour-office': 'region' },
  'employment-proposal.answer-enterprise': { enterprise: 'organisation', department: 'organisation' },
  'employment-proposal.make': { 'labour-office': 'region' },
  'produce-proposal.read': { 'programme-administrator': 'programme', evaluator: 'programme', 'receiving-office': 'region', producer: 'organisation', buyer: 'organisation', enterprise: 'organisation', 'supporter-office': 'region' },
  'produce-proposal.send': { 'receiving-office': 'region', producer: 'organisation' },
  'produce-proposal.answer-producer': { producer: 'organisation', 'receiving-office': 'region' },
  'produce-proposal.answer-buyer': { buyer: 'organisation', enterprise: 'organisation' },
  'produce-proposal.make': { 'receiving-office': 'region', producer: 'organisation', buyer: 'organisation', enterprise: 'organisation' },
  'placement.read': { 'programme-administrator': 'programme', evaluator: 'programme', 'labour-office': 'region', 'receiving-office': 'region', enterprise: 'organisation', department: 'organisation', 'supporter-office': 'region' },
  'placement.offer': { enterprise: 'organisation', department: 'organisation' },
  'placement.send-off': { 'labour-office': 'region' },
  // Both sides see people on their way; each act says which of them it is for.
  'placement.confirm': { 'labour-office': 'region', enterprise: 'organisation', department: 'organisation' },
  'placement.correct': { 'labour-office': 'region', enterprise: 'organisation', department: 'organisation', 'programme-administrator': 'programme' },
  // Who leaves together: planned by the county or with it by its supporter's office; seats and departure are the county's (placement.send-off). An enterprise sees those that bring people to its posts.
  'departure.read': { 'programme-administrator': 'programme', evaluator: 'programme', 'labour-office': 'region', 'receiving-office': 'region', 'supporter-office': 'region', enterprise: 'organisation', department: 'organisation' },
  'departure.plan': { 'labour-office': 'region', 'supporter-office': 'region' },
  // The year's plan of recruitment events holds no person: every office of the programme reads it, each organiser changes its own.
  'recruitment-event.read': { 'programme-administrator': 'programme', evaluator: 'programme', 'labour-office': 'programme', 'receiving-office': 'programme', 'supporter-office': 'programme' },
  'recruitment-event.write': { 'programme-administrator': 'programme', 'labour-office': 'region', 'supporter-office': 'region' },
  // An employer that is struck off is barred by whoever answers for the programme; the offices that send people there know of it, and the employer itself.
  'barred-employer.read': { 'programme-administrator': 'programme', evaluator: 'programme', 'labour-office': 'programme', 'supporter-office': 'programme' },
  'barred-employer.write': { 'programme-administrator': 'programme' },
  'barred-employer.own': { enterprise: 'organisation', department: 'organisation' },
  // Policies of subsidies hold no person: the programme reads them, the office whose place it is keeps and decides its own. Claims: the county for its workers, an enterprise for its own placements.
  'subsidy.read': { 'programme-administrator': 'programme', evaluator: 'programme', auditor: 'programme', 'labour-office': 'programme', 'supporter-office': 'programme', enterprise: 'programme', department: 'programme' },
  'subsidy.manage': { 'programme-administrator': 'programme', 'labour-office': 'region', 'supporter-office': 'region' },
  'subsidy-claim.read': { 'programme-administrator': 'programme', evaluator: 'programme', auditor: 'programme', 'labour-office': 'region', 'supporter-office': 'region', enterprise: 'organisation', department: 'organisation' },
  'subsidy-claim.make': { 'labour-office': 'region', enterprise: 'organisation', department: 'organisation' },
  'contract-line.read': { 'programme-administrator': 'programme', evaluator: 'programme', 'receiving-office': 'region', producer: 'organisation', buyer: 'organisation', enterprise: 'organisation', 'supporter-office': 'region' },

  'project.read': { 'programme-administrator': 'programme', evaluator: 'programme', 'supporter-office': 'region', 'receiving-office': 'region', department: 'organisation' },
  'project.write': { 'supporter-office': 'region', 'receiving-office': 'region' },
  'project.approve-supporter': { 'supporter-office': 'region' },
  'project.approve-receiver': { 'receiving-office': 'region' },
  'project.pay': { 'supporter-office': 'region' },

  // The phone page of one worker: the county makes the link, whoever has it may try to open it, what lies behind it is that worker's alone.
  'worker-link.make': { 'labour-office': 'region' },
  'worker-link.open': { public: 'installation' },
  'own-work.use': { worker: 'own' },
  'help-request.answer': { 'labour-office': 'region' },
  'notice.read': { 'labour-office': 'region' },

  'figures.read': { 'programme-administrator': 'programme', evaluator: 'programme', 'supporter-office': 'programme', 'receiving-office': 'programme', 'labour-office': 'programme', department: 'programme', auditor: 'programme' },
  'figures.public': { ...everySignedIn('installation'), public: 'installation' },
};

/** Whoever has an account; a worker has a link instead, and the page behind it. */
function everySignedIn(reach: Reach): Row {
  const roles: Role[] = ['programme-administrator', 'evaluator', 'supporter-office', 'receiving-office', 'department', 'labour-office', 'enterprise', 'producer', 'buyer', 'auditor', 'system-administrator', 'security-administrator', 'audit-administrator'];
  return Object.fromEntries(roles.map((role) => [role, reach]));
}
