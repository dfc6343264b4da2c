/** Words of subsidies and their claims. */
export const subsidiesMessages = {
  'audit.thing.subsidies': ['补贴政策', 'Subsidy policy'], 'audit.thing.subsidy-claims': ['补贴申领', 'Subsidy claim'], 'audit.verb.approve': ['审核通过', 'approve'], 'audit.verb.pay': ['登记发放', 'record as paid'], 'audit.verb.refuse': ['不予通过', 'refuse'], 'audit.verb.entitlements': ['查看可申领的补贴', 'see what may be claimed'],
} as const satisfies Record<string, readonly [zh: string, en: string]>;
