import { Tabs } from 'antd';
import type { ReactNode } from 'react';
import { useTexts } from '../messages/index.js';
import { useProgramme } from '../shell/programme-context.js';
import { useAddress } from '../shell/use-address.js';
import { PairingFlow } from './pairing-flow.js';
import { PairingTableView } from './pairing-table.js';
import { SupportersTable } from './supporters-table.js';
import { UnitsTable } from './units-table.js';

const tabs = ['table', 'flow', 'supporters', 'units'] as const;

/** A programme's pairings: the table of its document, the flow, supporters, units. */
export function RegistryPage(): ReactNode {
  const { t } = useTexts();
  const { programme, code } = useProgramme();
  const address = useAddress();
  const tab = tabs.find((one) => one === address.get('tab')) ?? 'table';
  return (
    <>
      <div className="page-head" style={{ marginBottom: 4 }}><h1>{programme?.name ?? t('registry.title')}</h1></div>
      {programme !== undefined && <p className="muted">{t('registry.term', { term: programme.term })} · {t('registry.lead', { lead: programme.lead })}</p>}
      <Tabs activeKey={tab} onChange={(key) => address.set({ tab: key === 'table' ? undefined : key, search: undefined, zone: undefined })} items={tabs.map((one) => ({ key: one, label: <span data-testid={`registry-tab-${one}`}>{t(`registry.tab.${one}`)}</span> }))} className="no-print" />
      {tab === 'table' && <PairingTableView programme={code} />}
      {tab === 'flow' && <PairingFlow programme={code} />}
      {tab === 'supporters' && <SupportersTable programme={code} />}
      {tab === 'units' && <UnitsTable programme={code} />}
    </>
  );
}
