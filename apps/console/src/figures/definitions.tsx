import type { ReactNode } from 'react';
import { localTime, useTexts } from '../messages/index.js';
import type { Definition } from './figure-amount.js';

/** What each figure counts, from where, and how fresh it is. */
export function Definitions({ items }: { items: readonly Definition[] }): ReactNode {
  const { t, pick } = useTexts();
  if (items.length === 0) return null;
  return (
    <details className="panel">
      <summary><strong>{t('figures.definitions')}</strong></summary>
      <div className="scroll-x" style={{ marginTop: 10 }}>
        <table className="plain-table light" style={{ minWidth: 560 }}>
          <thead><tr><th>{t('figures.figure')}</th><th>{t('figures.definition')}</th><th>{t('figures.source')}</th><th>{t('figures.freshAt')}</th></tr></thead>
          <tbody>{items.map((one) => <tr key={one.code}><td>{pick(one.name)}</td><td>{pick(one.wording)}</td><td>{pick(one.source)}</td><td className="figure">{localTime(one.freshAt)}</td></tr>)}</tbody>
        </table>
      </div>
    </details>
  );
}
